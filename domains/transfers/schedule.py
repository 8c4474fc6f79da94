"""What happens to a transfer if nobody acts: the registry is asked, reminders go out, the registry decides."""

from collections.abc import Iterator
from datetime import datetime

from core.schedule import Step
from domains.terms import TRANSFER

ASKING_IN = {
    "requested": ("ask_registry", "DN-6.2.1b"),
    "pending": ("follow_registry", "DN-6.2.1b"),
    "cancelling": ("take_back_at_registry", "DN-6.2.1a"),
}
ASKING_OUT = {
    "pending": ("follow_departure", "DN-6.p2"),
    "approving": ("approve_at_registry", "DN-6.p2"),
    "refusing": ("refuse_at_registry", "DN-6.p2"),
}


def arrival(state: str, call_at: datetime | None, act_by: datetime | None) -> Iterator[Step]:
    """A name on its way to us: asked for, then followed until the present registrar or the registry has decided."""
    if state in ASKING_IN:
        verb, clause = ASKING_IN[state]
        yield Step(call_at, clause, verb, call=True, shown=False)
    if state == "pending" and act_by:
        yield Step(act_by + TRANSFER.overdue, "DN-6.2.1b", "report_silence", shown=False)


def departure(state: str, call_at: datetime | None, noticed_at: datetime, act_by: datetime) -> Iterator[Step]:
    """A name on its way out: the holder is reminded, staff are alerted, then the registry decides by itself."""
    if state in ASKING_OUT:
        verb, clause = ASKING_OUT[state]
        yield Step(call_at, clause, verb, call=True, shown=False)
    if state == "pending":
        for lead, verb in ((TRANSFER.out_reminder, "remind_holder"), (TRANSFER.out_last_call, "alert_staff")):
            if act_by - lead > noticed_at:
                yield Step(act_by - lead, "DN-6.p2", verb)


def code(request) -> Iterator[Step]:
    """The clock of a code by hand: our own target, then the promise (C-05); a code that was shown is watched."""
    if request.state == "asked":
        if request.target_at < request.due_at:
            yield Step(request.target_at, "C-05", "urge_staff", shown=False)
        yield Step(request.due_at, request.clause, "report_breach", shown=False)
    if request.state == "shown":
        yield Step(request.call_at, "DN-6.p2", "watch_registry", call=True, shown=False)
