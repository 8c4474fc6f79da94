"""Names out of the DNS (clientHold): stopped for a reason, put back when no reason of any room is left.

A room that stops names hands over, in `apps.py`, whether a reason of its own stands for a name.
"""

from collections.abc import Callable

from core.acts import Act
from domains.models import Domain

from .lifecycle import ask_for

_reasons: list[Callable[[Domain], bool]] = []


def register(reason: Callable[[Domain], bool]) -> None:
    """Hand over a room's reason."""
    if reason not in _reasons:
        _reasons.append(reason)


def stop(domain: Domain, act: Act, clause: str) -> None:
    """Out of the DNS. The caller holds the name's lock."""
    ask_for(domain, "hold", {"on": True}, act, clause)


def release(domain: Domain, act: Act, clause: str) -> None:
    """Back into the DNS, unless something else still keeps it out. The caller holds the name's lock."""
    if not any(stands(domain) for stands in _reasons):
        ask_for(domain, "hold", {"on": False}, act, clause)
