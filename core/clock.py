"""The clock: the only place that reads the time. Verbs receive `now`; they never ask for it.

Contract days are counted in Africa/Casablanca (facts F); instants are stored in UTC. In demo mode the clock
can be moved: the offset lies in a small file that every process reads, so web and worker agree.
"""

import os
from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from .terms import days

__all__ = [
    "LOCAL",
    "at_local",
    "days",
    "frozen",
    "is_frozen",
    "local_date",
    "months_later",
    "move_to",
    "now",
    "opening",
    "tomorrow_of",
    "years_later",
]

LOCAL = ZoneInfo("Africa/Casablanca")
_frozen: datetime | None = None


def now() -> datetime:
    """The present instant, in UTC; the moved one in demo mode."""
    if _frozen is not None:
        return _frozen
    real = timezone.now()
    return real + _offset() if settings.DEMO else real


def local_date(instant: datetime) -> date:
    """The Moroccan calendar day of an instant."""
    return instant.astimezone(LOCAL).date()


@lru_cache(maxsize=4096)
def at_local(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """The UTC instant of a Moroccan wall-clock time; schedules ask for few days and many times for each."""
    return datetime.combine(day, time(hour, minute), LOCAL).astimezone(timezone.get_fixed_timezone(0))


def opening(day: date) -> datetime:
    """00:00 local: the first instant of a contract day."""
    return at_local(day)


def through(end: datetime) -> datetime:
    """The last instant before a deadline as people read it: what ends at midnight ends with the day before."""
    there = end.astimezone(LOCAL)
    return end if there.time() != time.min else end - timedelta(microseconds=1)


def years_later(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes the 28th (SSL-3.1a)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def months_later(day: date, months: int) -> date:
    """The same day of the month `months` later; where that month is shorter, its last day (SSL-8.1a)."""
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Hold this process's clock at one instant (tests, seed, simulator)."""
    global _frozen
    before, _frozen = _frozen, instant
    try:
        yield
    finally:
        _frozen = before


def is_frozen() -> bool:
    """Whether this process holds its clock: it settles by itself and wakes no worker."""
    return _frozen is not None


def move_to(instant: datetime) -> None:
    """Demo only: from here on the portal's present is `instant` and goes on from there."""
    if not settings.DEMO:
        raise RuntimeError("the clock can be moved in demo mode only")
    path = _file()
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.write_text(str((instant - timezone.now()).total_seconds()))
    temporary.replace(path)


def _file() -> Path:
    return settings.STATE_DIR / "clock"


def _offset() -> timedelta:
    try:
        return timedelta(seconds=float(_file().read_text()))
    except (FileNotFoundError, ValueError):
        return timedelta(0)


def tomorrow_of(instant: datetime, n: int) -> datetime:
    """The same wall-clock time `n` calendar days later."""
    there = instant.astimezone(LOCAL)
    return at_local(there.date() + days(n), there.hour, there.minute)
