"""The account statement: what was invoiced, paid, credited and paid back between two days, and what we hold afterwards.

The balance is the customer's money that we keep: his credit account and what he has paid in part on open proformas.
A payment from the credit account moves nothing between us and is not a row.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, CharField, DateField, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.models import CreditEntry, CreditNote, Invoice, Payment
from core import clock

KINDS: dict[str, str | Promise] = {
    "invoice": _("Invoice"),
    "payment": _("Payment"),
    "credit_note": _("Credit note"),
    "goodwill": _("Goodwill"),
    "paid_out": _("Paid back to you"),
}
PAPERS = {"invoice": "billing:invoice_pdf", "credit_note": "billing:credit_note_pdf"}
ORDER = list(KINDS)  # of one day, in which they are read


@dataclass(frozen=True, slots=True)
class Row:
    """One movement: centimes in favour of the customer are positive; `balance` is what we hold after it."""

    day: date
    kind: str
    number: str
    amount: int
    balance: int
    paper: str = ""

    @property
    def word(self) -> str | Promise:
        return KINDS[self.kind]

    @property
    def debit(self) -> int | None:
        """What was taken from him, unsigned."""
        return -self.amount if self.amount < 0 else None

    @property
    def credit(self) -> int | None:
        """What he brought or was given."""
        return self.amount if self.amount > 0 else None


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """A customer's movements from `first` to `last`, both included, in one currency."""

    first: date
    last: date
    currency: str
    opening: int
    rows: list[Row] = field(default_factory=list)

    @property
    def closing(self) -> int:
        return self.rows[-1].balance if self.rows else self.opening

    @property
    def debits(self) -> int:
        return sum(row.debit or 0 for row in self.rows)

    @property
    def credits(self) -> int:
        return sum(row.credit or 0 for row in self.rows)


def of(customer, first: date, last: date, currency: str = "") -> AccountStatement:
    """The statement of a customer, in his currency unless another is named; one question."""
    currency = currency or customer.currency
    one, *others = _sources(customer, currency, last)
    found = [*one.union(*others, all=True)]
    found.sort(key=lambda row: (row[1], ORDER.index(row[0]), row[2]))
    balance = sum(amount for _kind, day, _id, _number, amount in found if day < first)
    rows: list[Row] = []
    opening = balance
    for kind, day, public_id, number, amount in found:
        if day >= first:
            balance += amount
            paper = reverse(PAPERS[kind], args=[public_id]) if kind in PAPERS else ""
            rows.append(Row(day, kind, number, amount, balance, paper))
    return AccountStatement(first, last, currency, opening, rows)


def _sources(customer, currency: str, last: date) -> Iterator[QuerySet]:
    """Every kind of movement up to a day: kind, day, public id, what it is called, signed centimes."""
    mine: dict[str, Any] = {"currency": currency}
    invoices = Invoice.objects.of(customer).filter(**mine)
    yield _shaped(invoices, "invoice", F("issued_on"), F("number"), -F("total_ttc"), last)
    paid = Payment.objects.of(customer).filter(state=Payment.State.CONFIRMED, **mine)
    paid = paid.exclude(method=Payment.Method.CREDIT)
    came = Coalesce(F("value_date"), TruncDate("confirmed_at", tzinfo=clock.LOCAL))
    yield _shaped(paid, "payment", came, F("reference"), F("amount"), last)
    notes = CreditNote.objects.of(customer).filter(**mine)
    yield _shaped(notes, "credit_note", F("issued_on"), F("number"), F("total_ttc"), last)
    for kind in (CreditEntry.Kind.GOODWILL, CreditEntry.Kind.PAID_OUT):
        entries = CreditEntry.objects.of(customer).filter(kind=kind, **mine)
        at = TruncDate("at", tzinfo=clock.LOCAL)
        yield _shaped(entries, str(kind), at, F("reason"), F("amount"), last, about=F("about"))


def _shaped(
    rows: QuerySet, kind: str, day: Any, number: Any, amount: Any, last: date, about: Any = None
) -> QuerySet:
    return rows.order_by().annotate(
        s_kind=Value(kind, CharField()),
        s_day=Cast(day, DateField()),
        s_id=Cast(F("public_id") if about is None else about, CharField()),
        s_number=Cast(number, CharField()),
        s_amount=Cast(amount, BigIntegerField()),
    ).filter(s_day__lte=last).values_list("s_kind", "s_day", "s_id", "s_number", "s_amount")  # fmt: skip
