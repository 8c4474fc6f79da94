"""Ladders and pauses, read once and kept; what staff change is seen at once, by other machines within a minute."""

import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.core.cache import cache
from django.db import transaction

from core.clock import days

from .terms import DEFAULTS, DUNNING, Calendar, Rungs

VERSION = "billing.dunning"
Paused = tuple[date, date | None]  # first and last day; open where there is no last one


class Book(NamedTuple):
    """Every ladder, the newest first, and every pause, by what it is about."""

    ladders: dict[tuple[str, str], list[tuple[date, Rungs]]]
    pauses: dict[str, list[Paused]]


def rungs(family: str, product: str, ends_on: date) -> Rungs:
    """The ladder of a period that ends on a day: the product's own, else its family's, else the default.

    KeyError for a family that has none, such as domain names (C-13).
    """
    usual = DEFAULTS[family]
    ladders = _book().ladders
    for reach in (product, ""):
        for starts_on, own in ladders.get((family, reach), ()):
            if starts_on <= ends_on:
                return own
    return usual


def calendar(family: str, product: str, about: str, ends_on: date, cycle: int = 0) -> Calendar:
    """The ladder of one thing as days; paused days do not count (C-13). `cycle` in months."""
    ladder, pauses = rungs(family, product, ends_on), _book().pauses.get(about, [])
    reminder = ladder.reminder
    if reminder is not None and cycle == 1:
        reminder = min(reminder, DUNNING.reminder_monthly)
    after = (_after(ends_on, rung, pauses) for rung in (ladder.suspend, ladder.warning, ladder.end))
    return Calendar(None if reminder is None else ends_on - reminder, *after)


def payable_through(family: str, product: str, about: str, ends_on: date, today: date) -> date:
    """The last day on which the next period can be paid: until the end of the ladder, however late it is today."""
    last = calendar(family, product, about, ends_on).end_on
    return max(today, last or today + rungs(family, product, ends_on).end)


def forget() -> None:
    """The rows have changed: whoever asks next reads them anew, now and once the change is written."""
    cache.delete(VERSION)
    transaction.on_commit(lambda: cache.delete(VERSION))


def _after(day: date, rung: timedelta | None, pauses: Iterable[Paused]) -> date | None:
    """So many days that count after a day; None where an open pause comes before."""
    if rung is None:
        return None
    last = day + rung
    for first, until in sorted(pauses, key=lambda pause: pause[0]):
        if first > last or (until and until <= day):
            continue
        if until is None:
            return None
        last += until - max(first - days(1), day)
    return last


def _book() -> Book:
    seconds = int(DUNNING.remembered.total_seconds())
    return _read(cache.get_or_set(VERSION, secrets.token_hex, seconds))


@lru_cache(maxsize=4)
def _read(version: str) -> Book:
    from billing.models import DunningPause, Ladder  # the tables' choices come from this room's terms

    ladders = defaultdict(list)
    rows = Ladder.objects.order_by("-starts_on").select_related("product")
    for row in rows:
        given = {name: getattr(row, name) for name in ("reminder", "suspend", "warning", "end")}
        own = Rungs(**{name: None if n is None else days(n) for name, n in given.items()})
        ladders[row.family, row.product.code if row.product else ""].append((row.starts_on, own))
    pauses = defaultdict(list)
    for about, first, last in DunningPause.objects.values_list("about", "starts_on", "ends_on"):
        pauses[about].append((first, last))
    return Book(dict(ladders), dict(pauses))
