"""Outages: a silence of the clock is noticed; irreversible steps wait until staff have looked at what is late.

What can be undone is made up for at the first tick, in order. What cannot stays due, with all that comes after it for
the same thing, until a person has read the list and lets it go on, with a reason.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from . import evidence, forecast, worker
from .acts import Act
from .attention import close_attention, raise_attention
from .models import Pulse, Silence
from .schedule import Step, pending, superseded
from .terms import FORECAST, OPERATIONS
from .transitions import Flow


@dataclass(frozen=True, slots=True)
class Late:
    """A step that is due and not done. `paused`: it cannot be undone; `why`: what else stands against it."""

    thing: Any
    kind: str
    label: str
    step: Step
    delay: timedelta
    paused: bool
    replaced: bool
    why: str | Promise


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is late: the first of it in full, all of it counted by kind of thing as (kind, steps, paused ones)."""

    items: list[Late]
    counts: list[tuple[str, int, int]]
    total: int


def pulse(now: datetime) -> None:
    """Note that the clock ticks; a long silence is recorded and shown to staff, before anything else is done."""
    with transaction.atomic():
        last = Pulse.objects.filter(pk=1).first()
        if last is None:
            Pulse.objects.get_or_create(pk=1, defaults={"at": now})
        ours = last and Pulse.objects.filter(pk=1, at=last.at, at__lt=now).update(at=now)
        if ours and now - last.at > OPERATIONS.silence:
            _record(last.at, now)


def open_silences():
    """The silences that nobody has looked at."""
    return Silence.objects.filter(reviewed_at=None)


def backlog(now: datetime) -> Backlog:
    """All that is due and not done, the longest due first."""
    first: list[tuple[Flow, Any, Step, bool]] = []
    steps: Counter[str] = Counter()
    paused: Counter[str] = Counter()
    for flow, thing, due in _due(now):
        kind, old = _kind(flow), superseded(due)
        steps[kind] += len(due)
        paused[kind] += sum(step.irreversible for step in due)
        first += [(flow, thing, step, step in old) for step in due]
        first = sorted(first, key=lambda one: one[2].at)[: FORECAST.listed]
    items = [_late(*one, now) for one in first]
    return Backlog(items, [(kind, n, paused[kind]) for kind, n in steps.most_common()], steps.total())


def release(act: Act) -> int:
    """Staff have looked at the outage: what was paused goes on, at once and in its order. Returns how many silences."""
    with transaction.atomic():
        waiting = list(open_silences().select_for_update())
        for silence in waiting:
            span = {"started": silence.started_at, "ended": silence.ended_at}
            evidence.record("clock", "decision", "silence_reviewed", act, **span)
        open_silences().filter(pk__in=[silence.pk for silence in waiting]).update(
            reviewed_at=act.now, reviewed_by=act.actor, reason=act.reason
        )
        close_attention(act, queue="clock")
        close_attention(act, queue="blocked", key__endswith=worker.SILENCE)
        for flow, thing, _steps in _due(act.now):
            worker.look_again(flow, thing, act.now)
    return len(waiting)


# --- inside -----------------------------------------------------------------------------------------------
def _record(since: datetime, now: datetime) -> None:
    silence, new = Silence.objects.get_or_create(ended_at=now, defaults={"started_at": since})
    if new:
        title = format_lazy(_("the clock was silent: {silence}"), silence=silence)
        raise_attention("clock", f"silence:{now:%Y%m%d%H%M}", "clock", title, act=Act(now))


def _due(now: datetime) -> Iterator[tuple[Flow, Any, list[Step]]]:
    """Every thing with steps that are due and not done; a blocked one is looked at again within `blocked`."""
    for flow in worker.flows().values():
        rows = flow.model._base_manager.filter(next_action_at__lte=now + OPERATIONS.blocked)
        rows = rows.prefetch_related(*flow.model.schedule_related).order_by("next_action_at", "pk")
        for thing in rows.iterator(chunk_size=FORECAST.read_together):
            awaited = getattr(thing, "call_at", None)
            if awaited and awaited > now:  # the outside world is being asked: its answer comes first
                continue
            if due := pending(thing.steps(), thing.acted_through, now):
                yield flow, thing, due


def _kind(flow: Flow) -> str:
    return str(flow.model._meta.verbose_name)


def _late(flow: Flow, thing: Any, step: Step, replaced: bool, now: datetime) -> Late:
    why = thing.impediment(step, now) if step.irreversible else ""
    label = forecast.named(thing, step, forecast.said(flow, step))
    return Late(thing, _kind(flow), label, step, now - step.at, step.irreversible, replaced, why)
