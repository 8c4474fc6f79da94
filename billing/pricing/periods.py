"""Which price is in force when: the rows of one product, one operation and one currency as a sequence of days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise
from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from core import display

ONE_DAY = timedelta(days=1)
TONES = {"past": _("over"), "now": _("in force"), "next": _("planned")}


class Overlap(ValueError):
    """Two rows would be in force on the same day."""

    def __init__(self, earlier, later):
        super().__init__(f"{later.operation} {later.currency} {later.starts_on}")
        self.earlier, self.later = earlier, later


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day (None: open) an operation costs `amount` centimes before tax."""

    operation: str
    currency: str
    starts_on: date
    ends_on: date | None
    amount: int

    def when(self, on: date) -> str:
        """past, now or next, seen from a day."""
        if self.starts_on > on:
            return "next"
        return "past" if self.ends_on and self.ends_on < on else "now"

    @property
    def shown(self) -> str:
        return display.amount(self.amount, self.currency)


def series(row) -> tuple[str, str]:
    """The rows that follow each other: one operation in one currency."""
    return row.operation, row.currency


def periods(rows: Iterable) -> list[Period]:
    """Every row as it is really in force: an open one ends where the next begins."""
    found = []
    ordered = sorted(rows, key=lambda row: (*series(row), row.starts_on))
    for (operation, currency), group in groupby(ordered, key=series):
        own = list(group)
        for row, later in zip(own, [*own[1:], None], strict=True):
            cut = later and later.starts_on - ONE_DAY
            ends = min(filter(None, (row.ends_on, cut)), default=None)
            found.append(Period(operation, currency, row.starts_on, ends, row.amount))
    return found


def close_open_ones(rows: Iterable) -> list:
    """Open rows end the day before the next begins; returns those that changed. Raises Overlap."""
    changed = []
    ordered = sorted(rows, key=lambda row: (*series(row), row.starts_on))
    for _key, group in groupby(ordered, key=series):
        for earlier, later in pairwise(sorted(group, key=attrgetter("starts_on"))):
            if earlier.starts_on == later.starts_on or (
                earlier.ends_on and earlier.ends_on >= later.starts_on
            ):
                raise Overlap(earlier, later)
            if earlier.ends_on is None:
                earlier.ends_on = later.starts_on - ONE_DAY
                changed.append(earlier)
    return changed
