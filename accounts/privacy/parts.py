"""Parts: what belongs to a customer or to a person, told by every room, for the copy that law 09-08 gives a right to.

What is `Owned` is a part by itself, so that no room can forget one; a room hands over what hangs on it, the files, and
which columns are left out because they are keys of security or another person's data. Names are stable: programs of
others read them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models

from core.acts import Act
from core.owned import Owned

Narrow = Callable[[models.QuerySet, date], models.QuerySet]
File = tuple[str, bytes]

# Keys of security and what only our machines need: in no copy, whatever the room.
KEYS = {"auth_code", "secret", "token", "secret_digest", "sealed", "code_digest", "wanted"}
MACHINERY = {
    "id",
    "next_action_at",
    "acted_through",
    "set_aside_at",
    "call_at",
    "call_attempts",
    "call_error",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of rows in the copy.

    way        from a row to the customer whose it is; `person`: to the person, for what is a person's own
    hidden     further columns that are not given out, each a key of security or another person's
    narrow     (rows, today) → those that may be given out
    file       (row, act) → a file that goes with it, opened with proof; None where there is none any more
    """

    model: type[models.Model]
    way: str = "customer"
    person: str = ""
    hidden: tuple[str, ...] = ()
    narrow: Narrow | None = None
    file: Callable[[Any, Act], File | None] | None = None

    @property
    def name(self) -> str:
        """The name of its file, which never changes: `domains.paper`."""
        return self.model._meta.label_lower

    def fields(self) -> list[models.Field]:
        """The columns that are given out."""
        left_out = {*KEYS, *MACHINERY, *self.hidden}
        return [
            f for f in self.model._meta.concrete_fields
            if f.name not in left_out and not isinstance(f, models.BinaryField)
        ]  # fmt: skip

    def rows(self, customer, person, whole_account: bool, today: date) -> models.QuerySet:
        """What is this customer's, or this person's own."""
        found = self.model._base_manager.none()
        if self.person and person is not None:
            found = self.model._base_manager.filter(**{self.person: person.pk})
        elif not self.person and whole_account and customer is not None:
            found = self.model._base_manager.filter(**{self.way: customer.pk})
        return (self.narrow(found, today) if self.narrow else found).order_by("pk")


_parts: dict[type[models.Model], Part] = {}
_left_out: dict[type[models.Model], str] = {}


def register(*parts: Part) -> None:
    """Hand over what hangs on a customer or a person, or how an `Owned` model is given out."""
    for part in parts:
        _parts[part.model] = part


def leave_out(model: type[models.Model], why: str) -> None:
    """Rows that hang on a customer and are not given out, with the reason."""
    _left_out[model] = why


def left_out() -> dict[type[models.Model], str]:
    """What is not given out, and why."""
    return dict(_left_out)


def parts() -> Iterator[Part]:
    """Every part, in the order of their names."""
    owned = [m for m in apps.get_models() if issubclass(m, Owned) and m not in _parts and m not in _left_out]
    yield from sorted([*_parts.values(), *map(Part, owned)], key=lambda part: part.name)


def untold(rows: models.QuerySet, today: date) -> models.QuerySet:
    """Without what an authority forbids to tell for now (C-29)."""
    return rows.exclude(gag_until__gte=today)


def with_gag(part: Part) -> Part:
    """The part, silent where the law's gag asks for it."""
    gagged = any(field.name == "gag_until" for field in part.model._meta.concrete_fields)
    return replace(part, narrow=untold) if gagged and part.narrow is None else part
