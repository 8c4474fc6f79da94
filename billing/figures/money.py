"""One customer's money at a glance: to pay, to renew, paid, kept; five questions, however much there is."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import BigIntegerField, CharField, DateField, F, Q, Sum, Value
from django.db.models.functions import Cast, Coalesce, TruncMonth
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from billing import renewals
from billing.models import CreditEntry, CreditNote, Invoice, Payment, Proforma, Refund
from core import clock, plots

from .figure import monthly, past

SHOWN = 10  # payments and refunds
COLUMNS = ("m_id", "m_at", "m_method", "m_number", "m_proforma", "m_state", "m_amount", "m_currency")
CREDIT = "credit"  # the row that holds the balance of the credit account


class Moved(NamedTuple):
    """A payment or a refund: when it was said, how, for which document, how far it is; `about` is its public id."""

    about: str
    at: datetime
    method: str
    number: str
    proforma: str
    state: str
    amount: int
    currency: str

    @property
    def thing(self) -> Payment | Refund:
        """The row without its facts, for the words and the tone of its state and method."""
        model = Refund if self.about.startswith("ref_") else Payment
        return model(state=self.state, method=self.method)

    @property
    def back(self) -> bool:
        """Whether it goes to the customer."""
        return self.about.startswith("ref_")


@dataclass(frozen=True, slots=True)
class Overview:
    """What the money page shows; amounts in the account's currency."""

    open: list[Proforma]
    renewals: list[renewals.Renewal]
    moved: list[Moved]
    spent: dict[date, int]
    credit: int
    currency: str
    today: date

    @property
    def due(self) -> int:
        """What is to pay in the account's currency."""
        return sum(proforma.remaining for proforma in self.open if proforma.currency == self.currency)

    @property
    def year(self) -> int:
        """What was spent in the last twelve months, credit notes deducted."""
        return sum(self.spent.values())

    @property
    def to_renew(self) -> int:
        """All next renewals together, with tax."""
        return sum(renewal.ttc or 0 for renewal in self.renewals)

    @property
    def plot(self) -> SafeString:
        """Spending month by month; nothing where nothing was spent."""
        if not any(self.spent.values()):
            return SafeString("")
        bars = monthly(self.spent, past(self.today))
        return plots.bars(bars, _("Spent, month by month"), "spent", rtl=get_language_bidi())

    @property
    def months(self) -> list[tuple[date, int]]:
        """The same as a table: the months in which something was spent, the newest first."""
        return [(month, self.spent[month]) for month in reversed(past(self.today)) if self.spent.get(month)]


def of(customer, now: datetime) -> Overview:
    """The customer's money."""
    today = clock.local_date(now)
    open_ones = Proforma.objects.of(customer).filter(state__in=Proforma.OPEN).defer("content")
    spent, credit = _spent(customer, past(today)[0])
    return Overview(
        open=list(open_ones.order_by("payable_until", "pk")),
        renewals=renewals.of(customer, today),
        moved=_moved(customer),
        spent=spent, credit=credit, currency=customer.currency, today=today,
    )  # fmt: skip


def _moved(customer) -> list[Moved]:
    """The newest payments and refunds. One question."""
    nothing = Value("", CharField())
    paid = _shaped(
        Payment.objects.of(customer), "received_at",
        Coalesce("proforma__number", "bundle__payment_reference", nothing), Coalesce("proforma__public_id", nothing),
    )  # fmt: skip
    back = _shaped(
        Refund.objects.of(customer), "requested_at", Coalesce("credit_note__number", nothing), nothing
    )
    return [Moved(*row) for row in paid.union(back, all=True).order_by("-m_at", "m_id")[:SHOWN]]


def _shaped(rows, at: str, number, proforma):
    text = CharField()
    return rows.order_by().annotate(
        m_id=Cast("public_id", text), m_at=F(at), m_method=Cast("method", text), m_number=Cast(number, text),
        m_proforma=Cast(proforma, text), m_state=Cast("state", text), m_amount=F("amount"),
        m_currency=Cast("currency", text),
    ).values_list(*COLUMNS)  # fmt: skip


def _spent(customer, first: date) -> tuple[dict[date, int], int]:
    """Invoices less credit notes, by month; and what the credit account holds. One question."""
    mine = Q(customer=customer, currency=customer.currency)
    sums = [
        model.objects.order_by().filter(mine, issued_on__gte=first)
        .annotate(which=Value(kind, CharField()), month=Cast(TruncMonth("issued_on"), DateField()))
        .values_list("which", "month").annotate(total=Cast(Sum("total_ttc"), BigIntegerField()))
        for kind, model in (("invoice", Invoice), ("credit_note", CreditNote))
    ]  # fmt: skip
    moved = (
        CreditEntry.objects.order_by()
        .filter(mine)
        .annotate(which=Value(CREDIT, CharField()), month=Cast(Value(None), DateField()))
    )
    balance = moved.values_list("which", "month").annotate(total=Cast(Sum("amount"), BigIntegerField()))
    spent: dict[date, int] = defaultdict(int)
    credit = 0
    for kind, month, total in sums[0].union(sums[1], balance, all=True):
        if kind == CREDIT:
            credit = int(total)
        else:
            spent[month] += int(total) if kind == "invoice" else -int(total)
    return dict(spent), credit
