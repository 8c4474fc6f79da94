"""Attempts: begun for what is to pay now, booked once when the gateway has the money, however late it says so."""

from typing import Any, TypeVar

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from billing import payments
from billing.allocating import Payable
from billing.models import Bundle, Payment, Proforma
from billing.models.gateways import Attempt
from core import evidence
from core.acts import Act
from core.attention import raise_attention

Some = TypeVar("Some", bound=Attempt)


def payable_of(queryset_of, public_id: str) -> Payable:
    """A payable by its public id, among those that `queryset_of(model)` shows. Raises DoesNotExist."""
    model: Any = Bundle if public_id.startswith("bun_") else Proforma
    return queryset_of(model).select_related("customer").get(public_id=public_id)


def new(model: type[Some], payable: Payable, act: Act, **facts: Any) -> Some:
    """An attempt, not yet saved, at all that is left to pay. Raises NotAllowed where nothing can be paid."""
    payments.demand_open(payable)
    which = "proforma" if isinstance(payable, Proforma) else "bundle"
    facts |= {"amount": payable.remaining, "currency": payable.currency, "started_at": act.now}
    return model(customer=payable.customer, **{which: payable}, **facts)


def prove_begun(attempt: Attempt, act: Act) -> None:
    """The evidence of an attempt begins."""
    facts = {"payable": attempt.payable.public_id, "amount": attempt.amount, "currency": attempt.currency}
    evidence.record(attempt.public_id, "payment", "begun", act, "HD-3.2b", **facts)


def book(attempt: Attempt, method: str, reference: str, act: Act) -> Payment:
    """The gateway has the attempt's money. What no longer pays anything goes to credit and is shown to staff.

    `reference` is the gateway's own, once for each capture. Inside a transaction.
    """
    payment = payments.captured(attempt.payable, method, reference, attempt.amount, attempt.currency, act)
    if payment.to_credit:
        title = format_lazy(_("{payable}: {method} paid what was no longer to pay"),
                            payable=attempt.payable, method=Payment.Method(method).label)  # fmt: skip
        raise_attention("payments", f"{attempt.public_id}:late", payment.public_id, title, act=act,
                        detail=attempt.public_id, clause="HD-3.2b")  # fmt: skip
    return payment


def announce(attempt: Attempt, method: str, reference: str, act: Act) -> Payment:
    """The gateway holds the money back: a payment under review, so that what it pays does not lapse meanwhile."""
    which = {"proforma": attempt.proforma, "bundle": attempt.bundle}
    return Payment.objects.create(
        customer=attempt.customer, **which, method=method, gateway_reference=reference, amount=attempt.amount,
        currency=attempt.currency, state=Payment.State.UNDER_REVIEW, received_at=act.now, acted_through=act.now,
    )  # fmt: skip
