"""Forecast: what the contract will do from a day on, if nobody acts, from the same schedules that the worker runs by.

A service's future is for its customer; the company's is every scheduled thing there is.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import belongings, worker
from .belongings import Service
from .schedule import Step, pending
from .terms import FORECAST


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
    """What the company's contracts will do: all of it counted by clause and act, the first of it in full."""

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
                verb = flow.verbs.get(step.verb)
                counts[step.clause, step.verb] += 1
                said = str(verb.label) if verb and verb.label else step.verb.replace("_", " ")
                found.append(
                    Item(step.at, named(thing, step, said), step.clause, thing, _kind(model), step.verb)
                )
        found = sorted(found, key=_when)[: FORECAST.listed]
    rows = [(clause, verb, n) for (clause, verb), n in counts.most_common()]
    return Outlook(found, rows, sum(counts.values()))


def under(items: Iterable[Item], clauses: Iterable[str]) -> list[Item]:
    """Of these, what happens under one of the clauses."""
    wanted = set(clauses)
    return [item for item in items if item.clause in wanted]


def named(thing: Any, step: Step, otherwise: str) -> str:
    """A service's own words for a step; what has none is named by its act."""
    service = belongings.service_of(thing.public_id)
    if service and service.label and isinstance(thing, service.model):
        with suppress(LookupError):  # a step that people are not shown
            return str(service.label(thing, step))
    return otherwise or step.verb.replace("_", " ")


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
            yield Item(step.at, named(thing, step, ""), step.clause, thing, str(service.title), step.verb)


def _kind(model: Any) -> str:
    return str(model._meta.verbose_name)


def _when(item: Item) -> tuple:
    return (item.at, item.thing.public_id, item.verb)
