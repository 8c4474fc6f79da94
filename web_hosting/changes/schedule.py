"""What happens by itself to a change of plan that is still to be paid. Pure."""

from collections.abc import Iterator
from datetime import datetime

from core.schedule import Step


def change_schedule(state: str, payable_until: datetime | None) -> Iterator[Step]:
    """Unpaid, a change lapses and nothing is owed (HD-6.2)."""
    if state == "to_pay" and payable_until:
        yield Step(payable_until, "HD-6.2", "lapse")
