"""The validation clock of a file: two working days from the confirmation, with its pauses (DN-2.4b, C-19, C-20)."""

from datetime import datetime

from core import workdays
from core.acts import Act
from domains.models import RegistrationFile
from domains.models.files import PAUSED
from domains.terms import GTLD


def moved(file: RegistrationFile, act: Act, state: str) -> None:
    """The file goes to `state`: the clock stops or runs on."""
    pauses = [list(pause) for pause in file.pauses]
    if pauses and pauses[-1][1] is None:
        pauses[-1][1] = act.now.isoformat()
    stopped = state in PAUSED
    if stopped:
        pauses.append([act.now.isoformat(), None, state])
    file.pauses = pauses
    file.validation_due_at = None if stopped else validation_due(file)


def validation_due(file: RegistrationFile) -> datetime:
    """When the two working days are over, as far as the clock has run."""
    closed = workdays.closed_from(Act(file.received_at).today)
    stops = [(start, end) for start, end, _why in file.stops if end]
    return workdays.deadline(file.received_at, GTLD.validation_working_days, closed, stops)


def forward_due(act: Act) -> datetime:
    """A complete file goes out within one working day (C-17)."""
    return workdays.deadline(act.now, GTLD.forward_working_days, workdays.closed_from(act.today))
