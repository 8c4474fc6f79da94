"""Phases: the bands of a name's life line, with their first and last day, real or projected. Pure."""

from dataclasses import dataclass
from datetime import date

from core.clock import days

from .terms import Family


@dataclass(frozen=True, slots=True)
class Phase:
    """`state` from the day `first` to the day `last`, both included, under `clause`."""

    state: str
    first: date
    last: date
    clause: str


def phases(name, terms) -> list[Phase]:
    """From the registration to the end: what has been and, if nobody acts, what will be."""
    if name.paid_through is None or name.state == "transferred_away":
        return []
    end = name.paid_through
    start = min(name.registry_created_at.date() if name.registry_created_at else end, end)
    held = Phase("registered", start, end, "DN-3.1")
    return [held, *(_ma(name, terms, end) if terms.family == Family.MA else _gtld(name, terms, end))]


def last_day(name) -> date | None:
    """The last day of the phase the name is in; None where it has no end."""
    states = {"renewing": "registered", "deleting": "grace", "restoring": "redemption", "cancelling": "grace"}
    state = states.get(name.state, name.state)
    return next((p.last for p in phases(name, name.terms) if p.state == state), None)


def grace_until(name) -> date:
    """The last day on which a renewal is honoured: for .ma the day of the registry's cut-off (C-01)."""
    terms = name.terms
    return name.paid_through + (terms.cutoff if terms.family == Family.MA else terms.grace)


def announced_until(name) -> date:
    """The day announced as the last: for .ma the 25th (DN-A2-2.3), otherwise the end of the grace."""
    terms = name.terms
    return name.paid_through + (terms.announced_grace if terms.family == Family.MA else terms.grace)


def grace_clause(name) -> str:
    """The rule of the grace: .ma has its own (DN-5.5)."""
    return "DN-A2-4.2.1" if name.terms.family == Family.MA else "DN-5.2"


def end_clause(name) -> str:
    """The rule under which a name is free for all again."""
    return "DN-A2-4.1.4" if name.terms.family == Family.MA else "DN-5.4"


def _gtld(name, terms, end: date) -> list[Phase]:
    redemption = name.redemption_on or end + terms.grace + days(1)
    pending = redemption + terms.redemption
    return [
        Phase("grace", end + days(1), redemption - days(1), "DN-5.2"),
        Phase("redemption", redemption, pending - days(1), "DN-5.3"),
        Phase("pending_delete", pending, pending + terms.pending_delete - days(1), "DN-5.4"),
    ]


def _ma(name, terms, end: date) -> list[Phase]:
    cancelled = name.cancelled_on or end + terms.cutoff
    return [
        Phase("grace", end + days(1), cancelled, "DN-A2-4.2.1"),
        Phase("cancel_grace", cancelled, cancelled + terms.cancel_grace, "DN-A2-4.1.2"),
    ]
