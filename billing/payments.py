"""Payments: declared by customers, captured by gateways, confirmed by staff; allocated under a lock.

Exact money pays and makes the invoice; too much goes to the credit account; too little leaves the rest to
pay; money for something already paid, lapsed or void becomes credit. Nothing is lost and everything is told.
"""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import evidence
from core.acts import Act
from core.tasks import knock
from core.transitions import Flow, NotAllowed, claim

from . import credit, emails, invoicing, lifecycle, references, slips
from .models import CreditEntry, Payment, Proforma

TINY = timedelta(microseconds=1)
flow = Flow(Payment)
WAITING = ("declared", "proof_uploaded", "under_review")


# --- verbs --------------------------------------------------------------------------------------------
@flow.verb(source=WAITING, target="proof_uploaded", clause="HD-3.2b")
def upload_slip(payment: Payment, act: Act, content: bytes) -> None:
    """The customer shows proof; staff will compare it with the account (proof is not payment)."""
    payment.slip = slips.keep(content, act)
    _tell(payment, "proof_received", act)


@flow.verb(
    source=("declared", "proof_uploaded"), target="under_review", clause="C-26", label=gettext_lazy("Take up")
)
def take_up(payment: Payment, act: Act) -> None:
    """A person is looking for the money."""


@flow.verb(source=WAITING, target="confirmed", clause="C-26", label=gettext_lazy("Confirm"))
def confirm(payment: Payment, act: Act, received: int | None = None, value_date: date | None = None) -> None:
    """The money is on our account: the amount that really came counts, and the day it came."""
    payment.amount = received or payment.amount
    payment.value_date = value_date or payment.value_date or act.today
    payment.confirmed_at, payment.confirmed_by = act.now, act.actor
    _allocate(payment, act)


@flow.verb(
    source=(*WAITING, "unmatched"), target="rejected", clause="HD-3.2b", label=gettext_lazy("Not found")
)
def reject(payment: Payment, act: Act) -> None:
    """The money did not come, or the slip shows something else; the customer is told why."""
    if not act.reason:
        raise NotAllowed(_("Say why the payment is not accepted: the customer reads it."))
    payment.rejected_because = act.reason
    if payment.customer_id:
        _tell(payment, "payment_rejected", act)


@flow.verb(
    source="unmatched", target="under_review", clause="HD-3.2b", label=gettext_lazy("Give it its owner")
)
def match(payment: Payment, act: Act, proforma: Proforma | None = None, customer=None) -> None:
    """Somebody found out whose money it is: for a proforma, or for a customer's credit account."""
    if not proforma and not customer:
        raise NotAllowed(_("Name the proforma that was paid, or the customer whose money it is."))
    payment.proforma = proforma
    payment.customer_id = proforma.customer_id if proforma else customer.pk


@flow.verb(source=tuple(Payment.State.values), clause="HD-3.2b")
def tell(payment: Payment, act: Act) -> None:
    """The worker writes to the customer what became of the payment."""
    emails.payment_told(payment, act)
    payment.to_tell = ""


# --- how money comes ------------------------------------------------------------------------------------
def declare_transfer(
    proforma: Proforma, act: Act, *, amount: int | None = None, value_date: date | None = None
) -> Payment:
    """The customer says that a transfer is on its way; saying it twice is saying it once."""
    with transaction.atomic():
        claim(proforma)
        demand_open(proforma)
        waiting = proforma.payments.filter(method=Payment.Method.TRANSFER, state__in=WAITING)
        if found := waiting.first():
            return found
        facts = {"amount": amount or proforma.remaining, "value_date": value_date}
        payment = _new(proforma, Payment.Method.TRANSFER, act, reference=proforma.payment_reference, **facts)
        _prove(payment, "declared", act)
        return payment


def say_sent(proforma: Proforma, act: Act, value_date: date | None, slip: bytes) -> Payment:
    """The customer declares the transfer and shows its slip, both or neither."""
    with transaction.atomic():
        payment = declare_transfer(proforma, act, value_date=value_date)
        return upload_slip(payment, act, content=slip) if slip else payment


def received(amount: int, typed: str, value_date: date, act: Act, *, currency: str = "MAD") -> Payment:
    """A transfer seen on our statement: confirmed where its reference is known, else waiting for staff."""
    reference = references.read(typed)
    with transaction.atomic():
        proforma = Proforma.objects.select_related("customer").filter(payment_reference=reference).first()
        if proforma is None:
            return _unmatched(amount, typed, value_date, act, currency)
        waiting = proforma.payments.filter(method=Payment.Method.TRANSFER, state__in=WAITING).first()
        facts = {"amount": amount, "currency": currency, "reference": reference}
        payment = waiting or _new(proforma, Payment.Method.TRANSFER, act, **facts)
        return confirm(payment, act, received=amount, value_date=value_date)


def pay_with_credit(proforma: Proforma, act: Act) -> Payment:
    """Use the credit account, by the customer's own act only (HD-6.2); what it lacks stays to pay."""
    with transaction.atomic():
        claim(proforma)
        demand_open(proforma)
        amount = min(credit.balance(proforma.customer, proforma.currency), proforma.remaining)
        if not amount:
            raise NotAllowed(_("Your credit account is empty: pay by transfer or by card."), "HD-3.2b")
        payment = _new(proforma, Payment.Method.CREDIT, act, amount=amount)
        credit.enter(proforma.customer, -amount, CreditEntry.Kind.USED, proforma.public_id, act,
                     currency=proforma.currency)  # fmt: skip
        return confirm(payment, act)


def captured(
    proforma: Proforma, method: str, gateway_reference: str, amount: int, currency: str, act: Act
) -> Payment:
    """A gateway has taken the money: booked once, however often the gateway says so."""
    try:
        with transaction.atomic():
            claim(proforma)
            facts = {"gateway_reference": gateway_reference, "amount": amount, "currency": currency}
            return confirm(_new(proforma, method, act, **facts), act)
    except IntegrityError:
        return Payment.objects.get(method=method, gateway_reference=gateway_reference)


def demand_open(proforma: Proforma) -> None:
    """Refuse a payment for what can no longer be paid, with the way out."""
    if proforma.state not in Proforma.OPEN:
        raise NotAllowed(REFUSALS[proforma.state] % {"number": proforma}, "HD-6.2")


REFUSALS: dict[str, Any] = {
    Proforma.State.DRAFT: gettext_lazy("%(number)s is being prepared: try again in a minute."),
    Proforma.State.PAID: gettext_lazy("%(number)s is paid already: there is nothing left to pay."),
    Proforma.State.LAPSED: gettext_lazy(
        "%(number)s has lapsed and nothing is owed. Order again to get a new one."
    ),
    Proforma.State.VOID: gettext_lazy(
        "%(number)s was cancelled and nothing is owed. Order again to get a new one."
    ),
}


# --- inside ---------------------------------------------------------------------------------------------
def _allocate(payment: Payment, act: Act) -> None:
    found = Proforma.objects.select_for_update(of=("self",)).filter(pk=payment.proforma_id)
    proforma = found.select_related("customer").first()
    if proforma and proforma.currency != payment.currency:
        raise NotAllowed(
            _("The proforma is in another currency: give the money to the credit account."), "C-35"
        )
    due = proforma.remaining if proforma and proforma.state in Proforma.OPEN else 0
    payment.allocated = min(payment.amount, due)
    payment.to_credit = payment.amount - payment.allocated
    payment.left = due - payment.allocated
    _prove(payment, "allocated", act, allocated=payment.allocated, to_credit=payment.to_credit)
    if payment.to_credit:
        kind = CreditEntry.Kind.SURPLUS if payment.allocated else CreditEntry.Kind.RETURNED
        credit.enter(
            payment.customer, payment.to_credit, kind, payment.public_id, act, currency=payment.currency
        )
        _tell(payment, "overpaid" if payment.allocated else "kept_as_credit", act)
    if payment.left:
        lifecycle.pay_partly(proforma, act, amount=payment.allocated)
        _tell(payment, "underpaid", act)
    elif payment.allocated:
        lifecycle.pay(proforma, act, amount=payment.allocated)
        invoicing.issue_invoice(proforma, payment, act)
    knock()


def _new(proforma: Proforma, method: str, act: Act, **facts) -> Payment:
    facts = {"currency": proforma.currency, "received_at": act.now, "acted_through": act.now, **facts}
    return Payment.objects.create(customer=proforma.customer, proforma=proforma, method=method, **facts)


def _unmatched(amount: int, typed: str, value_date: date, act: Act, currency: str) -> Payment:
    payment = Payment.objects.create(
        state=Payment.State.UNMATCHED, method=Payment.Method.TRANSFER, amount=amount, currency=currency,
        reference=typed[:80], value_date=value_date, received_at=act.now, acted_through=act.now,
    )  # fmt: skip
    _prove(payment, "unmatched", act)
    return payment


def _tell(payment: Payment, what: str, act: Act) -> None:
    """Leave a message for the worker to write, due from this instant."""
    payment.to_tell, payment.acted_through = what, act.now - TINY


def _prove(payment: Payment, what: str, act: Act, **facts) -> None:
    facts |= {"amount": payment.amount, "currency": payment.currency, "method": payment.method}
    evidence.record(payment.public_id, "payment", what, act, "HD-3.2b", reference=payment.reference, **facts)
