"""What else must still be as it was proven: other rooms hand over how their rows are held against the evidence."""

from collections.abc import Callable, Iterable

from . import anchors
from .anchors import Fault

_checks: list[Callable[[], Iterable[Fault]]] = []


def register_check(check: Callable[[], Iterable[Fault]]) -> None:
    """Hand over a function that names the rows of a room that are not what their evidence says."""
    if check not in _checks:
        _checks.append(check)


def faults() -> list[Fault]:
    """Everything that does not hold, in the evidence and in what it proves."""
    return [*anchors.faults(), *(fault for check in _checks for fault in check())]
