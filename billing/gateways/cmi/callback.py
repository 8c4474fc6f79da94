"""What the gate tells us, server to server, about every attempt: the only word that books a card payment.

In this order: the hash, the order (`oid`), the amount, the currency, the bank's answer (`ProcReturnCode`). The answer
that we give decides whether the bank captures; a repeated call gets the same answer and books nothing.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from billing.gateways import notices
from billing.gateways.notices import Outcome
from billing.models import CardAttempt
from core.acts import Act
from core.attention import raise_attention
from core.transitions import claim

from . import book, form, gateway, refuse, signing

CAPTURE = "ACTION=POSTAUTH"  # booked: the bank may take the money
NOTED = "APPROVED"  # heard, and nothing is to be captured
FAILURE = "FAILURE"  # not believed
SUCCESS = "00"


def hear(said: Mapping[str, str], act: Act) -> str:
    """Book what the bank has authorised; the answer for the gate. Nothing that is wrong raises."""
    body = urlencode(list(said.items()))
    if not signing.is_signed(said, settings.CMI_STORE_KEY):
        notices.keep(gateway.method, body, Outcome.FORGED, act, said_by=act.ip or "?")
        return FAILURE
    heard = {name: signing.as_said(value).strip() for name, value in said.items()}
    with transaction.atomic():
        found = CardAttempt.objects.select_related("customer", "proforma__customer", "bundle__customer")
        attempt = found.filter(public_id=heard.get("oid", "")).first()
        if attempt is None:
            return _not_ours(body, Outcome.UNKNOWN, heard, act)
        claim(attempt)
        if not _is_ours(attempt, heard):
            return _not_ours(body, Outcome.MISMATCH, heard, act, attempt.public_id)
        answer, outcome = _answer(attempt, heard, act)
        notices.keep(gateway.method, body, outcome, act, about=attempt.public_id)
        return answer


def _is_ours(attempt: CardAttempt, heard: Mapping[str, str]) -> bool:
    """Whether the callback speaks of our shop, of this sum and of its currency."""
    sum_said = form.read(heard.get("amount", "")), heard.get("currency", "")
    shop = heard.get("clientid", settings.CMI_CLIENT_ID)
    return sum_said == (attempt.amount, form.CURRENCIES[attempt.currency]) and shop == settings.CMI_CLIENT_ID


def _answer(attempt: CardAttempt, heard: Mapping[str, str], act: Act) -> tuple[str, str]:
    answer, reference = heard.get("ProcReturnCode", "")[:8], heard.get("TransId", "")[:64]
    if attempt.state == CardAttempt.State.BOOKED:
        if answer != SUCCESS:
            return NOTED, Outcome.HEARD  # a refusal that was overtaken by the success
        if reference == attempt.transaction:
            return CAPTURE, Outcome.BOOKED  # told already, but the bank may have missed our answer
        title = _("{oid}: the bank authorised it twice; the second one is not captured")
        _show(title, Outcome.DOUBLE, attempt.public_id, act)
        return NOTED, Outcome.DOUBLE
    if answer != SUCCESS:
        refuse(attempt, act, answer=answer)
        return NOTED, Outcome.HEARD
    was_to_pay = attempt.can_pay
    book(attempt, act, answer=answer, transaction=reference)
    return CAPTURE, Outcome.BOOKED if was_to_pay else Outcome.LATE


def _not_ours(body: str, outcome: str, heard: Mapping[str, str], act: Act, about: str = "") -> str:
    notices.keep(gateway.method, body, outcome, act, about=about)
    title = _(
        "Card callback for {oid}: another amount, currency, shop or order than ours; nothing was booked"
    )
    _show(title, outcome, about or heard.get("oid", "")[:24], act)
    return FAILURE


def _show(title, outcome: str, about: str, act: Act) -> None:
    key = f"{gateway.method}:{about}:{outcome}"
    raise_attention("payments", key, about, format_lazy(title, oid=about), act=act, clause="HD-3.2b")
