"""Payments: declared by customers, captured by gateways, confirmed by staff; allocated under a lock.

Exact money pays and makes the invoice; too much goes to the credit account; too little leaves the rest to
pay; money for something already paid, lapsed or void becomes credit. Nothing is lost and everything is told.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import display, evidence
from core.acts import CLOCK, Act
from core.transitions import Flow, NotAllowed

from . import allocating, credit, emails, references, slips
from .allocating import Payable
from .ledger import posting
from .models import Bundle, Payment, Proforma
from .prices import HOUSE_CURRENCY
from .terms import BILLING

TINY = timedelta(microseconds=1)
flow = Flow(Payment)
WAITING = ("declared", "proof_uploaded", "under_review")


# --- verbs --------------------------------------------------------------------------------------------
@flow.verb(source=WAITING, target="proof_uploaded", clause="HD-3.2b")
def upload_slip(payment: Payment, act: Act, content: bytes) -> None:
    """The customer shows proof; staff will compare it with the account (proof is not payment)."""
    payment.slip = slips.keep(content, act)
    told(payment, "proof_received", act)


@flow.verb(
    source=("declared", "proof_uploaded"), target="under_review", clause="C-26", label=gettext_lazy("Take up")
)
def take_up(payment: Payment, act: Act) -> None:
    """A person is looking for the money."""


@flow.verb(source=WAITING, target="confirmed", clause="C-26", label=gettext_lazy("Confirm"))
def confirm(
    payment: Payment, act: Act, received: int | None = None, value_date: date | None = None, method: str = ""
) -> None:
    """The money is on our account: what really came counts, its day, for a transfer the account that has it."""
    payment.method = method or payment.method
    payment.amount = payment.amount if received is None else centimes(received)
    demand_second_person(payment, act)
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
    posting.cleared(payment, act)
    if payment.customer_id:
        told(payment, "payment_rejected", act)


@flow.verb(
    source="unmatched", target="under_review", clause="HD-3.2b", label=gettext_lazy("Give it its owner")
)
def match(payment: Payment, act: Act, proforma: Proforma | None = None, customer=None) -> None:
    """Somebody found out whose money it is: for a proforma, or for a customer's credit account."""
    if not proforma and not customer:
        raise NotAllowed(_("Name the proforma that was paid, or the customer whose money it is."))
    payment.proforma = proforma
    payment.customer_id = proforma.customer_id if proforma else customer.pk


@flow.verb(source=WAITING, target="under_review", clause="C-26")
def wait_for_second(payment: Payment, act: Act, received: int, value_date: date, method: str) -> None:
    """So much was seen on the statement that a second person confirms it."""
    payment.amount, payment.value_date, payment.method = received, value_date, method
    payment.entered_by = act.actor


@flow.verb(source=tuple(Payment.State.values), clause="HD-3.2b")
def tell(payment: Payment, act: Act) -> None:
    """The worker writes to the customer what became of the payment."""
    emails.payment_told(payment, act)
    payment.to_tell = ""


# --- limits -------------------------------------------------------------------------------------------
def centimes(amount: Any) -> int:
    """An amount that can be booked: a whole number of centimes above zero. Raises NotAllowed."""
    if type(amount) is not int or amount <= 0:
        raise NotAllowed(_("An amount is a whole number of centimes above zero."))
    return amount


def alone(currency: str) -> int:
    """Up to how much, in centimes, one person may both type in and confirm."""
    return BILLING.alone if currency == HOUSE_CURRENCY else BILLING.alone_abroad


def demand_second_person(payment: Payment, act: Act) -> None:
    """Above the limit whoever typed the payment in does not confirm it (facts G). Raises NotAllowed."""
    if payment.entered_by == act.actor and payment.amount > alone(payment.currency):
        limit = display.amount(alone(payment.currency), payment.currency)
        words = _("You typed this payment in yourself: above %(limit)s somebody else confirms it.")
        raise NotAllowed(words % {"limit": limit}, "HD-3.2b")


# --- how money comes ------------------------------------------------------------------------------------
def bundle(customer, proformas: Iterable[Proforma], act: Act) -> Bundle:
    """Several open proformas of the customer to pay by one act; the same set is the same bundle.

    Raises NotAllowed for a single one, another's, one that cannot be paid, and mixed currencies (C-35).
    """
    chosen = sorted({proforma.pk: proforma for proforma in proformas}.values(), key=lambda p: p.pk)
    if len(chosen) < 2:
        raise NotAllowed(_("Choose at least two proformas to pay together."))
    for proforma in chosen:
        if proforma.customer_id != customer.pk:
            raise NotAllowed(_("A joint payment is for one account's proformas."))
        demand_open(proforma)
    if len({proforma.currency for proforma in chosen}) > 1:
        raise NotAllowed(_("These proformas are in different currencies: pay each currency apart."), "C-35")
    key = hashlib.sha256(" ".join(proforma.public_id for proforma in chosen).encode()).hexdigest()
    facts = {
        "currency": chosen[0].currency, "total": sum(proforma.remaining for proforma in chosen),
        "payment_reference": references.new_reference(act.today), "made_at": act.now, "made_by": act.actor,
    }  # fmt: skip
    with transaction.atomic():
        made, new = Bundle.objects.get_or_create(key=key, defaults={"customer": customer, **facts})
        if new:
            made.proformas.set(chosen)
            of = [str(proforma) for proforma in chosen]
            evidence.record(made.public_id, "act", "bundled", act, "HD-6.2", proformas=of, total=made.total)
    return made


def declare_transfer(
    payable: Payable, act: Act, *, amount: int | None = None, value_date: date | None = None
) -> Payment:
    """The customer says that a transfer is on its way."""
    return declare(payable, Payment.Method.TRANSFER, act, amount=amount, value_date=value_date)


def declare(payable: Payable, method: str, act: Act, *, amount: int | None = None, **facts: Any) -> Payment:
    """The customer says that money is on its way; saying it twice is saying it once. `facts` are the payment's own.

    Raises NotAllowed where nothing can be paid, IntegrityError for a gateway's reference that another payment has.
    """
    with transaction.atomic():
        allocating.lock(payable)
        demand_open(payable)
        asked = payable.remaining if amount is None else centimes(amount)
        facts = {"reference": payable.payment_reference, "amount": asked, **facts}
        same = {"method": method, "reference": facts["reference"], "state__in": WAITING}
        if found := payable.payments.filter(**same).first():
            return found
        payment = opened(payable, method, act, **facts)
        _prove(payment, "declared", act)
        return payment


def say_sent(
    payable: Payable, act: Act, value_date: date | None, slip: bytes, method: str = Payment.Method.TRANSFER
) -> Payment:
    """The customer declares a transfer or a deposit and shows its slip, both or neither."""
    with transaction.atomic():
        payment = declare(payable, method, act, value_date=value_date)
        return upload_slip(payment, act, content=slip) if slip else payment


def received(
    amount: int, typed: str, value_date: date, act: Act, *, currency: str = "MAD",
    method: str = Payment.Method.TRANSFER, entered_by: str = "",
) -> Payment:  # fmt: skip
    """A transfer seen on our statement: confirmed where its reference is known, else waiting for staff.

    Above the limit of what one person may book it waits, too: somebody else confirms it. `entered_by` is who brought
    the statement, where it is not the person who acts.
    """
    reference, amount = references.read(typed), centimes(amount)
    typist = entered_by or act.actor
    with transaction.atomic():
        payable = _payable_of(reference)
        if payable is None:
            return _unmatched(
                amount, typed, value_date, act, currency=currency, method=method, entered_by=typist
            )
        facts = {"amount": amount, "currency": currency, "reference": reference}
        alike = Payment.BY_BANK if method in Payment.BY_BANK else (method,)
        announced = payable.payments.filter(method__in=alike, state__in=WAITING).first()
        payment = announced or opened(payable, method, act, **facts)
        seen = {"received": amount, "value_date": value_date, "method": method}
        if typist == act.actor != CLOCK and amount > alone(currency):
            return wait_for_second(payment, act, **seen)
        return confirm(payment, act, **seen)


def pay_with_credit(payable: Payable, act: Act) -> Payment:
    """Use the credit account, by the customer's own act only (HD-6.2); what it lacks stays to pay."""
    with transaction.atomic():
        allocating.lock(payable)
        demand_open(payable)
        amount = min(credit.balance(payable.customer, payable.currency), payable.remaining)
        if not amount:
            raise NotAllowed(_("Your credit account is empty: pay by transfer or by card."), "HD-3.2b")
        payment = opened(payable, Payment.Method.CREDIT, act, amount=amount)
        return confirm(payment, act)


def captured(
    payable: Payable, method: str, gateway_reference: str, amount: int, currency: str, act: Act, **own: Any
) -> Payment:
    """A gateway has taken the money: booked once, however often the gateway says so. `own` are facts of the payment."""
    try:
        with transaction.atomic():
            allocating.lock(payable)
            own |= {"gateway_reference": gateway_reference, "amount": centimes(amount), "currency": currency}
            return confirm(opened(payable, method, act, **own), act)
    except IntegrityError:
        return Payment.objects.get(method=method, gateway_reference=gateway_reference)


def demand_open(payable: Payable) -> None:
    """Refuse a payment for what can no longer be paid, with the way out."""
    if payable.is_open:
        return
    state = payable.state if isinstance(payable, Proforma) else Proforma.State.PAID
    raise NotAllowed(REFUSALS[state] % {"number": payable}, "HD-6.2")


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
    allocating.allocate(payment, act)
    _prove(payment, "allocated", act, allocated=payment.allocated, to_credit=payment.to_credit)
    if payment.to_credit:
        told(payment, "overpaid" if payment.allocated else "kept_as_credit", act)
    if payment.left:
        told(payment, "underpaid", act)


def opened(payable: Payable, method: str, act: Act, **facts) -> Payment:
    """A payment for a payable, declared and not yet confirmed; `facts` are its fields."""
    facts = {"currency": payable.currency, "received_at": act.now, "acted_through": act.now, **facts}
    which = "bundle" if isinstance(payable, Bundle) else "proforma"
    payment = Payment(customer=payable.customer, method=method, **{which: payable}, **facts)
    payment.reschedule()
    payment.save()
    return payment


def _payable_of(reference: str) -> Payable | None:
    """What a reference stands for; None where nobody knows it."""
    named = {"payment_reference": reference}
    if not reference:
        return None
    rows = (model.objects.select_related("customer").filter(**named) for model in (Proforma, Bundle))
    return next((found for some in rows if (found := some.first())), None)


def _unmatched(amount: int, typed: str, value_date: date, act: Act, **facts: str) -> Payment:
    payment = Payment.objects.create(
        state=Payment.State.UNMATCHED, amount=amount, reference=typed[:80], value_date=value_date,
        received_at=act.now, acted_through=act.now, **facts,
    )  # fmt: skip
    _prove(payment, "unmatched", act)
    posting.unmatched(payment, act)
    return payment


def told(payment: Payment, what: str, act: Act) -> None:
    """Leave a message for the worker to write, due from this instant."""
    payment.to_tell, payment.acted_through = what, act.now - TINY


def _prove(payment: Payment, what: str, act: Act, **facts) -> None:
    facts |= {"amount": payment.amount, "currency": payment.currency, "method": payment.method}
    evidence.record(payment.public_id, "payment", what, act, "HD-3.2b", reference=payment.reference, **facts)
