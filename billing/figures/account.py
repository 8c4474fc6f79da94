"""The account statement: what was invoiced, paid, credited and paid back between two days, as the ledger has booked it.

The balance is what we hold for the customer: his advances on open proformas and his credit account, less what he owes
for money that was taken back. What only moves between these (a payment from the credit account) is no row.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, F, Q, Sum, When
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.ledger.accounts import Account
from billing.models import Movement
from core import display

HELD = (Account.ADVANCES, Account.CREDIT, Account.RECEIVABLE)
KINDS: dict[str, str | Promise] = {
    "payment": _("Payment"),
    "invoice": _("Invoice"),
    "credit_note": _("Credit note"),
    "goodwill": _("Goodwill"),
    "paid_out": _("Paid back to you"),
    "not_paid_out": _("Refund that did not arrive"),
    "taken_back": _("Payment taken back"),
    "given_up": _("No longer claimed"),
    "undone": _("Set against a proforma that has lapsed"),
}
ORDER = list(KINDS)  # of one day, in which they are read
OF_CAUSE = {
    "allocated": "payment", "surplus": "payment", "returned": "payment", "invoiced": "invoice",
    "credited": "credit_note", "charged_back": "taken_back", "reversed": "taken_back",
}  # fmt: skip
PAPERS = {"invoice": "billing:invoice_pdf", "credit_note": "billing:credit_note_pdf"}


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
        return KINDS.get(self.kind, self.kind)

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
    booked = _booked(customer, currency, last)
    balance = opening = sum(amount for (day, *_key), (amount, _numbers) in booked.items() if day < first)
    rows: list[Row] = []
    for (day, kind, about), (amount, numbers) in sorted(booked.items(), key=_place):
        if day >= first and amount:
            balance += amount
            paper = reverse(PAPERS[kind], args=[about]) if kind in PAPERS else ""
            rows.append(Row(day, kind, display.listed(sorted(numbers)), amount, balance, paper))
    return AccountStatement(first, last, currency, opening, rows)


Key = tuple[date, str, str]  # day, kind, public id of the cause


def _booked(customer, currency: str, last: date) -> dict[Key, tuple[int, set[str]]]:
    """What crossed the border of his accounts up to a day, and the documents' numbers; what stays inside is nothing."""
    mine = Movement.objects.filter(
        Q(debit__in=HELD) | Q(credit__in=HELD), customer=customer, currency=currency
    )
    given = Case(When(credit__in=HELD, then=F("amount")), default=0)
    taken = Case(When(debit__in=HELD, then=F("amount")), default=0)
    rows = mine.filter(day__lte=last).order_by().values_list("day", "cause", "document", "about")
    sums: dict[Key, tuple[int, set[str]]] = defaultdict(lambda: (0, set()))
    for day, cause, document, about, amount in rows.annotate(net=Sum(given - taken)):
        key = (day, OF_CAUSE.get(cause, cause), about)
        before, numbers = sums[key]
        sums[key] = before + int(amount), numbers | {document} - {""}
    return sums


def _place(booked: tuple[Key, tuple[int, set[str]]]) -> tuple:
    (day, kind, about), (_amount, numbers) = booked
    return day, ORDER.index(kind) if kind in KINDS else len(ORDER), sorted(numbers), about
