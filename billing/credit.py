"""The credit account: a ledger never below zero, used only by the customer's act (HD-6.2)."""

from datetime import date

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import Customer
from core import evidence
from core.acts import Act
from core.transitions import NotAllowed

from .ledger import posting
from .ledger.accounts import Account
from .models import Allocation, CreditEntry, CreditNote, Payment, Refund

NOT_SENT_BACK = (Payment.Method.CREDIT, *Payment.NO_MONEY)


class NotEnoughCredit(NotAllowed):
    """The account holds less than is to be used."""


def balance(customer, currency: str = "MAD") -> int:
    """What the customer's credit account holds."""
    last = CreditEntry.objects.of(customer).filter(currency=currency).order_by("-seq").first()
    return last.balance if last else 0


def lock(customer) -> None:
    """Whoever moves a customer's balance holds his row."""
    Customer.objects.select_for_update().only("pk").get(pk=customer.pk)


@transaction.atomic
def enter(
    customer, amount: int, kind: str, about: str, act: Act, *, reason: str = "", currency: str = "MAD",
    other: Account | None = None, document: str = "", day: date | None = None,
) -> CreditEntry:  # fmt: skip
    """Move the balance, under the lock of the customer's row, and post it.

    `other` is the ledger's other side where the kind does not say it; a kind that has none is posted by the caller.
    """
    if type(amount) is not int:
        raise NotAllowed(_("An amount is a whole number of centimes."))
    lock(customer)
    last = CreditEntry.objects.of(customer).filter(currency=currency).order_by("-seq").first()
    before = last.balance if last else 0
    if before + amount < 0:
        raise NotEnoughCredit(_("The credit account holds less than that."))
    entry = CreditEntry.objects.create(
        customer=customer, seq=last.seq + 1 if last else 1, kind=kind, amount=amount, balance=before + amount,
        currency=currency, about=about, reason=reason or act.reason, at=act.now, actor=act.actor,
    )  # fmt: skip
    if side := other or posting.OTHER_SIDE.get(kind):
        posting.entered(entry, act, side, document=document, day=day)
    facts = {"amount": amount, "balance": entry.balance, "currency": currency, "entry": kind, "for": about}
    evidence.record(customer.public_id, "payment", "credit", act, "C-24", **facts)
    return entry


def ways_back(note: CreditNote) -> list[tuple[Payment, int]]:
    """How a credit note's money can go back the way it came, the newest payment first: payment and centimes.

    What was paid from the credit account stays there; what was taken back, or is on its way back already, is gone.
    """
    ways, left = [], note.total_ttc
    rows = Allocation.objects.filter(proforma_id=note.invoice.proforma_id).select_related("payment")
    came = rows.filter(payment__state=Payment.State.CONFIRMED).exclude(payment__method__in=NOT_SENT_BACK)
    for share in came.order_by("-pk"):
        under_way = share.payment.refunds.filter(credit_note__invoice=note.invoice_id)
        gone = under_way.exclude(state__in=Refund.ENDED_HERE).aggregate(total=Sum("amount"))["total"] or 0
        if (amount := min(left, share.amount - gone)) > 0:
            ways.append((share.payment, amount))
            left -= amount
    return ways


def payable_back(note: CreditNote) -> int:
    """How much of a credit note can go back the way it came, in centimes."""
    return sum(amount for _payment, amount in ways_back(note))
