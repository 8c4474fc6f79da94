"""What happens by itself to a cancellation, a decision and the stop of an authority. Pure."""

from collections.abc import Iterator
from datetime import date, datetime

from core.clock import days, opening
from core.schedule import Step


def cancellation(
    state: str, decide_by: datetime, ended_at: datetime | None, refund_by: datetime | None
) -> Iterator[Step]:
    """Staff handle it in time; once the authority has ended it, it is credited; what is paid back leaves in time."""
    if state == "asked":
        yield Step(decide_by, "SSL-6.2", "report_late_handling", shown=False)
    if state == "accepted" and ended_at:
        yield Step(ended_at, "SSL-6.3", "settle")
    if state == "refund_due" and refund_by:
        yield Step(refund_by, "SSL-6.3", "report_late_refund", shown=False)


def decision(state: str, gag_until: date | None, told_at: datetime | None) -> Iterator[Step]:
    """A delay that the police have asked for ends, and then the customer is told (SSL-12.1, C-29)."""
    if state == "executed" and gag_until and told_at is None:
        yield Step(opening(gag_until + days(1)), "C-29", "tell_customer", shown=False)


def stop(state: str, announce_at: datetime | None, effective_on: date) -> Iterator[Step]:
    """The customers are told, some hundreds at a time; after the last day of service staff look who is left."""
    if state == "announcing" and announce_at:
        yield Step(announce_at, "SSL-11.4", "tell_some", shown=False)
    if state in {"announcing", "announced"}:
        yield Step(opening(effective_on + days(1)), "SSL-11.4", "take_effect", shown=False)
