"""What happens by itself to a restore that was asked for. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from core.schedule import Step

CALLS = {"looking": "look_for_backup", "restoring": "restore_at_panel"}


class RestoreFacts(NamedTuple):
    """What the future of a restore depends on."""

    state: str
    call_at: datetime | None
    payable_until: datetime | None
    due_at: datetime | None


def restore_schedule(restore: RestoreFacts) -> Iterator[Step]:
    """A backup is looked for; unpaid the request lapses (HD-6.2); paid it is carried out."""
    if restore.state in CALLS and restore.call_at:
        yield Step(restore.call_at, "HD-3.7", CALLS[restore.state], call=True, shown=False)
    if restore.state == "offered" and restore.payable_until:
        yield Step(restore.payable_until, "HD-6.2", "lapse")
    if restore.state == "restoring" and restore.due_at:
        yield Step(restore.due_at, "HD-3.7", "report_late", shown=False)
