"""Whose service it is: each product says how one of its services is found from a name or an address."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.db.models import Q
from django.urls import reverse

from core.acts import Act

FOUND = 5  # things of one name


class Service(NamedTuple):
    """A service that was found: its public id, its customer, its name, its page in the back office, by which name."""

    about: str
    customer: Any
    label: str
    desk: str
    name: str = ""


@dataclass(frozen=True)
class Finder:
    """`find(name)` takes a host name in A-labels or an address; `by_id` a public id with this `prefix`. Of
    services of one name that with the lowest `rank` is meant: where something runs before its bare name.

    `cut(about, act, text, gag_until)` stops the service by the product's own verb for forbidden use and tells its
    customer `text`, after an authority's delay where there is one (C-29); `at_once` is False where that verb only puts
    it to be carried out by a second person.
    """

    prefix: str
    find: Callable[[str], Iterable[Service]]
    by_id: Callable[[str], Service | None]
    cut: Callable[[str, Act, str, date | None], Any]
    rank: int = 0
    at_once: bool = True


_finders: list[Finder] = []


def named(
    model: type[Any], fields: Iterable[str], gone: Iterable[str], cut: Callable[[str, Act, str, date | None], Any],
    rank: int = 0, at_once: bool = True,
) -> Finder:  # fmt: skip
    """The finder of a product's `Owned` model: its `fields` hold a host name or an address; `gone`: states without use.

    A host belongs to the service of the name itself, else to that of a name above it.
    """
    living = model._base_manager.select_related("customer").exclude(state__in=list(gone))
    desk = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"

    def shown(thing: Any, name: str = "") -> Service:
        return Service(thing.public_id, thing.customer, str(thing), reverse(desk, args=[thing.pk]), name)

    def find(host: str) -> list[Service]:
        for name in _above(host):
            fits = reduce(or_, (Q(**{field: name}) for field in fields))
            if things := list(living.filter(fits).distinct()[:FOUND]):
                return [shown(thing, name) for thing in things]
        return []

    def by_id(about: str) -> Service | None:
        thing = model._base_manager.select_related("customer").filter(public_id=about).first()
        return shown(thing) if thing else None

    return Finder(model._meta.get_field("public_id").prefix, find, by_id, cut, rank, at_once)


def _above(host: str) -> list[str]:
    """www.example.ma, example.ma; an address only itself."""
    labels = host.split(".")
    if ":" in host or labels[-1].isdigit():
        return [host]
    return [".".join(labels[n:]) for n in range(max(len(labels) - 1, 1))]


def register_finder(finder: Finder) -> None:
    """Hand over how a product's services are found."""
    if finder not in _finders:
        _finders.append(finder)


def finder_of(about: str) -> Finder | None:
    """The finder of a public id's product."""
    return next((one for one in _finders if about.startswith(f"{one.prefix}_")), None)


def service_of(about: str) -> Service | None:
    """The service with this public id."""
    finder = finder_of(about)
    return finder.by_id(about) if finder else None


def found(typed: str) -> list[Service]:
    """What a web address, a host name, an address or a public id names, the nearest first."""
    if one := service_of(typed.strip()):
        return [one]
    name = host_of(typed)
    ranked = sorted(_finders, key=lambda finder: finder.rank)
    near = [service for finder in ranked for service in finder.find(name)] if name else []
    return sorted(near, key=lambda service: -len(service.name))


def host_of(typed: str) -> str:
    """The host of what was typed, in A-labels and small letters; empty where there is none."""
    text = typed.strip().lower()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
        return host if host.isascii() else host.encode("idna").decode()
    except (ValueError, UnicodeError):
        return ""
