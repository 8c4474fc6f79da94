"""What happens by itself to a decision about the end of an account: once its date is over staff look. Pure."""

from collections.abc import Iterator
from datetime import date

from core.clock import days, opening
from core.schedule import Step


def decision_schedule(state: str, ends_on: date | None) -> Iterator[Step]:
    """The noticed date has passed: a second person may confirm (HD-3.4)."""
    if state == "noticed" and ends_on:
        yield Step(opening(ends_on + days(1)), "HD-3.4", "fall_due", shown=False)
