"""What happens by itself to a hold, a cancellation, a suspension and a decision. Pure."""

from collections.abc import Iterator
from datetime import date, datetime

from core.clock import days, opening
from core.schedule import Step


def hold(state: str, decide_by: datetime | None, lock_by: datetime | None) -> Iterator[Step]:
    """Staff decide upon a claim in time; a name under UDRP is locked in time (DN-A1-2, facts B3)."""
    if state == "claimed" and decide_by:
        yield Step(decide_by, "DN-A1-2", "report_late_decision", shown=False)
    if state == "open" and lock_by:
        yield Step(lock_by, "DN-9.5(2)", "check_lock", shown=False)


def cancellation(state: str, decide_by: datetime) -> Iterator[Step]:
    """Staff handle a cancellation in time (DN-A2-4.1.1)."""
    if state == "asked":
        yield Step(decide_by, "DN-A2-4.1.1", "report_late_handling", shown=False)


def suspension(
    state: str, until: date | None, gag_until: date | None, told_at: datetime | None
) -> Iterator[Step]:
    """A suspension ends by itself on its last day; a gag ends, and then the holder is told (C-29)."""
    if state == "standing" and until:
        yield Step(opening(until + days(1)), "DN-4.1", "lift")
    if state == "standing" and gag_until and told_at is None:
        yield Step(opening(gag_until + days(1)), "C-29", "tell_holder", shown=False)


def decision(
    state: str, call_at: datetime | None, gag_until: date | None, told_at: datetime | None
) -> Iterator[Step]:
    """Executed is what the registry has answered to; then, or when a gag ends, the holder is told (C-29)."""
    if state == "executing":
        yield Step(call_at, "DN-6.1.1", "confirm_execution", call=True, shown=False)
    if state == "executed" and gag_until and told_at is None:
        yield Step(opening(gag_until + days(1)), "C-29", "tell_holder", shown=False)
