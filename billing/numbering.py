"""Numbers of documents: gapless per series and fiscal year, dates that never go back (facts D).

The counter row is the last lock a transaction takes: whoever calls `next_number` writes the document and
commits. A rollback gives the number back, so there is no gap.
"""

from datetime import date
from typing import NamedTuple

from django.db import transaction

from .models import Counter

PROFORMA = "PF"
INVOICE = "FA"
CREDIT_NOTE = "AV"


class Number(NamedTuple):
    """A document's number and the day it bears."""

    text: str
    day: date


def next_number(series: str, day: date) -> Number:
    """The next number of the series in the fiscal year of `day`, inside the caller's transaction."""
    counter = _locked(series, day.year) or _started(series, day)
    counter.last += 1
    counter.last_on = max(day, counter.last_on)
    counter.save(update_fields=["last", "last_on"])
    return Number(f"{series}-{day.year}-{counter.last:06d}", counter.last_on)


def _locked(series: str, year: int) -> Counter | None:
    return Counter.objects.select_for_update().filter(series=series, year=year).first()


def _started(series: str, day: date) -> Counter:
    with transaction.atomic():
        Counter.objects.bulk_create(
            [Counter(series=series, year=day.year, last_on=day)], ignore_conflicts=True
        )
    return Counter.objects.select_for_update().get(series=series, year=day.year)
