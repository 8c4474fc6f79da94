"""The certificates that a year still asks for, one after the other, under the limits that are known today (C-09). Pure.

Each runs from its day of issue as long as the limits of that day allow, never beyond the end of the year; its successor
is issued some days before it ends.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple, Protocol

from core.clock import days, years_later

from .terms import CERTIFICATES, HANDLING


class Limit(Protocol):
    """From a day on, how many days a certificate may live (`models.ValidityLimit`)."""

    starts_on: date
    certificate_days: int


class Issuance(NamedTuple):
    """A certificate to come: its day of issue, its last day."""

    first: date
    last: date


def planned(first: date, end: date, limits: Iterable[Limit]) -> Iterator[Issuance]:
    """The certificates from the day of the next issue to the end of the year; none where no limit is known."""
    rows = sorted(limits, key=lambda row: row.starts_on)
    while first < end and (known := [row for row in rows if row.starts_on <= first]):
        last = min(first + days(known[-1].certificate_days - HANDLING.spare_days), end)
        yield Issuance(first, last)
        if last >= end:
            return
        first = max(last - CERTIFICATES.reissue_lead, first + days(1))


def year_from(day: date, limits: Iterable[Limit]) -> list[Issuance]:
    """The certificates of a year whose first one would be issued that day."""
    return list(planned(day, years_later(day, CERTIFICATES.years), limits))
