"""The life of an evidence file: made by the worker when it is asked for, forgotten when it was kept long enough."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from core.schedule import Step
from core.terms import EVIDENCE

CLAUSE = "HD-0.4"  # law 53-05: what was agreed can be shown


class FileFacts(NamedTuple):
    """What the future of a file follows from."""

    state: str
    asked_at: datetime
    made_at: datetime | None
    call_at: datetime | None


def file_schedule(file: FileFacts) -> Iterator[Step]:
    """What will happen if nobody acts."""
    if file.state == "wanted":
        yield Step(file.call_at or file.asked_at, CLAUSE, "make", call=True)
    if file.state == "made" and file.made_at:
        yield Step(file.made_at + EVIDENCE.files_kept, CLAUSE, "forget")
