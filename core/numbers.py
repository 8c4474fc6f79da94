"""The numbers of the contract by name: each room hands over its terms, and texts are written from them.

`{GTLD.grace}` in a text stands for the number that the code runs by: whole days of a duration, or
`{DELIVERY.dedicated:hours}`, `{DELIVERY.cloud:minutes}`, `{GTLD.buy_back:amount}`; `[0]` picks one of several.
A last `+` says that more is kinder to the customer, `-` that less is: a promise may then not be shortened (C-22).
"""

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from typing import Any

from . import money
from .terms import POLICY

PLACE = re.compile(r"\{([A-Z]+)\.([a-z_]+)(?:\[(\d+)\])?(?::(days|hours|minutes|amount))?([+-]?)\}")
UNITS = {"days": timedelta(days=1), "hours": timedelta(hours=1), "minutes": timedelta(minutes=1)}
_MINUTES_OF_AN_HOUR = 60

_tables: dict[str, Any] = {}


class UnknownNumber(LookupError):
    """A text names a number that no room has handed over, or asks for it in a unit that does not hold it."""


def tell(**tables: Any) -> None:
    """Hand over a room's terms under the names by which texts call them."""
    _tables.update(tables)


def written(text: str, language: str) -> str:
    """The text with each placeholder replaced by its number. Raises UnknownNumber."""
    return PLACE.sub(lambda found: _words(_value(found), found[4] or "", language), text)


def named(text: str) -> dict[str, tuple[int, str]]:
    """The numbers that a text names: placeholder → (value, `+`, `-` or nothing). Raises UnknownNumber."""
    return {found[0]: (_plain(_value(found), found[4] or ""), found[5]) for found in PLACE.finditer(text)}


def by_clause() -> Iterator[tuple[str, str, str]]:
    """Every number that a term holds under a clause: the clause, `GTLD.grace`, the value as it is stored."""
    for table, terms in _tables.items():
        for field in fields(terms):
            if (clause := field.metadata["clause"]) != POLICY:
                yield clause, f"{table}.{field.name}", _stored(getattr(terms, field.name))


def _stored(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(_stored(one) for one in value)
    return f"{value.total_seconds():g} s" if isinstance(value, timedelta) else str(value)


def _value(found: re.Match) -> Any:
    terms = _tables.get(found[1])
    if terms is None or not hasattr(terms, found[2]):
        raise UnknownNumber(found[0])
    value = getattr(terms, found[2])
    return value[int(found[3])] if found[3] else value


def _plain(value: Any, unit: str) -> int:
    """The number as it is read: whole units only."""
    if isinstance(value, timedelta):
        whole, rest = divmod(value, UNITS[unit or "days"])
        if rest:
            raise UnknownNumber(f"{value} in whole {unit or 'days'}")
        return whole
    if unit == "hours":  # a number of minutes
        whole, rest = divmod(value, _MINUTES_OF_AN_HOUR)
        if rest:
            raise UnknownNumber(f"{value} minutes in whole hours")
        return whole
    return int(value)


def _words(value: Any, unit: str, language: str) -> str:
    if unit == "amount":  # with the wide space that French texts keep between a number and its unit
        return money.number(value, language).replace("\u202f", "\u00a0")
    return str(_plain(value, unit))
