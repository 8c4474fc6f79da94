"""Search everywhere: one question typed in the header, asked of every room that keeps things of the customer's."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.functional import Promise

SHOWN = 10  # of each kind; its own list shows the rest
SHORTEST = 2  # characters of a question


@dataclass(frozen=True, slots=True)
class Shelf:
    """Things that a customer may look for: an `Owned` model with a page of its own, and the fields that hold his words.

    order      the field that puts the newest first
    hidden     states that no customer sees
    """

    model: type[Any]
    title: str | Promise
    icon: str
    fields: tuple[str, ...]
    order: str
    hidden: tuple[str, ...] = ()


class Found(NamedTuple):
    """What stands on one shelf; `more` says that not all is shown."""

    shelf: Shelf
    things: list[Any]
    more: bool


_shelves: list[Shelf] = []


def register_shelf(shelf: Shelf) -> None:
    """Hand over a kind of things to be found from every page."""
    if shelf not in _shelves:
        _shelves.append(shelf)


def owned(public_id: str, customer) -> Any | None:
    """The thing of this number, if it stands on a shelf and is this customer's; nothing of another's."""
    prefix = public_id.partition("_")[0]
    for shelf in _shelves:
        if shelf.model._meta.get_field("public_id").prefix == prefix:
            mine = shelf.model.objects.of(customer).exclude(state__in=shelf.hidden)
            return mine.filter(public_id=public_id).first()
    return None


def look_for(typed: str, request) -> Iterator[Found]:
    """What the person behind the request may see that contains his words, shelf by shelf; one query each."""
    if len(typed) < SHORTEST:
        return
    for shelf in _shelves:
        fits = reduce(or_, (Q(**{f"{field}__icontains": typed}) for field in shelf.fields))
        things = shelf.model.objects.open_to(request).filter(fits).exclude(state__in=shelf.hidden)
        shown = list(things.order_by(shelf.order, "-pk")[: SHOWN + 1])
        if shown:
            yield Found(shelf, shown[:SHOWN], len(shown) > SHOWN)
