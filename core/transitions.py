"""Transitions: `state` is written here and nowhere else, through named verbs, and each move leaves a StateChange.

A product's `lifecycle.py` declares one `Flow` for its model and its verbs:

    flow = Flow(Domain)

    @flow.verb(source="registered", target="grace", clause="DN-5.2")
    def enter_grace(domain, act):
        domain.phase_since = act.today          # the body sets facts; the wrapper writes them

A verb from a wrong state raises `NotAllowed`; the row is locked while the verb runs and written by one
conditional update, so of two people who act at once one wins and the other is told.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from . import evidence, unit_of_work
from .acts import Act
from .models import Scheduled

BOOKKEEPING = {"next_action_at", "acted_through", "call_at", "call_attempts", "call_error", "set_aside_at"}


class NotAllowed(Exception):
    """The thing cannot do this now. `message` is for people; `clause` is the rule, where there is one."""

    def __init__(self, message: str | Promise, clause: str = ""):
        super().__init__(str(message))
        self.message = str(message)
        self.clause = clause


@dataclass(frozen=True)
class Verb:
    """A named act on a model, allowed from `sources`, leading to `target` (empty: the state stays).

    `clause_of` names the rule where it depends on the thing; `clause` is then the general one.
    """

    name: str
    sources: frozenset[str]
    target: str
    clause: str
    body: Callable[..., str | None]
    label: str | Promise = ""
    clause_of: Callable[[Any], str] | None = None

    def allowed(self, thing) -> bool:
        return thing.state in self.sources

    def rule(self, thing) -> str:
        """The clause under which this is done to the thing."""
        return self.clause_of(thing) if self.clause_of else self.clause

    def __call__(self, thing, act: Act, **kwargs: Any):
        if _is_claimed(thing):
            self._perform(thing, act, kwargs)
        else:
            with transaction.atomic(), unit_of_work.gathered():
                claim(thing)
                self._perform(thing, act, kwargs)
        return thing

    def _perform(self, thing, act: Act, kwargs: dict[str, Any]) -> None:
        if not self.allowed(thing):
            raise NotAllowed(
                _("%(thing)s is %(state)s: it cannot be done now.")
                % {"thing": thing, "state": thing.get_state_display()},
                self.clause,
            )
        move(thing, self.target or thing.state, act, self, _facts(thing), **kwargs)


@dataclass(frozen=True)
class Call:
    """An outside call: `ask` speaks to the port without a lock, `done` and `refused` are verbs for its answer.

    `lease` is how long an answer is waited for before it is asked anew; where it is None, as long as usual.
    """

    name: str
    sources: frozenset[str]
    clause: str
    ask: Callable[[Any, Act], Any]
    done: Verb
    refused: Verb
    lease: timedelta | None = None


class Flow:
    """The verbs and calls of one model; `prepare(things, today)` reads once what a batch of them needs.

    `turn`: how many rows are taken before the other models have theirs, where calls are slow; 0 takes all that is due.
    """

    def __init__(self, model: type[Any], prepare: Callable[[list, date], None] | None = None, turn: int = 0):
        self.model = model
        self.prepare = prepare
        self.turn = turn
        self.verbs: dict[str, Verb] = {}
        self.calls: dict[str, Call] = {}

    def verb(
        self, *, source: str | Iterable[str], target: str = "", clause: str, label: str | Promise = "",
        clause_of: Callable[[Any], str] | None = None,
    ) -> Callable[[Callable[..., str | None]], Verb]:  # fmt: skip
        """Declare a verb; its name is the function's. A body may return another state than the target."""

        def declare(body: Callable[..., str | None]) -> Verb:
            verb = Verb(body.__name__, _states(source), target, clause, body, label, clause_of)
            self.verbs[verb.name] = verb
            return verb

        return declare

    def call(
        self, name: str, *, source: str | Iterable[str], clause: str, ask, done: Verb, refused: Verb,
        lease: timedelta | None = None,
    ) -> Call:  # fmt: skip
        """Declare an outside call made while the thing is in `source`."""
        call = Call(name, _states(source), clause, ask, done, refused, lease)
        self.calls[name] = call
        return call


def move(thing, target: str, act: Act, verb: Verb, before: dict[str, Any], **kwargs: Any) -> None:
    """Write the new state and the facts the verb's body set, if nobody moved the thing meanwhile."""
    was = thing.state
    thing.state = target
    try:
        thing.state = verb.body(thing, act, **kwargs) or target
        changed = {k: v for k, v in _facts(thing).items() if before[k] != v}
        if not changed:
            return _leave_proof(thing, was, act, verb, before, changed)
        if isinstance(thing, Scheduled):
            thing.reschedule()
            changed["next_action_at"] = thing.next_action_at
        written = type(thing)._base_manager.filter(pk=thing.pk, state=was).update(**changed)
        if not written:
            raise NotAllowed(_("%(thing)s has just been changed by somebody else.") % {"thing": thing})
    except Exception:
        thing.state = was
        raise
    _has_changed(thing)
    _leave_proof(thing, was, act, verb, before, changed)


def amend(thing, act: Act, what: str, clause: str, **facts: Any) -> None:
    """Change facts of a thing in whatever state it is, under its lock, leaving proof."""
    with transaction.atomic():
        claim(thing)
        before = {k: getattr(thing, k) for k in facts}
        for key, value in facts.items():
            setattr(thing, key, value)
        if isinstance(thing, Scheduled):
            thing.reschedule()
            facts["next_action_at"] = thing.next_action_at
        type(thing)._base_manager.filter(pk=thing.pk).update(**facts)
        _has_changed(thing)
        said = {k: [before[k], facts[k]] for k in before if k not in _silent(thing)}
        evidence.record(thing.public_id, EvidenceRecordKind.ACT, what, act, clause, **said)


def claim(thing) -> None:
    """Lock the row and read it anew, unless the worker holds it already.

    A model's `locks_first` names what is locked before it, so that two who come from both ends never wait for each
    other: a certificate's order first, then the certificate. What it shares and has no life of its own (its product,
    its customer) is read with it.
    """
    if not _is_claimed(thing):
        _lock_above(thing)
        model: Any = type(thing)
        rows = model._base_manager.select_for_update(of=("self",))
        shared = () if thing.get_deferred_fields() else _shared(model)
        thing.refresh_from_db(from_queryset=rows.select_related(*shared) if shared else rows)


def held(thing):
    """The thing, which this transaction has just read under its lock: its verbs take it as it stands."""
    thing._claimed = True
    return thing


def _lock_above(thing) -> None:
    for name in getattr(thing, "locks_first", ()):
        above = getattr(thing, name)
        _lock_above(above)
        type(above)._base_manager.select_for_update(of=("self",)).only("pk").get(pk=above.pk)


@lru_cache(maxsize=64)
def _shared(model: Any) -> tuple[str, ...]:
    """Of a model's `schedule_related` what nobody moves: a row with a life is read after its lock, not beside it."""
    named = {
        path.partition("__")[0]: path for path in getattr(model, "schedule_related", ()) if "__" not in path
    }
    return tuple(n for n in named if not issubclass(model._meta.get_field(n).related_model, Scheduled))


def version(thing) -> int:
    """How often the thing has been changed since it was read: its steps hold as long as this does."""
    return getattr(thing, "_version", 0)


EvidenceRecordKind = evidence.EvidenceRecord.Kind


def _states(source: str | Iterable[str]) -> frozenset[str]:
    return frozenset([source] if isinstance(source, str) else source)


def _is_claimed(thing) -> bool:
    return getattr(thing, "_claimed", False)


def _has_changed(thing) -> None:
    thing._version = version(thing) + 1


def _facts(thing) -> dict[str, Any]:
    model: Any = type(thing)
    names, read = _reader(model)
    return dict(zip(names, read(thing), strict=True))


@lru_cache(maxsize=64)
def _reader(model: Any) -> tuple[list[str], Callable[[Any], tuple]]:
    names = [f.attname for f in model._meta.concrete_fields]
    return names, attrgetter(*names)


def _silent(thing) -> set[str]:
    """Fields that leave no trace in the evidence: the worker's own, and secrets."""
    return BOOKKEEPING | set(getattr(thing, "secret_fields", ()))


def _leave_proof(thing, was: str, act: Act, verb: Verb, before, changed) -> None:
    silent = _silent(thing) | {"state"}
    said: dict[str, Any] = {k: [before[k], v] for k, v in changed.items() if k not in silent}
    if thing.state != was:
        said |= {"from": was, "to": thing.state}
        kind = EvidenceRecordKind.STATE
    elif said or act.reason:
        kind = EvidenceRecordKind.ACT
    else:
        return
    evidence.record(thing.public_id, kind, verb.name, act, verb.rule(thing), **said)
