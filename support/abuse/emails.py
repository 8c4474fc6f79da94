"""The mails about abuse: to who reported it, and to the customer. Neither learns who the other is."""

from typing import Any

from django.utils import translation

from core.acts import Act
from notifications import outbox

from . import services
from .models import AbuseCase


def received(case: AbuseCase, act: Act) -> None:
    """His report is here; nothing of what he typed stands in it, since the address may be somebody else's."""
    _to_reporter(case, act, "support.abuse_received", "received")


def decided(case: AbuseCase, act: Act) -> None:
    """What became of his report, without a word about the customer; nothing of it under an authority's delay (C-29)."""
    _to_reporter(case, act, "support.abuse_decided", "decided", upheld=case.state == "upheld",
                 gagged=case.is_gagged(act.today))  # fmt: skip


def asked(case: AbuseCase, act: Act) -> None:
    """The customer is asked for his word."""
    _to_customer(case, act, "support.abuse_asked", f"asked:{act.now:%Y%m%d%H%M}", question=case.question,
                 due=case.answer_due_at)  # fmt: skip


def told(case: AbuseCase, act: Act) -> None:
    """What was decided, and what has been done to his service."""
    finder = services.finder_of(case.service)
    _to_customer(case, act, "support.abuse_told", "told", upheld=case.state == "upheld", cut=case.measure == "cut",
                 at_once=bool(finder and finder.at_once), decision=case.decision)  # fmt: skip


def _to_reporter(case: AbuseCase, act: Act, kind: str, key: str, **context: Any) -> None:
    outbox.queue(
        kind, to=case.reporter_email, language=case.language, context={"number": case.public_id, **context},
        about=case.public_id, key=f"{case.public_id}:{key}", now=act.now, clause=case.clause, act=act,
    )  # fmt: skip


def _to_customer(case: AbuseCase, act: Act, kind: str, key: str, **context: Any) -> None:
    customer = case.customer
    with translation.override(customer.language):
        what = str(case.get_category_display())
    outbox.queue(
        kind, to=customer.billing_email, language=customer.language, about=case.public_id, clause=case.clause,
        context={"service": case.label, "what": what, "link": outbox.link("support:abuse_case", case.public_id),
                 **context},
        key=f"{case.public_id}:{key}", now=act.now, customer=customer, act=act,
    )  # fmt: skip
