"""What happens to a change of holder if nobody acts. Pure: facts in, dated steps out."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from core import clock
from core.clock import at_local
from core.schedule import Step
from domains.files.schedule import end_of
from domains.terms import FILES, GTLD


class Facts(NamedTuple):
    """What the future of a change depends on."""

    state: str
    asked_at: datetime
    ready_at: datetime | None
    signed_at: datetime | None
    call_at: datetime | None


def schedule(change: Facts) -> Iterator[Step]:
    """Reminders and the end of an unfinished change; then the registry, at once (DN-14.1)."""
    if change.state in ("requested", "documents_pending"):
        for passed in FILES.change_reminders:
            at = at_local(clock.local_date(change.asked_at) + passed, GTLD.notice_hour)
            yield Step(at, "DN-14.1(3)", "remind", "reminder", (("day", str(passed.days)),))
        yield Step(lapses_at(change.asked_at), "DN-14.1(3)", "lapse")
    if change.state == "paid":
        yield Step(change.ready_at, "DN-14.1(2)", "send", shown=False)
    if change.state == "sent":
        yield Step(change.call_at, "DN-14.1(3)", "trade_at_registry", call=True, shown=False)
    if change.state == "signed_by_registry":
        yield Step(change.signed_at, "DN-14.1(3)", "finish", shown=False)


def lapses_at(asked_at: datetime) -> datetime:
    """The last instant at which both holders, the documents and the money may still come."""
    return end_of(clock.local_date(asked_at) + FILES.change_open)
