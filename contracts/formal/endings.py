"""How a service is ended for a breach: each product hands over its own way, by two people (guard 18).

A product without one gets a task: its staff end the service on its own page.
"""

from collections.abc import Callable
from typing import Any

from core import belongings
from core.acts import Act

End = Callable[[Any, Act, Act, str], None]  # the thing, who decided, who executes, what the customer reads
_endings: dict[str, End] = {}


def register_ending(prefix: str, end: End) -> None:
    """Hand over how the things whose public ids begin so are ended."""
    _endings[prefix] = end


def service(about: str, customer) -> Any | None:
    """The customer's service of this number, if it runs."""
    kind = belongings.service_of(about)
    return _running(kind, customer).filter(public_id=about).first() if kind else None


def services(customer) -> list[Any]:
    """Everything that the customer has running."""
    return [thing for kind in belongings.services() for thing in _running(kind, customer)]


def end(thing: Any, first: Act, second: Act, words: str) -> bool:
    """End it as its product does; False where it knows no way. Raises NotAllowed."""
    way = _endings.get(thing.public_id.partition("_")[0])
    if way:
        way(thing, first, second, words)
    return way is not None


def _running(kind: belongings.Service, customer):
    mine = kind.model.objects.of(customer).exclude(state__in=kind.ended).order_by("pk")
    return mine.select_related(*getattr(kind.model, "schedule_related", ()))
