"""At the desk: cash is taken, given back, or carried to the bank. Each leaves an entry in the till."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import payments, receipts
from billing.allocating import Payable
from billing.ledger import posting
from billing.models import Payment, Proforma, Receipt, Till, TillEntry
from core import display, evidence
from core.acts import Act
from core.transitions import NotAllowed, claim

from . import lifecycle, stamp

CURRENCY = "MAD"


@transaction.atomic
def take(till: Till, payable: Payable, amount: int, act: Act) -> Receipt:
    """Take `amount` centimes and the stamp duty on top; the payment is confirmed and its receipt numbered.

    Raises NotAllowed: a till that is not open or another's, nothing to pay, another currency, more than is to pay.
    """
    _demand_open(till, act)
    payments.demand_open(payable)
    if payable.currency != CURRENCY:
        raise NotAllowed(_("Cash is taken in dirhams only."), "C-35")
    if not 0 < amount <= payable.remaining:
        most = display.amount(payable.remaining, payable.currency)
        raise NotAllowed(_("%(most)s are to pay: give change on what is more.") % {"most": most})
    duty = stamp.duty(amount)
    entry = TillEntry(till=till, kind=TillEntry.Kind.TAKEN, amount=amount + duty, at=act.now, actor=act.actor)
    own = {"stamp": duty, "reference": payable.payment_reference}
    payment = payments.captured(payable, Payment.Method.CASH, entry.public_id, amount, CURRENCY, act, **own)
    entry.payment, entry.about = payment, payment.public_id
    _enter(entry, act)
    return receipts.issue(
        Receipt.Kind.CASH, payment.public_id, payment.customer, amount, CURRENCY, act, stamp=duty,
        method=gettext_lazy("cash"), reference=payable.payment_reference, paid_on=act.today,
        related=payable if isinstance(payable, Proforma) else None,
    )  # fmt: skip


@transaction.atomic
def give_back(till: Till, about: str, amount: int, act: Act) -> TillEntry:
    """Give `amount` centimes back for the refund `about`, once. Raises NotAllowed where the till holds less."""
    _demand_open(till, act)
    entry = TillEntry(till=till, kind=TillEntry.Kind.GIVEN_BACK, about=about, amount=-amount, at=act.now)
    entry.actor = act.actor
    _demand_held(till, amount)
    try:
        with transaction.atomic():
            return _enter(entry, act)
    except IntegrityError:
        raise NotAllowed(_("This was given back already.")) from None


@transaction.atomic
def carry_to_bank(till: Till, amount: int, act: Act) -> TillEntry:
    """Take `amount` centimes out of the till to our bank account. Raises NotAllowed where it holds less."""
    _demand_open(till, act)
    _demand_held(till, amount)
    entry = TillEntry(till=till, kind=TillEntry.Kind.BANKED, amount=-amount, at=act.now, actor=act.actor)
    posting.banked(entry.public_id, amount, act)
    return _enter(entry, act)


def _demand_open(till: Till, act: Act) -> None:
    claim(till)
    if till.state != Till.State.OPEN:
        raise NotAllowed(_("This till is closed: open a new one."))
    lifecycle.demand_keeper(till, act)


def _demand_held(till: Till, amount: int) -> None:
    held = lifecycle.expected(till)
    if not 0 < amount <= held:
        raise NotAllowed(_("The till holds %(held)s.") % {"held": display.amount(held, CURRENCY)})


def _enter(entry: TillEntry, act: Act) -> TillEntry:
    entry.save()
    facts = {"amount": entry.amount, "for": entry.about, "entry": entry.public_id}
    evidence.record(entry.till.public_id, "payment", entry.kind, act, "HD-3.2b", **facts)
    return entry
