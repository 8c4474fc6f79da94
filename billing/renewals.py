"""What may be renewed and when: each room hands over its things that end, billing prices them (HD-3.5, HD-6.2).

Nothing renews tacitly: this is what customers will be asked, not what they owe. All rooms are asked in one question.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import CharField, Count, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast

from core.clock import months_later
from core.money import ttc

from .prices import PriceList, price_list

HORIZON = 12  # months
COLUMNS = ("about", "subject", "ends_on", "months", "code", "operation", "quantity", "currency")
Source = Callable[[], Iterable[QuerySet]]
_sources: list[Source] = []


class Ending(NamedTuple):
    """One thing, or one option of it, that ends; its next term is `months` long. `n` things are alike."""

    about: str
    subject: str
    ends_on: date
    months: int
    code: str
    operation: str
    quantity: int
    currency: str
    n: int = 1


@dataclass(frozen=True, slots=True)
class Renewal:
    """One renewal to come: on a day, at today's price in centimes; None where it is no longer sold."""

    about: str
    subject: str
    on: date
    months: int
    ht: int | None
    ttc: int | None
    currency: str
    family: str = ""
    n: int = 1


def register_source(source: Source) -> None:
    """Hand over a room's things that end: querysets made by `ending`."""
    if source not in _sources:
        _sources.append(source)


def ending(rows: QuerySet, subject: Any, ends_on: str, months: Any, code: Any, operation: Any,
           quantity: Any = None) -> QuerySet:  # fmt: skip
    """A room's rows in billing's shape; each column is an expression over the room's model."""
    return rows.order_by().annotate(
        r_subject=Cast(subject, CharField(max_length=300)),
        r_ends_on=F(ends_on),
        r_months=Cast(months, IntegerField()),
        r_code=Cast(code, CharField(max_length=80)),
        r_operation=Cast(operation, CharField(max_length=40)),
        r_quantity=Cast(Value(1) if quantity is None else quantity, IntegerField()),
    )


_ROW = ("r_subject", "r_ends_on", "r_months", "r_code", "r_operation", "r_quantity", "customer__currency")


def of(customer, today: date) -> list[Renewal]:
    """The next renewal of each of the customer's things in the coming year, the soonest first; two questions."""
    asked = [
        rows.filter(customer=customer, r_ends_on__lt=months_later(today, HORIZON)).values_list(
            "public_id", *_ROW
        )
        for source in _sources
        for rows in source()
    ]
    if not asked:
        return []
    first, *others = asked
    found = [Ending(*row) for row in first.union(*others, all=True)]
    prices = price_list(today, {one.code for one in found}, customer.currency)
    whole: dict[str, Renewal] = {}
    for one in sorted(found, key=lambda one: (one.ends_on, one.subject)):
        renewal = _priced(one, prices, max(one.ends_on, today))
        whole[one.about] = _with(whole[one.about], renewal) if one.about in whole else renewal
    return list(whole.values())


def to_come(today: date) -> list[Renewal]:
    """Every renewal of the coming year, those of a short term as often as they come; things that are alike together."""
    until = months_later(today, HORIZON)
    asked = [
        rows.filter(r_ends_on__lt=until).values_list(*_ROW[1:]).annotate(n=Count("pk"))
        for source in _sources
        for rows in source()
    ]
    if not asked:
        return []
    first, *others = asked
    found = [Ending("", "", *row) for row in first.union(*others, all=True)]
    lists = {currency: price_list(today, None, currency) for currency in {one.currency for one in found}}
    return [
        replace(_priced(one, lists[one.currency], on), n=one.n)
        for one in found
        for on in _days(one, today, until)
    ]


def _days(one: Ending, today: date, until: date) -> Iterator[date]:
    """The days on which a thing is to be renewed, if it always is; what is late already counts for today."""
    n = 0
    while (day := months_later(one.ends_on, n * one.months)) < until:
        if day >= today or n == 0:
            yield max(day, today)
        n += 1


def _priced(one: Ending, prices: PriceList, on: date) -> Renewal:
    amount = prices.find(one.code, one.operation)
    ht = None if amount is None else amount * one.quantity
    product = prices.products.get(one.code)
    tax = None if ht is None else ttc(ht, product.vat_rate)
    family = product.family if product else one.code.partition(".")[0]
    return Renewal(one.about, one.subject, on, one.months, ht, tax, one.currency, family)


def _with(thing: Renewal, option: Renewal) -> Renewal:
    """A thing with one of its options."""
    if thing.ht is None or option.ht is None:
        return replace(thing, ht=None, ttc=None)
    return replace(thing, ht=thing.ht + option.ht, ttc=thing.ttc + option.ttc)
