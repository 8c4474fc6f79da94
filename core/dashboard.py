"""The customer's home: what is to be done and what comes, gathered from every room without knowing any of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


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


_todos: list[Callable[[Any, datetime], list[Todo]]] = []
_panels: list[Callable[[Any, datetime], Panel]] = []


def register_todo(provider: Callable[[Any, datetime], list[Todo]]) -> None:
    """Hand over a function (customer, now) → what the customer should do."""
    if provider not in _todos:
        _todos.append(provider)


def register_panel(provider: Callable[[Any, datetime], Panel]) -> None:
    """Hand over a function (customer, now) → a box of the home page; a fixed number of queries each."""
    if provider not in _panels:
        _panels.append(provider)


def todos(customer, now: datetime) -> list[Todo]:
    """Everything to do, most urgent first."""
    return sorted((t for provider in _todos for t in provider(customer, now)), key=lambda t: t.rank)


def panels(customer, now: datetime) -> list[Panel]:
    """The boxes of the home page."""
    return [provider(customer, now) for provider in _panels]
