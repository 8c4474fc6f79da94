"""Money that is contested or taken back: disputes, charge-backs, bookings made by mistake (facts G).

The payment keeps what it paid and the invoice stands: what is gone is a debt of the customer, made good from his credit
account or given up by a manager. A product keeps its things from ending meanwhile (`register_keeper`); nothing here
ever deletes or stops one (C-13).
"""

from collections.abc import Callable

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import evidence
from core.acts import Act
from core.attention import close_attention, raise_attention
from core.transitions import NotAllowed

from . import credit
from .ledger import posting
from .models import CreditEntry, OrderLine, Payment
from .payments import flow, told

Keeper = Callable[[set[str], Payment, Act, bool], None]
"""Told the public ids of the things and paid lines that a contested payment is about, and whether it begins."""

_keepers: list[Keeper] = []
OUTSIDE = set(Payment.Method.values) - {Payment.Method.CREDIT, *Payment.NO_MONEY}


def register_keeper(keeper: Keeper) -> None:
    """A product keeps its things from ending while their payment is contested (its `apps.py` does, at start)."""
    if keeper not in _keepers:
        _keepers.append(keeper)


# --- verbs ------------------------------------------------------------------------------------------------
@flow.verb(source="confirmed", target="disputed", clause="HD-3.2b", label=gettext_lazy("it is in dispute"))
def dispute(payment: Payment, act: Act) -> None:
    """The bank or PayPal contests it: the money is still ours, staff answer, nothing ends meanwhile."""
    _demand_outside(payment, act)
    _keep(payment, act, True)
    _tell_staff(payment, act, gettext_lazy("a payment is in dispute"))


@flow.verb(source="disputed", target="confirmed", clause="HD-3.2b", label=gettext_lazy("the dispute is won"))
def dispute_won(payment: Payment, act: Act) -> None:
    """The money stays: everything is as before."""
    _keep(payment, act, False)
    close_attention(act, about=payment.public_id, queue="disputes")


@flow.verb(
    source=("confirmed", "disputed"), target="charged_back", clause="HD-3.2b",
    label=gettext_lazy("the money was taken back"),
)  # fmt: skip
def charge_back(payment: Payment, act: Act) -> None:
    """The bank or PayPal took the money back: the customer owes it, and is told."""
    _demand_outside(payment, act)
    _lose(payment, "charged_back", act)
    _keep(payment, act, True)
    _tell_staff(payment, act, gettext_lazy("a payment was taken back: what is to be done?"))


@flow.verb(
    source="confirmed", target="reversed", clause="HD-3.2b", label=gettext_lazy("it was booked by mistake")
)
def reverse(payment: Payment, act: Act) -> None:
    """It was confirmed, and the money had not come: the customer owes it, and is told."""
    _demand_outside(payment, act)
    _lose(payment, "reversed", act)
    _tell_staff(payment, act, gettext_lazy("a payment was booked by mistake: what is to be done?"))


@flow.verb(
    source=Payment.TAKEN_BACK, clause="HD-3.2b", label=gettext_lazy("make it good from the credit account")
)
def make_good(payment: Payment, act: Act) -> None:
    """What the customer has paid since, or was credited, makes good as much as there is."""
    amount = min(payment.owed, credit.balance(payment.customer, payment.currency))
    if not amount:
        raise NotAllowed(_("Nothing is owed any more, or the credit account is empty."), "HD-3.2b")
    credit.enter(payment.customer, -amount, CreditEntry.Kind.RECOVERED, payment.public_id, act,
                 currency=payment.currency)  # fmt: skip
    payment.made_good += amount
    _settled(payment, act)


@flow.verb(source=Payment.TAKEN_BACK, clause="HD-3.2b", label=gettext_lazy("give up the rest"))
def give_up(payment: Payment, act: Act) -> None:
    """A manager no longer claims what is owed, and says why."""
    if not act.reason or not payment.owed:
        raise NotAllowed(_("Say why it is given up; there must be something owed."), "HD-3.2b")
    posting.given_up(payment, payment.owed, act)
    evidence.record(payment.public_id, "decision", "given_up", act, "HD-3.2b", amount=payment.owed)
    payment.made_good += payment.owed
    _settled(payment, act)


def owed_by(customer, currency: str = "MAD") -> int:
    """What a customer owes for payments that were taken back, in centimes."""
    taken = Payment.objects.of(customer).filter(state__in=Payment.TAKEN_BACK, currency=currency)
    return sum(payment.owed for payment in taken)


# --- inside -----------------------------------------------------------------------------------------------
def _demand_outside(payment: Payment, act: Act) -> None:
    if payment.method not in OUTSIDE:
        raise NotAllowed(_("No money came with this payment: it cannot be taken back."), "HD-3.2b")
    if not act.reason:
        raise NotAllowed(_("Say what the bank or the gateway wrote."), "HD-3.2b")


def _lose(payment: Payment, cause: str, act: Act) -> None:
    posting.lost(payment, cause, act)
    evidence.record(payment.public_id, "payment", cause, act, "HD-3.2b", amount=payment.amount,
                    currency=payment.currency, method=payment.method)  # fmt: skip
    payment.rejected_because = act.reason
    told(payment, "taken_back", act)


def _settled(payment: Payment, act: Act) -> None:
    if not payment.owed:
        close_attention(act, about=payment.public_id, queue="disputes")


def _keep(payment: Payment, act: Act, begins: bool) -> None:
    paid = Q(proforma__allocations__payment=payment)
    abouts: set[str] = set()
    for public_id, about in OrderLine.objects.filter(paid).values_list("public_id", "about"):
        abouts |= {public_id, about} - {""}
    for keeper in _keepers:
        keeper(abouts, payment, act, begins)


def _tell_staff(payment: Payment, act: Act, words) -> None:
    title = format_lazy("{} – {}", payment, words)
    raise_attention("disputes", f"{payment.public_id}:{act.now:%Y%m%d%H%M%S}", payment.public_id, title, act=act,
                    detail=act.reason, clause="HD-3.2b")  # fmt: skip
