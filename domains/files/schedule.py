"""What happens to a registration file and to a paper if nobody acts. Pure: facts in, dated steps out."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from core import clock
from core.clock import at_local, days, opening
from core.schedule import Step
from domains.terms import FILES, GTLD

TINY = timedelta(microseconds=1)
PRIOR_REVIEW, INFORMATION = "awaiting_papers", "awaiting_customer_info"


class Facts(NamedTuple):
    """What the future of a file depends on."""

    state: str
    waiting_since: datetime | None
    validation_due_at: datetime | None
    forward_due_at: datetime | None
    call_at: datetime | None


def registration(file: Facts) -> Iterator[Step]:
    """Reminders and the end of a wait, the promise of two working days, the call before sending."""
    if file.state in (PRIOR_REVIEW, INFORMATION):
        yield from _waiting(file)
    if file.state in ("review", "complete") and file.validation_due_at:
        yield Step(file.validation_due_at, "DN-2.4b", "report_late_validation")
    if file.state == "complete":
        if file.forward_due_at:
            yield Step(file.forward_due_at, "C-17", "report_late_forwarding", shown=False)
        yield Step(file.call_at, "DN-2.2b", "check_once_more", call=True, shown=False)


def _waiting(file: Facts) -> Iterator[Step]:
    """Days 7 and 12 of an information request, its end on day 15 (DN-7.3.3); shorter for a prior review."""
    reviewed = file.state == PRIOR_REVIEW
    clause = "DN-A2-1.2" if reviewed else "DN-7.3.3"
    asked_on = clock.local_date(file.waiting_since)
    for passed in FILES.review_reminders if reviewed else FILES.information_reminders:
        at = at_local(asked_on + passed, GTLD.notice_hour)
        yield Step(at, clause, "remind", "reminder", (("day", str(passed.days)),))
    yield Step(answer_due(file.state, file.waiting_since), clause, "close_incomplete")


def answer_due(state: str, asked_at: datetime) -> datetime:
    """Until when an answer is awaited: the last instant of the last day."""
    delay = FILES.review if state == PRIOR_REVIEW else FILES.information
    return end_of(clock.local_date(asked_at) + delay)


def end_of(day: date) -> datetime:
    """The last instant of a Moroccan day."""
    return opening(day + days(1)) - TINY


def paper(state: str, expires_on: date | None) -> Iterator[Step]:
    """An accepted paper is warned about before it expires, and counts no more afterwards."""
    if state == "accepted" and expires_on:
        yield Step(at_local(expires_on - FILES.paper_notice, GTLD.notice_hour), "DN-7.3.1", "warn_expiry")
        yield Step(opening(expires_on + days(1)), "DN-7.3.1", "expire")
