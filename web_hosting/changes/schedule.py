"""What happens by itself to a change of plan that is still to be paid, or waits for the next period. Pure."""

from collections.abc import Iterator
from datetime import datetime

from core.schedule import Step


def change_schedule(
    state: str, payable_until: datetime | None, starts_at: datetime | None = None
) -> Iterator[Step]:
    """Unpaid, a change lapses and nothing is owed (HD-6.2); a planned one begins with the next period (HD-5.2)."""
    if state == "planned" and starts_at:
        yield Step(starts_at, "HD-5.2", "begin_planned")
    if state == "to_pay" and payable_until:
        yield Step(payable_until, "HD-6.2", "lapse")
