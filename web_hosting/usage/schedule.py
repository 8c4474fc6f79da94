"""What happens by itself to a suspension and to a warning about heavy scripts. Pure."""

from collections.abc import Iterator
from datetime import date, datetime

from core.clock import days, opening
from core.schedule import Step


def suspension_schedule(state: str, gag_until: date | None, told_at: datetime | None) -> Iterator[Step]:
    """A delay that an authority has asked for ends, and then the customer is told (C-29)."""
    if gag_until and told_at is None:
        yield Step(opening(gag_until + days(1)), "C-29", "tell_customer", shown=False)


def overuse_schedule(state: str, act_at: datetime | None) -> Iterator[Step]:
    """The warning's delay is over: the scripts are stopped, unless the customer says that he has acted (HD-5.1a)."""
    if state in {"warned", "answered"} and act_at:
        yield Step(act_at, "HD-5.1a", "run_out")
