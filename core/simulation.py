"""Moving the clock: from event to event the real machinery runs, so a month in the demo is a month's work.

Used by the demo's clock page, the seed and `manage.py simulate`; never in production.
"""

from collections.abc import Callable
from datetime import datetime

from . import clock, worker
from .models import Pulse

_afterwards: list[Callable[[datetime], object]] = []


def run_after_each_event(task: Callable[[datetime], object]) -> None:
    """Hand over what production does between two ticks (sending the outbox)."""
    if task not in _afterwards:
        _afterwards.append(task)


def settle_at(now: datetime) -> worker.Tally:
    """One tick and one outbox run at `now`; a moved clock is not a silent one."""
    Pulse.objects.update_or_create(pk=1, defaults={"at": now})
    tally = worker.settle(now)
    for task in _afterwards:
        task(now)
    return tally


def live_through(since: datetime, until: datetime) -> worker.Tally:
    """Do what falls due after `since`, event by event, up to `until`."""
    total, now = worker.Tally(), since
    while event := worker.next_due(after=now, until=until):
        _add(total, settle_at(event))
        now = event
    return total


def advance_to(target: datetime) -> worker.Tally:
    """Move the demo's clock to `target`, stopping at every event on the way; what is done shows as it goes."""
    total, now = worker.Tally(), clock.now()
    while event := worker.next_due(after=now, until=target):
        _add(total, settle_at(event))
        clock.move_to(event)
        now = event
    _add(total, settle_at(target))
    clock.move_to(target)
    return total


def _add(total: worker.Tally, more: worker.Tally) -> None:
    for name in ("steps", "calls", "aside", "blocked"):
        setattr(total, name, getattr(total, name) + getattr(more, name))
