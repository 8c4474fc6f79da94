"""The ladder where staff have set no other: days from J0, the last day of the paid period (HD-3.3, C-13).

Immediate suspension is a right, not a duty: these are our defaults, softer than the contract allows.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from core.terms import POLICY, days, term


@dataclass(frozen=True, slots=True)
class Rungs:
    """When what follows: before J0 the reminder, after it the others; None where a family has no such rung."""

    reminder: timedelta | None = None
    suspend: timedelta | None = None
    warning: timedelta | None = None
    end: timedelta = days(30)


@dataclass(frozen=True, slots=True)
class ServerRungs(Rungs):
    """Servers: stopped, then deemed abandoned and listed for a manager."""

    reminder: timedelta | None = term(days(3), POLICY)
    suspend: timedelta | None = term(days(3), "HD-3.3")
    warning: timedelta | None = term(days(20), "HD-3.4")
    end: timedelta = term(days(30), "HD-3.4")


@dataclass(frozen=True, slots=True)
class HostingRungs(Rungs):
    """Web hosting: suspended, then listed; the last warning bears the day that a manager sets."""

    reminder: timedelta | None = term(days(7), POLICY)
    suspend: timedelta | None = term(days(3), "HD-3.3")
    end: timedelta = term(days(30), "HD-3.4")


@dataclass(frozen=True, slots=True)
class OutsourcingRungs(Rungs):
    """Outsourcing: nothing to suspend; the contract lapses."""

    end: timedelta = term(days(3), "HD-6.2")


@dataclass(frozen=True, slots=True)
class DunningTerms:
    """What holds for every ladder."""

    reminder_monthly: timedelta = term(days(3), POLICY)  # the earliest where a month is paid
    announced: timedelta = term(days(31), POLICY)  # a ladder holds for periods that end so much later
    least_warning: timedelta = term(days(8), POLICY)  # between the last warning and the end
    remembered: timedelta = term(timedelta(minutes=1), POLICY)  # on other machines


class Calendar(NamedTuple):
    """The days on which the rungs stand; None where there is none, or while an open pause holds it."""

    remind_on: date | None
    suspend_on: date | None
    warn_on: date | None
    end_on: date | None


DEFAULTS: dict[str, Rungs] = {
    "server": ServerRungs(),
    "hosting": HostingRungs(),
    "outsourcing": OutsourcingRungs(),
}
DUNNING = DunningTerms()
