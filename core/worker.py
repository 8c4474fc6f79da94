"""The worker: one question to every scheduled model — which rows have `next_action_at <= now`? — and its answer.

A wake-up is a short transaction over a batch of claimed rows (`SKIP LOCKED`): their due steps are performed in
order, mails, states and evidence are written together, the watermark moves. If one row fails the batch is
rolled back and taken row by row, so that the bad one is set aside for staff and never stops the others.
"""

import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from . import evidence, unit_of_work
from .acts import Act
from .attention import raise_attention
from .calls import make_call
from .models import EvidenceRecord, Scheduled, Silence
from .schedule import Step, pending, superseded
from .terms import OPERATIONS
from .transitions import Call, Flow, NotAllowed, version

log = logging.getLogger(__name__)
BATCH = 500
TINY = timedelta(microseconds=1)
SILENT, SILENCE = _("the clock was silent; staff must review the silence first"), ":silence"

_flows: dict[type[Scheduled], Flow] = {}
_pulls: dict[Callable[[Act], int], Callable[[], bool] | None] = {}


@dataclass
class Tally:
    """What one settling did."""

    steps: int = 0
    calls: int = 0
    aside: int = 0
    blocked: int = 0


def register(flow: Flow) -> None:
    """Hand a product's flow to the worker (its `apps.py` does, at start)."""
    _flows[flow.model] = flow


def register_pull(pull: Callable[[Act], int], gate: Callable[[], bool] | None = None) -> None:
    """Hand over a function that takes up facts left by another room (paid lines); it returns how many.

    `gate` tells whether there is anything at all for those that share it: asked once for all of them.
    """
    _pulls[pull] = gate


def flows() -> dict[type[Scheduled], Flow]:
    """Every scheduled model with its flow."""
    return dict(_flows)


def settle(now: datetime) -> Tally:
    """Do all that is due at `now`; afterwards nothing is due (the law of the drain)."""
    tally = Tally()
    while sum(pull(Act(now)) for pull in _open()) + sum(wake(flow, now, tally) for flow in _due(now)):
        pass
    return tally


def _open() -> list[Callable[[Act], int]]:
    """The pulls that may have something to take up: each gate is asked once."""
    gates = {gate: gate() for gate in set(_pulls.values()) if gate}
    return [pull for pull, gate in _pulls.items() if gate is None or gates[gate]]


def _due(now: datetime) -> list[Flow]:
    """The flows of which some row is due: one question however many models there are."""
    flows = list(_flows.values())
    if not flows:
        return []
    name, instant = connection.ops.quote_name, connection.ops.adapt_datetimefield_value(now)
    asked = [
        f"EXISTS(SELECT 1 FROM {name(f.model._meta.db_table)} WHERE next_action_at <= %s)" for f in flows
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked)}", [instant] * len(flows))
        return [flow for flow, due in zip(flows, cursor.fetchone(), strict=True) if due]


def next_due(*, after: datetime | None = None, until: datetime | None = None) -> datetime | None:
    """The earliest instant at which some row of any model is due, after one instant, up to another: one question."""
    flows, asked = list(_flows.values()), []
    bounds = {"%s < next_action_at": after, "next_action_at <= %s": until}
    given = {sql: connection.ops.adapt_datetimefield_value(at) for sql, at in bounds.items() if at}
    where = " AND ".join(["next_action_at IS NOT NULL", *given])
    for flow in flows:
        table = connection.ops.quote_name(flow.model._meta.db_table)
        asked.append(f"(SELECT MIN(next_action_at) FROM {table} WHERE {where})")
    if not asked:
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked)}", [*given.values()] * len(flows))
        return min((_instant(found) for found in cursor.fetchone() if found), default=None)


def _instant(found: datetime | str) -> datetime:
    """What the database says of an instant; SQLite says it in words."""
    read = parse_datetime(found) if isinstance(found, str) else found
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def wake(flow: Flow, now: datetime, tally: Tally | None = None) -> int:
    """Perform what is due of one model, or one turn of it; returns how many rows were looked at."""
    tally, seen = tally or Tally(), 0
    due = flow.model._base_manager.filter(next_action_at__lte=now)
    while due.exists() and (rows := _batch(flow, now, tally)):
        seen += rows
        if flow.turn:
            break
    return seen


def _batch(flow: Flow, now: datetime, tally: Tally) -> int:
    try:
        with transaction.atomic(), unit_of_work.gathered():
            rows = _claim(flow, now, flow.turn or BATCH)
            leased = [lease for row in rows if (lease := _perform(row, flow, now, tally))]
            _write_watermarks(flow.model, rows)
    except Exception:
        log.exception("a batch of %s failed: taking it row by row", flow.model.__name__)
        return _one_by_one(flow, now, tally)
    for row, call in leased:
        tally.calls += 1
        make_call(row, call, Act(now))
    return len(rows)


def _one_by_one(flow: Flow, now: datetime, tally: Tally) -> int:
    due = flow.model._base_manager.filter(next_action_at__lte=now).order_by("next_action_at")
    keys = list(due.values_list("pk", flat=True)[: flow.turn or BATCH])
    for key in keys:
        try:
            with transaction.atomic(), unit_of_work.gathered():
                rows = _claim(flow, now, 1, pk=key)
                leased = [lease for row in rows if (lease := _perform(row, flow, now, tally))]
                _write_watermarks(flow.model, rows)
        except Exception as error:
            tally.aside += 1
            _set_aside(flow.model, key, error, now)
        else:
            for row, call in leased:
                tally.calls += 1
                make_call(row, call, Act(now))
    return len(keys)


def _claim(flow: Flow, now: datetime, size: int, **only) -> list[Scheduled]:
    """Lock due rows that nobody else holds, with what they share: read once for all of them."""
    due = flow.model._base_manager.select_for_update(skip_locked=True)
    due = due.prefetch_related(*flow.model.schedule_related).filter(next_action_at__lte=now, **only)
    rows = list(due.order_by("next_action_at")[:size])
    for row in rows:
        row._claimed = True
    if rows and flow.prepare:
        flow.prepare(rows, Act(now).today)
    return rows


def _perform(row, flow: Flow, now: datetime, tally: Tally) -> tuple[Scheduled, Call] | None:
    """Perform the row's due steps in order; returns the outside call to make, if it comes to one.

    Before a call the watermark goes no further than what has been performed: what fell due while the answer was
    awaited, or before the call was asked for in an outage, is still due when the thing comes back refused.
    """
    act, since, done, steps = Act(now), row.acted_through, set(), row.steps()
    while due := [s for s in pending(steps, since, now) if s not in done]:
        old, before = superseded(due), version(row)
        for step in due:
            if step.call:
                return _lease(row, flow.calls[step.verb], now)
            if step.irreversible and (why := _impediment(row, step, now)):
                tally.blocked += 1
                _wait(row, step, why, now)
                return None
            done.add(step)
            row.acted_through = max(row.acted_through, step.at)
            tally.steps += 1
            if step in old:
                _pass_over(row, step, act)
                continue
            flow.verbs[step.verb](row, replace(act, due=step.at), **step.kwargs)
            if version(row) != before:
                steps = row.steps()
                break
        else:
            break
    row.acted_through = now
    row.reschedule(steps)
    return None


def _pass_over(row, step: Step, act: Act) -> None:
    """A newer notice of the series is given instead."""
    evidence.record(row.public_id, "superseded", step.verb, act, step.clause, at=step.at, **step.kwargs)


def _lease(row, call: Call, now: datetime) -> tuple[Scheduled, Call]:
    row.call_at = now + (call.lease or OPERATIONS.lease)
    row.call_attempts += 1
    row.next_action_at = row.call_at
    return row, call


def look_again(flow: Flow, thing: Scheduled, now: datetime) -> None:
    """Something that waited may go on: it is looked at now, not in some hours."""
    flow.model._base_manager.filter(pk=thing.pk, next_action_at__gt=now).update(next_action_at=now)


def _wait(row, step: Step, why: str | Promise, now: datetime) -> None:
    row.acted_through = max(row.acted_through, step.at - TINY)
    row.next_action_at = now + OPERATIONS.blocked
    raise_attention(
        "blocked",
        f"{row.public_id}:{step.verb}:{step.at:%Y%m%d}{SILENCE if why is SILENT else ''}",
        row.public_id,
        format_lazy("{} – {}", row, why),
        clause=step.clause,
        act=Act(now),
    )


def _impediment(row, step: Step, now: datetime) -> str | Promise:
    if Silence.objects.filter(reviewed_at=None).exists():
        return SILENT
    return row.impediment(step, now)


def _write_watermarks(model, rows: list[Scheduled]) -> None:
    """One update for all rows that go on alike: things that were due together mostly do."""
    fields = ["acted_through", "next_action_at"]
    if rows and hasattr(rows[0], "call_at"):
        fields += ["call_at", "call_attempts"]
    alike: dict[tuple, list[int]] = defaultdict(list)
    for row in rows:
        alike[tuple(getattr(row, name) for name in fields)].append(row.pk)
        row._claimed = False
    for values, keys in alike.items():
        model._base_manager.filter(pk__in=keys).update(**dict(zip(fields, values, strict=True)))


def _set_aside(model, key: int, error: Exception, now: datetime) -> None:
    """One bad row waits for staff with its error; the others go on."""
    row = model._base_manager.get(pk=key)
    log.error("%s is set aside: %s", row.public_id, error, exc_info=error)
    with transaction.atomic():
        model._base_manager.filter(pk=key).update(set_aside_at=now, next_action_at=None)
        title, detail = format_lazy(_("{thing} – set aside"), thing=row), f"{type(error).__name__}: {error}"
        raise_attention(
            "set_aside",
            f"{row.public_id}:aside:{now:%Y%m%d%H%M%S}",
            row.public_id,
            title,
            detail=detail,
            act=Act(now),
        )


__all__ = [
    "EvidenceRecord",
    "NotAllowed",
    "Tally",
    "flows",
    "next_due",
    "register",
    "register_pull",
    "settle",
    "wake",
]
