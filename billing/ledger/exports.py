"""The accountant's files: the journal with PCGE accounts, and VAT by month and rate on the collection basis.

CSV, UTF-8 with a byte order mark (spreadsheets need it), semicolons; amounts as 1234.56. A text that begins like a
formula is disarmed with an apostrophe, so that a customer's name never runs in the accountant's spreadsheet.
"""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date

from billing.models import Movement
from billing.prices import HOUSE_CURRENCY
from core.money import CENTIMES

from .accounts import PCGE, Account
from .vat import collected

Row = list[str]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARK = "\ufeff"


def journal(first: date, last: date) -> Iterator[Row]:
    """Two lines a movement, debit then credit, in the order of their value dates; in its currency and in dirhams.

    What is in foreign currency and has no rate yet has no sum in dirhams yet.
    """
    yield ["day", "piece", "account", "account_name", "label", "debit", "credit", "currency", "debit_mad",
           "credit_mad", "rate", "customer", "document", "about", "booked_at", "by"]  # fmt: skip
    rows = Movement.objects.filter(day__range=(first, last)).select_related("customer", "worth")
    for row in rows.order_by("day", "pk").iterator(chunk_size=2_000):
        worth, rate = _in_dirhams(row)
        for account, debit, credit in ((row.debit, 1, 0), (row.credit, 0, 1)):
            yield [
                row.day.isoformat(), f"M{row.pk:08d}", PCGE[account], str(Account(account).label),
                row.get_cause_display(),
                figure(debit * row.amount), figure(credit * row.amount), row.currency,
                figure(debit * worth), figure(credit * worth), rate, text(row.customer.name if row.customer else ""),
                text(row.document), row.about, row.at.isoformat(timespec="seconds"), row.actor,
            ]  # fmt: skip


def _in_dirhams(row: Movement) -> tuple[int, str]:
    """What a movement is worth and at which rate; nothing where that is not known yet."""
    if row.currency == HOUSE_CURRENCY:
        return row.amount, ""
    return (row.worth.amount, row.worth.rate) if hasattr(row, "worth") else (0, "")


def vat_report(first: date, last: date) -> Iterator[Row]:
    """A line for each month, currency and rate: what was collected and given back, before tax and the tax."""
    yield ["month", "currency", "rate_percent", "base", "vat"]
    for (month, currency, rate), (base, tax) in sorted(collected(first, last).items()):
        yield [month, currency, figure(rate), figure(base), figure(tax)]


EXPORTS: dict[str, Callable[[date, date], Iterator[Row]]] = {"journal": journal, "vat": vat_report}


def written(rows: Iterator[Row]) -> str:
    """The rows as one CSV file."""
    file = io.StringIO()
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows)
    return MARK + file.getvalue()


def figure(centimes: int) -> str:
    """Centimes as 1234.56; empty for nothing, so that debit and credit stand apart."""
    if not centimes:
        return ""
    sign, n = "-" if centimes < 0 else "", abs(centimes)
    return f"{sign}{n // CENTIMES}.{n % CENTIMES:02d}"


def text(value: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{value}" if value.lstrip(" ").startswith(FORMULA) or value.startswith(FORMULA) else value
