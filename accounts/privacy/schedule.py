"""The life of a request about personal data: ten clear days (law 09-08, art. 8), and a copy that is kept a while."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from core import clock, workdays
from core.clock import at_local, days
from core.schedule import Step

from .terms import PRIVACY

CLAUSE = "SSL-11.3(8)"
OPEN = ("received", "identity_checked", "preparing", "awaiting")


class RequestFacts(NamedTuple):
    """What the future of a request follows from."""

    state: str
    asked_at: datetime
    promised_at: datetime
    due_at: datetime
    question_at: datetime | None
    made_at: datetime | None
    forgotten_at: datetime | None
    call_at: datetime | None


def request_schedule(request: RequestFacts) -> Iterator[Step]:
    """What will happen if nobody acts. Our question does not stop the law's clock."""
    if request.state == "preparing":
        yield Step(request.call_at or request.asked_at, CLAUSE, "make_copy", call=True, shown=False)
    if request.state in OPEN:
        yield Step(request.promised_at - PRIVACY.warning, CLAUSE, "remind_staff", shown=False)
        yield Step(request.due_at, CLAUSE, "report_late")
    if request.state == "awaiting" and request.question_at:
        yield Step(request.question_at + PRIVACY.information, CLAUSE, "report_no_answer", shown=False)
    if request.made_at and not request.forgotten_at:
        yield Step(request.made_at + PRIVACY.copy_kept, CLAUSE, "forget_copy")


def promised(asked_at: datetime, closed: workdays.Closed) -> tuple[datetime, datetime]:
    """The end of the tenth day, which we promise, and the last day of the law: kept under either reading."""
    asked_on = clock.local_date(asked_at)
    legal = workdays.clear_days_end(asked_on, PRIVACY.answer_days, closed)
    return _end_of(asked_on + days(PRIVACY.answer_days)), _end_of(legal)


def _end_of(day) -> datetime:
    return at_local(day + days(1)) - workdays.ONE_SECOND
