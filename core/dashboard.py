"""The customer's home: what is to be done and what comes, gathered from every room without knowing any of them."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value
from django.db.models.functions import JSONObject


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing the customer should do; `rank` orders (smaller is more urgent), `amount` in centimes."""

    title: str
    url: str
    action: str
    tone: str = "soon"
    icon: str = ""
    detail: str = ""
    due: Any = None
    amount: int | None = None
    currency: str = "MAD"
    clause: str = ""
    rank: int = 50


@dataclass(frozen=True, slots=True)
class Panel:
    """A box of the home page: a template and its variables."""

    template: str
    variables: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Census:
    """A box that counts a customer's things by state: a model with `state` and `tone`, and the template."""

    model: type[Any]
    template: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Things that wait for the customer, asked for together with those of the other rooms.

    rows      (customer, now) → the things, a queryset of one model
    fields    what a to-do is made of, annotations among them; `todo` is handed a thing that has these and nothing else
    """

    rows: Callable[[Any, datetime], QuerySet]
    fields: tuple[str, ...]
    todo: Callable[[Any, datetime], Todo]


_waitings: list[Waiting] = []
_censuses: list[Census] = []
_todos: list[Callable[[Any, datetime], list[Todo]]] = []
_panels: list[Callable[[Any, datetime], Panel]] = []


def register_todo(provider: Callable[[Any, datetime], list[Todo]]) -> None:
    """Hand over a function (customer, now) → what the customer should do."""
    if provider not in _todos:
        _todos.append(provider)


def register_waiting(waiting: Waiting) -> None:
    """Hand over things that may wait for the customer: one question to the database for all rooms together."""
    if waiting not in _waitings:
        _waitings.append(waiting)


def register_panel(provider: Callable[[Any, datetime], Panel]) -> None:
    """Hand over a function (customer, now) → a box of the home page; a fixed number of queries each."""
    if provider not in _panels:
        _panels.append(provider)


def register_census(census: Census) -> None:
    """Hand over things to be counted by state on the home page: one question for all rooms together."""
    if census not in _censuses:
        _censuses.append(census)


def todos(customer, now: datetime) -> list[Todo]:
    """Everything to do, most urgent first."""
    found = [t for provider in _todos for t in provider(customer, now)]
    return sorted([*found, *_awaited(customer, now)], key=lambda t: (t.rank, t.title))


def _awaited(customer, now: datetime) -> list[Todo]:
    """The to-dos of every `Waiting`, in one question."""
    asked = [waiting.rows(customer, now) for waiting in _waitings]
    if not asked:
        return []
    first, *others = (
        rows.order_by().annotate(room=Value(n), facts=JSONObject(**{f: f for f in waiting.fields}))
        .values_list("room", "facts")
        for n, (waiting, rows) in enumerate(zip(_waitings, asked, strict=True))
    )  # fmt: skip
    return [
        _waitings[n].todo(_thing(asked[n].model, facts), now) for n, facts in first.union(*others, all=True)
    ]


def _thing(model: type[Any], facts: dict[str, Any]):
    """An unsaved thing with these facts, as the database's JSON says them."""
    columns = {column.name: column for column in model._meta.concrete_fields}
    thing = model()
    for name, said in facts.items():
        value = columns[name].to_python(said) if name in columns else said
        if isinstance(value, datetime) and value.tzinfo is None:
            value = value.replace(tzinfo=UTC)
        setattr(thing, name, value)
    return thing


def panels(customer, now: datetime) -> list[Panel]:
    """The boxes of the home page."""
    return [*(provider(customer, now) for provider in _panels), *_counted(customer)]


def _counted(customer) -> list[Panel]:
    """How many things in which state, the most frequent first, as one box for each room."""
    if not _censuses:
        return []
    first, *others = (
        census.model.objects.of(customer).order_by().values("state")
        .annotate(n=Count("pk"), room=Value(census.template, CharField())).values_list("room", "state", "n")
        for census in _censuses
    )  # fmt: skip
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for room, state, n in first.union(*others, all=True):
        found[room].append((state, n))
    return [_box(census, sorted(found[census.template], key=lambda row: -row[1])) for census in _censuses]


def _box(census: Census, counts: list[tuple[str, int]]) -> Panel:
    things = [(census.model(state=state), n) for state, n in counts]
    rows = [{"label": thing.get_state_display(), "n": n, "tone": thing.tone} for thing, n in things]
    return Panel(census.template, {"rows": rows, "total": sum(n for _thing, n in things)})
