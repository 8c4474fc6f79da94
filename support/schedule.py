"""What will happen to tickets, incidents and maintenance if nobody acts: pure, from facts and terms to dated steps.

Elapsed promises are sums of UTC instants: a change of Morocco's clock within them is no matter. Each clock has an amber
step before it runs out and a step that records the breach; both vanish when the promise is kept.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from core.clock import at_local
from core.schedule import Step

from .terms import ADVICE, INCIDENTS, MAINTENANCE, TICKETS

WORKED_ON = ("new", "open", "waiting_customer")
UNDER_WAY = ("new", "informed", "taken_in_hand", "waiting_customer")
TINY = timedelta(microseconds=1)
INFORM, TAKE, RESOLVE = "inform", "take", "resolve"


class TicketFacts(NamedTuple):
    """What the future of a ticket depends on."""

    state: str
    opened_at: datetime
    awaiting_since: datetime | None
    answer_target_at: datetime | None
    answer_due_at: datetime | None
    answer_clause: str
    resolve_within: timedelta | None
    resolve_clause: str
    paused_since: datetime | None
    paused_for: timedelta
    resolved_at: datetime | None


class IncidentFacts(NamedTuple):
    """What the future of an incident depends on; `promises` as `models.Incident` keeps them."""

    state: str
    major: bool
    promises: list[dict[str, Any]]
    occurred_at: datetime
    known_at: datetime
    first_information_at: datetime | None
    taken_in_hand_at: datetime | None
    resolved_at: datetime | None
    last_told_at: datetime | None
    paused_since: datetime | None
    paused_for: timedelta
    force_majeure: bool


class MaintenanceFacts(NamedTuple):
    """What the future of a window depends on."""

    state: str
    urgent: bool
    starts_at: datetime
    ends_at: datetime
    told_at: datetime | None


def ticket_schedule(ticket: TicketFacts) -> Iterator[Step]:
    """The answer's two dates (C-20), the resolution's clock, reminders, the closing."""
    if ticket.state in WORKED_ON and ticket.awaiting_since and ticket.answer_due_at:
        clause = ticket.answer_clause
        yield Step(ticket.answer_target_at, clause, "warn_answer", "answer", shown=False)
        yield Step(ticket.answer_due_at + TINY, clause, "record_late_answer", "answer", shown=False)
    if ticket.state in WORKED_ON and ticket.resolve_within and not ticket.paused_since:
        started = ticket.opened_at + ticket.paused_for
        yield from _clock(started, ticket.resolve_within, ticket.resolve_clause, TICKETS.amber)
    if ticket.state == "waiting_customer" and ticket.paused_since:
        yield Step(ticket.paused_since + TICKETS.remind_waiting, "SSL-10.2", "remind_customer")
    if ticket.state == "resolved":
        yield Step(ticket.resolved_at + TICKETS.close_after, "HD-2.4", "close_quietly")


def _clock(started: datetime, within: timedelta, clause: str, amber: timedelta) -> Iterator[Step]:
    due = started + within
    yield Step(due - min(amber, within / 2), clause, "warn_resolution", "resolution", shown=False)
    yield Step(due, clause, "record_late_resolution", "resolution", shown=False)


def incident_schedule(incident: IncidentFacts) -> Iterator[Step]:
    """The clocks that its services were promised, news for those who wait, the closing."""
    if incident.state in UNDER_WAY:
        yield from _promised(incident)
        if incident.last_told_at:
            yield Step(
                incident.last_told_at + INCIDENTS.tell_again, "SSL-11.3(6)", "remind_news", shown=False
            )
        if incident.force_majeure:
            at = incident.occurred_at + INCIDENTS.force_majeure + TINY
            yield Step(at, "SSL-8.2", "tell_force_majeure", shown=False)
    if incident.state == "resolved":
        yield Step(incident.resolved_at + INCIDENTS.close_after, "HD-2.1", "close_quietly", shown=False)


def _promised(incident: IncidentFacts) -> Iterator[Step]:
    """Amber and breach of each clock that still runs; the resolution's stands still in a pause (SRV-A2-2.3)."""
    running = {
        INFORM: None if incident.first_information_at else incident.occurred_at,
        TAKE: incident.occurred_at if incident.major and not incident.taken_in_hand_at else None,
        RESOLVE: None if incident.paused_since else incident.known_at + incident.paused_for,
    }
    for promise in incident.promises:
        started = running[promise["clock"]]
        if started is None:
            continue
        seconds = promise["seconds"]
        within = timedelta(seconds=seconds)
        said = (("clock", promise["clock"]), ("policy", promise["policy"]))
        series = f"{promise['clock']}:{promise['policy']}"
        amber = started + within - min(INCIDENTS.amber, within / 2)
        yield Step(amber, promise["clause"], "warn_clock", series, said, shown=False)
        yield Step(started + within, promise["clause"], "record_breach", series, said, shown=False)


def maintenance_schedule(window: MaintenanceFacts) -> Iterator[Step]:
    """Its start, its end, an alert when it lasts, and the notice that an urgent one still owes."""
    if window.state == "announced":
        yield Step(window.starts_at, "HD-2.2", "start")
    if window.state == "running":
        yield Step(window.ends_at + MAINTENANCE.overrun, "HD-2.2", "alert_overrun", shown=False)
    if window.urgent and not window.told_at and window.state != "cancelled":
        at = window.ends_at + MAINTENANCE.urgent_notice
        yield Step(at, "SSL-11.3(7)", "record_late_notice", shown=False)


def advice_schedule(state: str, due_on: date, clause: str) -> Iterator[Step]:
    """A review falls due in the morning of its day; staff are told once more where nobody has advised."""
    if state == "planned":
        yield Step(at_local(due_on, ADVICE.morning), clause, "fall_due", shown=False)
    if state == "due":
        yield Step(at_local(due_on + ADVICE.late, ADVICE.morning), clause, "report_late", shown=False)
