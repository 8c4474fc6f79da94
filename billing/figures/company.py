"""The company's figures, each answered by one question to the database, whatever its size (facts D and G, C-26).

Months are those of the documents' and value days' Moroccan dates. Amounts in EUR and USD stand in their own currency in
the tables; a picture shows dirhams, at the day's official rate.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.db.models import (
    Avg,
    BigIntegerField,
    Case,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Max,
    Min,
    Q,
    Sum,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, TruncMonth
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from billing import invoicing, renewals
from billing.ledger.accounts import Account
from billing.models import Movement, OrderLine, Payment, Proforma
from billing.prices import HOUSE_CURRENCY
from billing.rates import book
from billing.terms import BILLING
from core import clock, display
from core.money import percent
from core.plots import Bar

from .figure import Cell, Figure, Money, month_name, monthly, months, past, short

TAXED = (Account.VAT, Account.REVENUE, Account.STAMP, Account.VAT_WITHHELD)
AGES = (0, 30, 60, 90)  # days after the due day
TAKEN_BACK = len(AGES) + 1  # after the last age: money that was taken back
AGE_TONES = ("neutral", "soon", "soon", "late", "late", "late")


def revenue(now: datetime) -> Figure:
    """What was invoiced before tax, less what was credited: by month, family and currency."""
    days = past(clock.local_date(now))
    ht = F("quantity") * F("unit_ht") - F("discount")
    part = Cast(KT(f"options__{invoicing.PARTLY}"), BigIntegerField())
    sold = _by_month("proforma__invoice__issued_on", days[0], ht)
    undone = _by_month("credit_note__issued_on", days[0], -Coalesce(part, ht))
    totals: dict[tuple[date, str, str], int] = defaultdict(int)
    for month, family, currency, total in sold.union(undone, all=True):
        totals[_day(month), family, currency] += int(total)
    rows: list[list[Cell]] = [
        [month_name(month), family_name(family), Money(total, currency)]
        for (month, family, currency), total in sorted(totals.items(), reverse=True)
    ]
    sums = _sums((month, total, currency) for (month, _family, currency), total in totals.items())
    heads = (_("Month"), _("Family"), _("Before tax"))
    note = _("Invoices less credit notes, before tax, by the day of the document.")
    return Figure("revenue", _("Revenue"), heads, rows, monthly(sums, days), note, "C-24")


def _by_month(day: str, first: date, amount):
    """Lines of documents from a day on: month, family, currency, sum."""
    rows = OrderLine.objects.order_by().filter(**{f"{day}__gte": first}).annotate(month=TruncMonth(day))
    grouped = rows.values_list("month", "product__family", "proforma__currency")
    return grouped.annotate(total=Sum(amount, output_field=BigIntegerField()))


def unpaid(now: datetime) -> Figure:
    """What customers were asked for and have not paid yet, by how long it is due."""
    today = clock.local_date(now)
    cases = [When(due_on__gte=today - timedelta(days=age), then=Value(n)) for n, age in enumerate(AGES)]
    age = Case(*cases, default=Value(len(AGES)))
    rows = Proforma.objects.order_by().filter(state__in=Proforma.OPEN).annotate(age=age)
    asked = rows.values_list("age", "currency").annotate(n=Count("pk"), rest=Sum(F("total_ttc") - F("paid")))
    lost = Payment.objects.order_by().filter(state__in=Payment.TAKEN_BACK).annotate(age=Value(TAKEN_BACK))
    owed = Sum(F("amount") + F("stamp") - F("made_good"))
    found = asked.union(lost.values_list("age", "currency").annotate(n=Count("pk"), rest=owed), all=True)
    counted = {(age, currency): (n, int(rest)) for age, currency, n, rest in found if rest}
    table = [[_age(age), n, Money(rest, currency)] for (age, currency), (n, rest) in sorted(counted.items())]
    due = {age: rest for (age, currency), (_n, rest) in counted.items() if currency == HOUSE_CURRENCY}
    bars = [
        Bar(_age(n), due.get(n, 0), 0, tone, short(due[n]) if due.get(n) else "–")
        for n, tone in enumerate(AGE_TONES)
    ]
    heads = (_("Due"), _("How many"), _("Left to pay"))
    note = _("Open proformas lapse unpaid, and nothing is owed (HD-6.2); a payment taken back is owed.")
    return Figure("unpaid", _("Unpaid, by age"), heads, table, bars, note, "HD-3.3")


def _age(n: int) -> str:
    if n == 0:
        return _("not due")
    if n == TAKEN_BACK:
        return _("taken back")
    if n == len(AGES):
        return _("over %(n)s days") % {"n": AGES[-1]}
    return _("%(from)s–%(to)s days") % {"from": AGES[n - 1] + 1, "to": AGES[n]}


def upcoming(now: datetime) -> Figure:
    """Renewals that will be proposed in the coming twelve months, at today's prices."""
    today = clock.local_date(now)
    counts: dict[tuple[date, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for renewal in renewals.to_come(today):
        cell = counts[renewal.on.replace(day=1), renewal.family, renewal.currency]
        cell[0] += renewal.n
        cell[1] += renewal.n * (renewal.ht or 0)
    rows: list[list[Cell]] = [
        [month_name(month), family_name(family), n, Money(total, currency)]
        for (month, family, currency), (n, total) in sorted(counts.items())
    ]
    sums = _sums((month, total, currency) for (month, _family, currency), (_n, total) in counts.items())
    heads = (_("Month"), _("Family"), _("Renewals"), _("Before tax"))
    note = _("If every customer renews for the same term, at today's prices. Nothing renews by itself.")
    return Figure(
        "renewals", _("Renewals to come"), heads, rows, monthly(sums, months(today)), note, "HD-6.2"
    )


def taxes(now: datetime) -> Figure:
    """VAT by month and rate as the ledger has it, stamp duty, and the VAT that public bodies keep back (facts D)."""
    days = past(clock.local_date(now))
    mine = Q(debit__in=TAXED) | Q(credit__in=TAXED)
    rate = Case(When(cause__in=("invoiced", "credited"), then=F("part")), default=0)
    rows = (
        Movement.objects.order_by()
        .filter(mine, day__gte=days[0])
        .annotate(month=TruncMonth("day"), rate=rate)
    )
    sums: dict[tuple[date, str, int, str], list[int]] = defaultdict(lambda: [0, 0])
    for month, debit, credit, percents, currency, total in rows.values_list(
        "month", "debit", "credit", "rate", "currency"
    ).annotate(total=Sum("amount")):
        for account, amount in ((credit, int(total)), (debit, -int(total))):
            if account in TAXED:
                kind = Account.VAT if account == Account.REVENUE else account
                cell = sums[_day(month), kind, percents if kind == Account.VAT else 0, currency]
                cell[account != Account.REVENUE] += -amount if account == Account.VAT_WITHHELD else amount
    table = [
        [month_name(month), _tax(kind, percents), Money(base, currency) if base else "", Money(tax, currency)]
        for (month, kind, percents, currency), (base, tax) in sorted(sums.items(), key=_latest)
    ]
    vat = ((month, tax, cur) for (month, kind, _p, cur), (_base, tax) in sums.items() if kind == Account.VAT)
    heads = (_("Month"), _("Tax"), _("Base"), _("Amount"))
    note = _(
        "VAT of invoices less credit notes. The accountant's VAT report also knows what was paid in part."
    )
    return Figure("vat", _("VAT and other taxes"), heads, table, monthly(_sums(vat), days), note, "C-24")


def _tax(kind: str, percents: int) -> str:
    if kind == Account.VAT:
        return _("VAT %(rate)s") % {"rate": percent(percents, display.language())}
    return str(Account(kind).label)


def _latest(row: tuple) -> tuple:
    """The newest month first, in it the highest rate first."""
    (month, kind, percents, currency), _cell = row
    return -month.toordinal(), kind, -percents, currency


def lag(now: datetime) -> Figure:
    """From the day the money came to the confirmation that starts the customer's clock."""
    days = past(clock.local_date(now))
    came = Cast("value_date", DateTimeField())
    waited = ExpressionWrapper(F("confirmed_at") - came, output_field=DurationField())
    desk = ExpressionWrapper(F("confirmed_at") - F("received_at"), output_field=DurationField())
    rows = _confirmed(days[0]).filter(method__in=("transfer", "ccp"), value_date__isnull=False)
    in_time = Count("pk", filter=Q(confirmed_at__lte=F("received_at") + BILLING.confirmation_target))
    found = (
        rows.annotate(waited=waited, desk=desk)
        .values("month")
        .annotate(
            n=Count("pk"),
            mean=Avg("waited"),
            longest=Max("waited"),
            at_desk=Avg("desk"),
            in_time=in_time,
            least=Min("waited"),
        )
    )
    by_month = {_day(row["month"]): row for row in found}
    table = [
        [month_name(month), row["n"], _days(row["mean"]), _days(row["longest"]), _hours(row["at_desk"]),
         f"{100 * row['in_time'] // row['n']} %"]
        for month, row in sorted(by_month.items(), reverse=True)
    ]  # fmt: skip
    bars = [
        Bar(month_name(day), by_month[day]["mean"].total_seconds() / 86400 if day in by_month else 0, 0, "neutral",
            _days(by_month[day]["mean"]) if day in by_month else "–")
        for day in days
    ]  # fmt: skip
    heads = (_("Month"), _("Transfers"), _("Value date to confirmation, on average"), _("longest"),
             _("At the desk, on average"), _("Within the target"))  # fmt: skip
    note = _("The promise to the customer runs from the confirmation; the value date is kept beside it.")
    return Figure("lag", _("From the value date to the confirmation"), heads, table, bars, note, "C-26")


def methods(now: datetime) -> Figure:
    """How customers pay."""
    names = dict(Payment.Method.choices)
    rows = _confirmed(past(clock.local_date(now))[0]).values("method", "currency")
    found = sorted(rows.annotate(n=Count("pk"), total=Sum("amount")), key=lambda row: -row["total"])
    table = [
        [str(names.get(row["method"], row["method"])), row["n"], Money(int(row["total"]), row["currency"])]
        for row in found
    ]
    bars = [
        Bar(
            str(names.get(row["method"], row["method"])),
            int(row["total"]),
            0,
            "neutral",
            short(int(row["total"])),
        )
        for row in found
        if row["currency"] == HOUSE_CURRENCY
    ]
    heads = (_("Method"), _("Payments"), _("Amount"))
    return Figure(
        "methods", _("Methods of payment"), heads, table, bars, _("The last twelve months."), "HD-3.2b"
    )


FIGURES: dict[str, Callable[[datetime], Figure]] = {
    "revenue": revenue,
    "unpaid": unpaid,
    "renewals": upcoming,
    "vat": taxes,
    "lag": lag,
    "methods": methods,
}


# --- inside ---------------------------------------------------------------------------------------------
FAMILIES = {
    "domain": gettext_lazy("Domain names"), "ssl": gettext_lazy("Certificates"), "server": gettext_lazy("Servers"),
    "hosting": gettext_lazy("Web hosting"), "outsourcing": gettext_lazy("Outsourcing"),
}  # fmt: skip


def family_name(family: str) -> str:
    """A family of products in words."""
    return str(FAMILIES.get(family, family))


def _confirmed(first: date):
    """Payments that count, from the first day of a month on."""
    since = clock.at_local(first)
    rows = Payment.objects.order_by().filter(state__in=Payment.BOOKED, confirmed_at__gte=since)
    return rows.annotate(month=TruncMonth("confirmed_at", tzinfo=clock.LOCAL))


def _sums(rows: Iterable[tuple[date, int, str]]) -> dict[date, int]:
    """What the picture shows: dirhams a month, foreign money at the rate of the month's first day."""
    sums: dict[date, int] = defaultdict(int)
    for month, total, currency in rows:
        sums[month] += total if currency == HOUSE_CURRENCY else _in_dirhams(total, currency, month)
    return sums


def _in_dirhams(total: int, currency: str, month: date) -> int:
    rate = book.find(currency, month)
    return book.to_home(total, rate) if rate else 0


def _day(month: date | datetime) -> date:
    return month.date() if isinstance(month, datetime) else month


def _days(length: timedelta) -> str:
    n = max(round(length.total_seconds() / 86400), 0)
    return ngettext("%(n)s day", "%(n)s days", n) % {"n": n}


def _hours(length: timedelta) -> str:
    n = round(length.total_seconds() / 3600)
    return ngettext("%(n)s hour", "%(n)s hours", n) % {"n": n}
