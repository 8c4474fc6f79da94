"""Forecast: what the contract will do from a day on, if nobody acts, from the same schedules that the worker runs by.

A service's future is for its customer; the company's is every scheduled thing there is.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import belongings, worker
from .belongings import Service
from .schedule import Step, pending
from .terms import FORECAST
from .transitions import Flow

_facts: list[Callable[[str], str]] = []


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that will happen: `label` in the reader's words, `clause` the rule."""

    at: datetime
    label: str
    clause: str
    thing: Any
    kind: str
    verb: str

    @property
    def url(self) -> str:
        """The thing's own page."""
        return self.thing.get_absolute_url()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the company's contracts will do: all of it counted by clause and words, the first of it in full."""

    items: list[Item]
    counts: list[tuple[str, str, int]]
    total: int


def of_thing(thing: Any, since: datetime, until: datetime) -> list[Item]:
    """What will happen to one service that people see."""
    service = belongings.service_of(thing.public_id)
    if service is None or not hasattr(thing, "steps"):
        return []
    return sorted(_items(thing, service, since, until), key=_when)


def of_customer(customer: Any, since: datetime, until: datetime, most: int = 0) -> list[Item]:
    """What will happen to a customer's services, the soonest first; of each kind `most` services at most."""
    found: list[Item] = []
    for service in belongings.services():
        for thing in _due(service.model, until, most or FORECAST.services, customer=customer):
            found += _items(thing, service, since, until)
    return sorted(found, key=_when)


def of_company(since: datetime, until: datetime) -> Outlook:
    """Every step of every scheduled thing: counted, and the first ones named."""
    found: list[Item] = []
    counts: Counter[tuple[str, str]] = Counter()
    for model, flow in worker.flows().items():
        for thing in _due(model, until):
            for step in _steps(thing, since, until):
                counts[step.clause, said(flow, step)] += 1
                words = named(thing, step, said(flow, step))
                found.append(Item(step.at, words, step.clause, thing, _kind(model), step.verb))
        found = sorted(found, key=_when)[: FORECAST.listed]
    rows = [(clause, words, n) for (clause, words), n in counts.most_common()]
    return Outlook(found, rows, sum(counts.values()))


def under(items: Iterable[Item], clauses: Iterable[str]) -> list[Item]:
    """Of these, what happens under one of the clauses."""
    wanted = set(clauses)
    return [item for item in items if item.clause in wanted]


def register_facts(fact: Callable[[str], str]) -> None:
    """Hand over what a clause says, in the reader's language (contracts/register/)."""
    _facts[:] = [fact]


def said(flow: Flow | None, step: Step) -> str:
    """A step in the words of its verb; the clock's own verbs have none: then what the clause says."""
    verb = flow.verbs.get(step.verb) if flow else None
    if verb and verb.label:
        return str(verb.label)
    return next((fact(step.clause) for fact in _facts), "") or step.verb.replace("_", " ")


def named(thing: Any, step: Step, otherwise: str = "") -> str:
    """A service's own words for a step; what has none is named by its verb or its clause."""
    service = belongings.service_of(thing.public_id)
    if service and service.label and isinstance(thing, service.model):
        with suppress(LookupError):  # a step that people are not shown
            return str(service.label(thing, step))
    return otherwise or said(None, step)


# --- inside -----------------------------------------------------------------------------------------------
def _due(model: Any, until: datetime, most: int = 0, **which: Any) -> Iterator[Any]:
    """The rows of which something falls due before a day."""
    if not hasattr(model, "schedule_related"):
        return iter(())
    rows = model._base_manager.filter(next_action_at__lt=until, **which).order_by("next_action_at", "pk")
    rows = rows.prefetch_related(*model.schedule_related)
    return iter(rows[:most]) if most else rows.iterator(chunk_size=FORECAST.read_together)


def _steps(thing: Any, since: datetime, until: datetime) -> list[Step]:
    steps = pending(thing.steps(), thing.acted_through, until)
    return [step for step in steps if since <= step.at < until]


def _items(thing: Any, service: Service, since: datetime, until: datetime) -> Iterator[Item]:
    for step in _steps(thing, since, until):
        if step.shown and not step.call:
            yield Item(step.at, named(thing, step), step.clause, thing, str(service.title), step.verb)


def _kind(model: Any) -> str:
    return str(model._meta.verbose_name)


def _when(item: Item) -> tuple:
    return (item.at, item.thing.public_id, item.verb)
