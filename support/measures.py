"""Measures: what an incident's clocks really took, against what each affected service was promised (SRV-A2-2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Affected, Incident, Pause, Ticket
from .schedule import INFORM, RESOLVE, TAKE

WORDS: dict[str, str | Promise] = {
    INFORM: _("First information"),
    TAKE: _("Taken in hand"),
    RESOLVE: _("Resolved"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One promise of one service in one incident; `took` is None while its end is not there."""

    clock: str
    clause: str
    promised: timedelta
    took: timedelta | None
    kept: bool | None

    @property
    def words(self):
        return WORDS[self.clock]

    @property
    def tone(self) -> str:
        return {True: "fine", False: "late", None: "soon"}[self.kept]


def of(affected: Affected, now: datetime) -> list[Measure]:
    """The measures of one service, in the order of the clocks."""
    incident, policy = affected.incident, affected.promised
    rows = [
        (INFORM, policy.information_clause, policy.first_information, _took(INFORM, incident, now)),
        (
            TAKE,
            policy.take_clause,
            policy.taken_in_hand if incident.major else None,
            _took(TAKE, incident, now),
        ),
        (RESOLVE, policy.resolve_clause, policy.resolved, _took(RESOLVE, incident, now)),
    ]
    return [_measure(clock, clause, promised, *took) for clock, clause, promised, took in rows if promised]


def of_request(ticket: Ticket, now: datetime) -> list[Measure]:
    """The resolution that a request was promised, its pauses left out; none where none was (SRV-A2-2.4(2))."""
    if ticket.resolve_within is None:
        return []
    end = ticket.resolved_at or now
    pause = ticket.paused_for + (end - ticket.paused_since if ticket.paused_since else timedelta(0))
    elapsed, over = end - ticket.opened_at - pause, ticket.resolved_at is not None
    return [_measure(RESOLVE, ticket.resolve_clause, ticket.resolve_within, elapsed, over)]


def took(incident: Incident, clock: str, now: datetime) -> timedelta | None:
    """What one clock really took, its pauses left out; None while it runs."""
    elapsed, over = _took(clock, incident, now)
    return elapsed if over else None


def average(times: Iterable[timedelta]) -> timedelta | None:
    """The mean, to the second; None of nothing (SRV-A2-2.2 promises an average over the month)."""
    found = list(times)
    if not found:
        return None
    mean = round(sum(t.total_seconds() for t in found) / len(found))
    return timedelta(seconds=mean)


def _measure(clock: str, clause: str, promised: timedelta, elapsed: timedelta, over: bool) -> Measure:
    """A promise is broken as soon as its time has run out, kept only when its end is there."""
    late = elapsed > promised
    return Measure(clock, clause, promised, elapsed if over else None, False if late else over or None)


def _took(clock: str, incident: Incident, now: datetime) -> tuple[timedelta, bool]:
    """The elapsed time of a clock, and whether it has come to its end."""
    if clock == RESOLVE:
        end = incident.resolved_at or now
        pause = incident.paused_for + (end - incident.paused_since if incident.paused_since else timedelta(0))
        return end - incident.known_at - pause, incident.resolved_at is not None
    reached = incident.first_information_at if clock == INFORM else incident.taken_in_hand_at
    return (reached or now) - incident.occurred_at, reached is not None


def pauses_for(row: Affected) -> list[Pause]:
    """When the clock stood still, for the reader of one service; the reason too where nobody else is concerned."""
    found = list(Pause.objects.filter(about=row.incident.public_id))
    if row.incident.affected.exclude(customer=row.customer_id).exists():
        for pause in found:
            pause.reason = ""
    return found
