"""Posting: each fact of money as its movements, in the transaction of the verb that makes the fact.

A function takes the fact as it is after the verb and writes its rows with the current unit of work. Amounts are
centimes; a negative share (a discount line of another rate) is booked the other way round.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from billing.models import CreditEntry, CreditNote, Invoice, Payment, Proforma, Refund, Settlement
from billing.models.documents import Document
from billing.models.movements import Movement
from core import unit_of_work
from core.acts import Act

from .accounts import OF_METHOD, Account

# The other side of an entry of the credit account, by its kind; where a kind is missing, whoever enters it posts.
OTHER_SIDE: dict[str, Account] = {
    CreditEntry.Kind.RETURNED: Account.ADVANCES,
    CreditEntry.Kind.GOODWILL: Account.GOODWILL,
    CreditEntry.Kind.PAID_OUT: Account.REFUNDS,
    CreditEntry.Kind.NOT_PAID_OUT: Account.REFUNDS,
    CreditEntry.Kind.RECOVERED: Account.RECEIVABLE,
}


def post(
    cause: str, debit: Account, credit: Account, amount: int, act: Act, *, about: str, currency: str,
    customer=None, document: str = "", day: date | None = None, part: int = 0, entry: CreditEntry | None = None,
) -> None:  # fmt: skip
    """One movement; nothing where the amount is nothing."""
    if amount < 0:
        debit, credit, amount = credit, debit, -amount
    if amount:
        unit_of_work.add(Movement(
            cause=cause, debit=debit, credit=credit, amount=amount, currency=currency, about=about, part=part,
            customer_id=customer and customer.pk, entry=entry, document=document, day=day or act.today,
            at=act.now, actor=act.actor,
        ))  # fmt: skip


def home(payment: Payment) -> Account:
    """The account on which a payment's money lands."""
    return OF_METHOD[payment.method]


# --- payments -------------------------------------------------------------------------------------------
def allocated(payment: Payment, shares: Iterable[tuple[Proforma, int]], act: Act, entry=None) -> None:
    """Money went to proformas: an advance until their invoice. `entry`: it came from the credit account."""
    for part, (proforma, amount) in enumerate(shares):
        post("allocated", home(payment), Account.ADVANCES, amount, act, part=part, entry=entry,
             **_of(payment, proforma))  # fmt: skip


def stamped(payment: Payment, act: Act) -> None:
    """The stamp duty that came with cash, on top of the amount."""
    post("stamp", home(payment), Account.STAMP, payment.stamp, act, **_of(payment))


def unmatched(payment: Payment, act: Act) -> None:
    """Money came and nobody knows whose it is."""
    post("unmatched", home(payment), Account.SUSPENSE, payment.amount, act, **_of(payment))


def cleared(payment: Payment, act: Act) -> None:
    """Its owner is found, or it went back: the suspense account lets go of exactly what it took."""
    for taken in Movement.objects.filter(cause="unmatched", about=payment.public_id):
        post("cleared", Account.SUSPENSE, home(payment), taken.amount, act, **_of(payment))


def lost(payment: Payment, cause: str, act: Act) -> None:
    """Confirmed money was taken back: the customer owes it (with its stamp duty, where there was one)."""
    amount = payment.amount + payment.stamp
    post(cause, Account.RECEIVABLE, home(payment), amount, act, **_of(payment) | {"day": act.today})


def passed_on(settlement: Settlement, act: Act) -> None:
    """Takings of a gateway are on our bank account, less its commission and the VAT on it.

    What the bank has exchanged leaves in the currency of the takings and arrives in dirhams, worth as much.
    """
    line, account, currency = settlement.line, Account(settlement.account), settlement.currency
    arrived, costs = settlement.gross - settlement.commission, settlement.commission - settlement.vat
    facts: dict[str, Any] = {
        "about": settlement.public_id,
        "document": line.reference[:24],
        "day": line.value_date,
    }
    bank = OF_METHOD[line.account.method]
    sides = ((bank if currency == line.currency else Account.CONVERSION, arrived), (Account.COMMISSION, costs),
             (Account.VAT_PAID, settlement.vat))  # fmt: skip
    for debit, amount in sides:
        post("passed_on", debit, account, amount, act, currency=currency, **facts)
    if currency != line.currency:
        post("passed_on", bank, Account.CONVERSION, line.amount, act, currency=line.currency, **facts)


def banked(about: str, amount: int, act: Act) -> None:
    """Cash was carried to the bank, in dirhams."""
    post("banked", Account.BANK, Account.CASH, amount, act, about=about, currency="MAD")


def moved(payment: Payment, method: str, act: Act) -> None:
    """Its money stands on another of our accounts than was thought."""
    post("moved", OF_METHOD[method], home(payment), payment.amount, act, **_of(payment))


def given_up(payment: Payment, amount: int, act: Act) -> None:
    """What a customer owes after money was taken back is not claimed any more."""
    post("given_up", Account.LOSS, Account.RECEIVABLE, amount, act, **_of(payment) | {"day": act.today})


# --- refunds --------------------------------------------------------------------------------------------
def refunded(refund: Refund, act: Act) -> None:
    """The money has left by the way it came."""
    post("refunded", Account.REFUNDS, OF_METHOD[refund.method], refund.amount, act, **_about(refund))


def sent_back(refund: Refund, act: Act) -> None:
    """It came back to us: it is to be paid back again, or stays on the credit account."""
    post("sent_back", OF_METHOD[refund.method], Account.REFUNDS, refund.amount, act, **_about(refund))


def _about(refund: Refund) -> dict:
    return {"about": refund.public_id, "currency": refund.currency, "customer": refund.customer,
            "document": str(refund.credit_note or "")}  # fmt: skip


def _of(payment: Payment, proforma: Proforma | None = None) -> dict:
    named = proforma or payment.proforma
    return {
        "about": payment.public_id, "currency": payment.currency, "customer": payment.customer,
        "document": str(named) if named else str(payment.bundle or ""), "day": payment.value_date,
    }  # fmt: skip


# --- documents ------------------------------------------------------------------------------------------
def invoiced(invoice: Invoice, act: Act) -> None:
    """The advance has become a sale: revenue and tax, rate by rate."""
    for rate, base, tax in rates(invoice):
        for account, amount in ((Account.REVENUE, base), (Account.VAT, tax)):
            post("invoiced", Account.ADVANCES, account, amount, act, part=rate, **_on(invoice))


def credited(note: CreditNote, entry: CreditEntry | None, act: Act) -> None:
    """A sale is undone: revenue and tax go to the customer's credit account."""
    for rate, base, tax in rates(note):
        for account, amount in ((Account.REVENUE, base), (Account.VAT, tax)):
            post("credited", account, Account.CREDIT, amount, act, part=rate, entry=entry, **_on(note))


def rates(document: Document) -> Iterator[tuple[int, int, int]]:
    """Rate (basis points), base and tax of each rate that a frozen document prints, in centimes."""
    for row in document.content["totals"]["vat"]:
        yield row["rate"], row["base"], row["vat"]


def closed(proforma: Proforma, act: Act) -> None:
    """It lapsed or is void: what was only set against it (withheld tax, a small difference) is undone."""
    for share in proforma.allocations.select_related("payment").filter(payment__method__in=Payment.NO_MONEY):
        post("undone", Account.ADVANCES, home(share.payment), share.amount, act, about=proforma.public_id,
             currency=proforma.currency, customer=proforma.customer, document=str(proforma),
             part=share.pk)  # fmt: skip


def _on(document: Document) -> dict:
    return {
        "about": document.public_id, "currency": document.currency, "customer": document.customer,
        "document": str(document), "day": document.issued_on,
    }  # fmt: skip


# --- the credit account -----------------------------------------------------------------------------------
def entered(
    entry: CreditEntry, act: Act, other: Account, *, document: str = "", day: date | None = None
) -> None:
    """An entry of the credit account and its other side."""
    post(entry.kind, other, Account.CREDIT, entry.amount, act, about=entry.about, currency=entry.currency,
         customer=entry.customer, document=document, day=day, part=entry.seq, entry=entry)  # fmt: skip
