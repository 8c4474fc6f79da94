"""The future of a notice: from the day a new version takes effect, using the service accepts it (SSL-2.2, SRV-2.2).

Never on the day on which it is told: a version that a regulator dictates may take effect at once (DN-15.3).
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from core import clock
from core.schedule import Step

WAITING = ("told", "read")


class NoticeFacts(NamedTuple):
    """What the future of a notice follows from; `clause` is the one by which use accepts."""

    state: str
    effective_on: date
    told_at: datetime
    clause: str


def notice_schedule(notice: NoticeFacts) -> Iterator[Step]:
    """What will happen if nobody says anything."""
    if notice.state in WAITING:
        day = max(notice.effective_on, clock.local_date(notice.told_at) + clock.days(1))
        yield Step(clock.opening(day), notice.clause, "take_as_accepted")
