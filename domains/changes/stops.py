"""Names out of the DNS (clientHold): stopped for a reason, put back when no reason of any room is left.

Each room that stops names hands over, in `rooms.py`, whether a reason of its own stands for a name.
"""

from collections.abc import Callable
from typing import Any

from core.acts import Act
from domains.models import Domain

from .lifecycle import ask_for

ALIVE = {"registered", "renewing", "grace"}  # a name that is being deleted has left the DNS already
_reasons: list[Callable[[Domain, Any], bool]] = []


def register(reason: Callable[[Domain, Any], bool]) -> None:
    """Hand over a room's reason; it is told which thing is just ending and no longer counts."""
    if reason not in _reasons:
        _reasons.append(reason)


def stop(domain: Domain, act: Act, clause: str) -> None:
    """Out of the DNS. The caller holds the name's lock."""
    if domain.state in ALIVE:
        ask_for(domain, "hold", {"on": True}, act, clause)


def release(domain: Domain, act: Act, clause: str, ending: Any = None) -> None:
    """Back into the DNS, unless something else still keeps it out. The caller holds the name's lock."""
    if domain.state in ALIVE and not any(stands(domain, ending) for stands in _reasons):
        ask_for(domain, "hold", {"on": False}, act, clause)
