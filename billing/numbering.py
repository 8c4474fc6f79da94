"""Numbers of documents: gapless per series and fiscal year, dates that never go back (facts D).

The counter row is the last lock a transaction takes: whoever calls `next_number` writes the document and
commits. A rollback gives the number back, so there is no gap.
"""

from datetime import date
from typing import NamedTuple

from django.db import connection

from .models import Counter

PROFORMA = "PF"
INVOICE = "FA"
CREDIT_NOTE = "AV"
CASH_RECEIPT = "RC"
REFUND_RECEIPT = "RB"


class Number(NamedTuple):
    """A document's number and the day it bears."""

    text: str
    day: date


def next_number(series: str, day: date) -> Number:
    """The next number of the series in the fiscal year of `day`, inside the caller's transaction."""
    return next_numbers(series, day, 1)[0]


def next_numbers(series: str, day: date, n: int) -> list[Number]:
    """The next `n` numbers of the series, one after the other, for documents that are written together."""
    counted = _counted(series, day, n)
    if counted is None:
        Counter.objects.bulk_create(
            [Counter(series=series, year=day.year, last_on=day)], ignore_conflicts=True
        )
        counted = _counted(series, day, n)
    last, last_on = counted
    return [Number(f"{series}-{day.year}-{number:06d}", last_on) for number in range(last - n + 1, last + 1)]


# One statement locks, counts and answers, so the lock is held one round trip less; both databases know it.
COUNT = """
    UPDATE billing_counter
    SET last = last + %s, last_on = CASE WHEN last_on < %s THEN %s ELSE last_on END
    WHERE series = %s AND year = %s
    RETURNING last, last_on
"""


def _counted(series: str, day: date, n: int) -> tuple[int, date] | None:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [n, day, day, series, day.year])
        row = cursor.fetchone()
    if row is None:
        return None
    last, last_on = row
    return last, last_on if isinstance(last_on, date) else date.fromisoformat(last_on)
