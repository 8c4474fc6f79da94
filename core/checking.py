"""What else must still be as it was proven: other rooms hand over how their rows are held against the evidence."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext_lazy as _

from . import anchors
from .acts import Act
from .anchors import Fault
from .attention import raise_attention

SHOWN = 50  # faults named to staff; the command names all
_checks: list[Callable[[], Iterable[Fault]]] = []


def register_check(check: Callable[[], Iterable[Fault]]) -> None:
    """Hand over a function that names the rows of a room that are not what their evidence says."""
    if check not in _checks:
        _checks.append(check)


def report(act: Act) -> int:
    """Tell staff what does not hold, once a day; how many faults there are."""
    found = faults()
    if found:
        detail = "\n".join(f"{fault.kind}: {fault.where}: {fault.words}" for fault in found[:SHOWN])
        key = f"evidence:{act.now:%Y%m%d}"
        title = _("Evidence is not what was written")
        raise_attention("evidence", key, "evidence", title, act=act, detail=detail, clause="HD-0.4")
    return len(found)


def faults() -> list[Fault]:
    """Everything that does not hold, in the evidence and in what it proves."""
    return [*anchors.faults(), *(fault for check in _checks for fault in check())]
