"""Schedule: what will happen to a thing, as dated steps told by one pure function per product.

A product's `schedule.py` yields `Step`s from facts and terms. From them come the worker's acts, the customer's
timeline, the staff forecast, the contract pages and the expected calendars of the tests.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter

END = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Step:
    """At `at` (UTC), the verb named `verb` is performed with `args`, because of `clause`.

    series        of several due notices of one series only the newest is given
    irreversible  waits while the thing's `impediment()` names a reason
    needs         the series whose notices must really have been sent before an irreversible step
    call          the verb asks the outside world: leased first, then called without a lock
    shown         whether people see it on the timeline
    """

    at: datetime
    clause: str
    verb: str
    series: str = ""
    args: tuple[tuple[str, str], ...] = ()
    irreversible: bool = False
    needs: str = ""
    call: bool = False
    shown: bool = True

    @property
    def kwargs(self) -> dict[str, str]:
        return dict(self.args)


def pending(steps: Iterable[Step], after: datetime, until: datetime = END) -> list[Step]:
    """The steps still to come: later than the watermark; an outside call stays until its state is left."""
    return sorted([s for s in steps if s.at <= until and (s.call or s.at > after)], key=attrgetter("at"))


def next_at(steps: Iterable[Step], after: datetime) -> datetime | None:
    """When the worker must look at the thing again; None when nothing is left."""
    return min((s.at for s in steps if s.call or s.at > after), default=None)


def superseded(due: list[Step]) -> set[Step]:
    """Of each series of due notices, all but the newest."""
    newest: dict[str, Step] = {}
    for step in due:
        if step.series:
            newest[step.series] = step
    return {s for s in due if s.series and newest[s.series] is not s}
