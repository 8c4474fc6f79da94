"""Faults on purpose of the sandbox hypervisor: down, silent after the work, full, refusing (`core.faults`).

The commands are the port's methods; the name is the server's public id. `full` lists the sites that have no room left.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from core.faults import Fault, FaultPlan, Kind, Switch

switch = Switch()
install, injected, before, after = switch.install, switch.injected, switch.before, switch.after
at_the_counter = switch.at_the_counter
full: set[str] = set()


@contextmanager
def no_room(*sites: str) -> Iterator[None]:
    """These sites are full for the length of a block."""
    full.update(sites)
    try:
        yield
    finally:
        full.difference_update(sites)


__all__ = [
    "Fault",
    "FaultPlan",
    "Kind",
    "after",
    "at_the_counter",
    "before",
    "full",
    "injected",
    "install",
    "no_room",
]
