"""Wafacash, a money transfer: the customer types its number and the sender's name, staff collect it and confirm.

The agency keeps it for 45 days (facts G); what nobody has collected by then has gone back to the sender.
"""

import re
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from billing import payments
from billing.allocating import Payable
from billing.models import Payment
from billing.terms import BILLING
from core.acts import Act
from core.transitions import NotAllowed

NUMBER = re.compile(r"[0-9A-Z]{6,20}")


class Wafacash:
    """Money sent to the company by name; its number is what collects it."""

    method = "wafacash"
    currencies = frozenset({"MAD"})

    def start(self, payable: Payable, act: Act) -> str:
        return reverse("billing:pay", args=[payable.public_id]) + "#wafacash"


gateway = Wafacash()


def say_sent(payable: Payable, act: Act, number: str, sender: str) -> Payment:
    """The customer has sent the money. Raises NotAllowed for no such number, and for one that was given before."""
    number = number.upper().replace(" ", "").replace("-", "")
    if not NUMBER.fullmatch(number):
        raise NotAllowed(_("The number on the agency's slip has 6 to 20 digits or letters."), "HD-3.2b")
    facts: dict[str, Any] = {"reference": number, "gateway_reference": number, "sender": sender.strip(),
             "expires_at": act.now + BILLING.wafacash_kept}  # fmt: skip
    try:
        with transaction.atomic():
            return payments.declare(payable, gateway.method, act, **facts)
    except IntegrityError:
        refusal = _("This transfer number was given to us before: each transfer pays once.")
        raise NotAllowed(refusal, "HD-3.2b") from None


@payments.flow.verb(source=("declared", "proof_uploaded"), target="rejected", clause="HD-3.2b")
def expire(payment: Payment, act: Act) -> None:
    """Nobody collected the transfer in time: the agency has given it back to its sender, and nothing was paid."""
    with translation.override(payment.customer.language):
        reason = _("the transfer was not collected within its time: the agency gives it back to the sender")
    payments.reject.body(payment, act.because(reason))
