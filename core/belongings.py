"""Services: what a customer has running, and what belongs to each, told by the rooms that keep them.

Contract, evidence and forecast speak of services without knowing any product.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from .owned import Owned
from .schedule import Step


@dataclass(frozen=True, slots=True)
class Service:
    """One kind of service: an `Owned` model with a public id and a state.

    ended      states in which nothing runs any more
    label      (thing, step) → a step of its schedule in the reader's words
    exchanges  (public ids) → what was said to the outside world about them and answered, secrets masked
    """

    model: type[Any]
    title: str | Promise
    icon: str
    ended: tuple[str, ...] = ()
    label: Callable[[Any, Step], str | Promise] | None = None
    exchanges: Callable[[list[str]], list[dict[str, Any]]] = field(default=lambda abouts: [])

    @property
    def prefix(self) -> str:
        """How the public ids of these things begin."""
        return self.model._meta.get_field("public_id").prefix


_services: dict[str, Service] = {}


def register_service(service: Service) -> None:
    """Hand over a kind of service."""
    _services[service.prefix] = service


def services() -> list[Service]:
    """Every kind of service."""
    return list(_services.values())


def service_of(public_id: str) -> Service | None:
    """The kind of the thing with this public id; None for what is no service."""
    return _services.get(public_id.partition("_")[0])


def running(customers: Iterable[int]) -> set[int]:
    """Of these customer accounts, those that have something running."""
    customers = list(customers)
    found: set[int] = set()
    for service in _services.values():
        rows = service.model._base_manager.filter(customer__in=customers).exclude(state__in=service.ended)
        found.update(rows.order_by().values_list("customer_id", flat=True).distinct())
    return found


def parts_of(thing: Any) -> list[Any]:
    """What hangs on a service and belongs to the same customer, and what hangs on that, each once."""
    return list({part.public_id: part for part in _hanging_on([thing], type(thing))}.values())


def _hanging_on(things: list[Any], root: type[Any], depth: int = 2) -> list[Any]:
    found: list[Any] = []
    for relation in type(things[0])._meta.related_objects if things and depth else ():
        model = relation.related_model
        if not issubclass(model, Owned) or model is root or not hasattr(model, "public_id"):
            continue
        way = {f"{relation.field.name}__in": things, "customer": things[0].customer_id}
        rows = list(model._base_manager.filter(**way).order_by("pk"))
        found += [*rows, *_hanging_on(rows, root, depth - 1)]
    return found
