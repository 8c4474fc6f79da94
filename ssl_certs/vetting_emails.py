"""The mails of the identity check of OV and EV: what is wanted, what was found (SSL-A2-2.1, SSL-A2-3.3)."""

from typing import Any

from django.utils import translation

from core import display
from core.acts import Act
from notifications import outbox
from ssl_certs import emails
from ssl_certs.models import OrganisationPaper, SslOrder, VettingStep

CLAUSES = {"ev": "SSL-A2-3.3"}


def documents_needed(order: SslOrder, act: Act, again: bool = False, since: str = "") -> None:
    """Which papers show who the organisation is, and how they are sent. The authority decides how long it takes."""
    _tell(order, act, "ssl_certs.documents_needed", f"documents:{act.today}:{since}", again=again, since=since,
          level=order.product.level)  # fmt: skip


def paper_refused(paper: OrganisationPaper, act: Act) -> None:
    """A paper is not accepted: why, and how to send another."""
    with translation.override(paper.order.customer.language):
        kind = str(paper.get_kind_display())
    _tell(paper.order, act, "ssl_certs.paper_refused", f"{paper.public_id}:{act.now:%Y%m%d%H%M%S}", paper=kind,
          reason=act.reason)  # fmt: skip


def call_announced(step: VettingStep, act: Act) -> None:
    """When the organisation is called, on which number, and what is asked."""
    with translation.override(step.order.customer.language):
        at = display.instant(step.planned_at)
    _tell(step.order, act, "ssl_certs.call_announced", f"call:{step.planned_at:%Y%m%d%H%M}:{step.phone}", at=at,
          phone=step.phone)  # fmt: skip


def vetting_done(order: SslOrder, act: Act) -> None:
    """Every step is done: what is left are the names."""
    under_way = order.certificates.filter(state="validating").first()
    left = under_way.validations.exclude(state="valid") if under_way else ()
    _tell(
        order,
        act,
        "ssl_certs.vetting_done",
        f"vetted:{act.now:%Y%m%d%H%M}",
        left=[row.readable for row in left],
    )


def vetting_failed(step: VettingStep, act: Act) -> None:
    """A step has failed: what was found, and until when the order can be cancelled (SSL-6.1)."""
    order = step.order
    with translation.override(order.customer.language):
        kind = str(step.get_kind_display())
    until = order.cancel_until if order.cancellable(act.now) else None
    _tell(order, act, "ssl_certs.vetting_failed", f"{step.public_id}:{act.now:%Y%m%d%H%M}", step=kind,
          finding=step.detail, cancel_until=until)  # fmt: skip


def _tell(order: SslOrder, act: Act, kind: str, key: str, **more: Any) -> None:
    clause = CLAUSES.get(order.product.level, "SSL-A2-2.1")
    action = outbox.link("ssl_certs:organisation", order.public_id)
    emails.tell(order, act, kind, clause, key, action=action, **more)
