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
    if name.paid_through is None or name.state == "transferred_away" or name.ended_by == "authority":
        return []
    end = name.paid_through
    last = min(end, name.cancelled_on or name.redemption_on or end)
    start = min(name.registry_created_at.date() if name.registry_created_at else last, last)
    held = Phase("registered", start, last, "DN-3.1")
    return [held, *(_ma(name, terms, end) if terms.family == Family.MA else _gtld(name, terms, end))]


def last_day(name) -> date | None:
    """The last day of the phase the name is in; None where it has no end."""
    states = {"renewing": "registered", "deleting": "grace", "restoring": "redemption", "cancelling": "grace"}
    state = states.get(name.state, name.state)
    return next((p.last for p in phases(name, name.terms) if p.state == state), None)


def grace_until(name) -> date:
    """The last day on which a renewal is honoured: for .ma the day of the registry's cut-off (C-01)."""
    terms = name.terms
    if terms.family == Family.MA:
        return name.paid_through + terms.cutoff
    return deletion_on(name, terms) - days(1)


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


def interrupt_on(name, terms) -> date:
    """The day on which an expired generic name leaves the DNS: 8 days before its deletion at least (DN-15.2)."""
    latest = terms.grace + days(1) - terms.interrupt_lead
    return name.parked_on or name.paid_through + max(min(terms.dns_interrupt, latest), days(1))


def deletion_on(name, terms) -> date:
    """The day on which a generic name is given up: after its grace, and after its days out of the DNS."""
    after_grace = name.paid_through + terms.grace + days(1)
    return name.redemption_on or max(after_grace, interrupt_on(name, terms) + terms.interrupt_lead)


def _gtld(name, terms, end: date) -> list[Phase]:
    redemption = deletion_on(name, terms)
    pending = redemption + terms.redemption
    grace = [Phase("grace", end + days(1), redemption - days(1), "DN-5.2")] if redemption > end else []
    return [
        *grace,
        Phase("redemption", redemption, pending - days(1), "DN-5.3"),
        Phase("pending_delete", pending, pending + terms.pending_delete - days(1), "DN-5.4"),
    ]


def _ma(name, terms, end: date) -> list[Phase]:
    cancelled = name.cancelled_on or end + terms.cutoff
    grace = [Phase("grace", end + days(1), cancelled, "DN-A2-4.2.1")] if cancelled > end else []
    return [
        *grace,
        Phase("cancel_grace", cancelled, cancelled + terms.cancel_grace, "DN-A2-4.1.2"),
    ]
