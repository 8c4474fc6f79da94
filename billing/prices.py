"""Prices: what an operation on a product costs on a day, before tax (HD-3.1a)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.transitions import NotAllowed

from .content_types import HomePrice
from .models import Price, Product
from .rates import book

HOUSE_CURRENCY = "MAD"
FEES = frozenset(
    {"late", "redeem", "install"}
)  # the contract's fees are kept in dirhams (DN-5.3, SSL-9.4, C-23)


class NoPrice(NotAllowed):
    """The product is not sold for this operation on this day."""


@dataclass
class PriceList:
    """The prices in force on one day, read in one query; hand it on where many lines are priced."""

    on: date
    currency: str = HOUSE_CURRENCY
    amounts: dict[tuple[str, str], int] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    home: dict[tuple[str, str], HomePrice] = field(default_factory=dict)  # of what was converted from dirhams
    floors: dict[tuple[str, str], int] = field(default_factory=dict)
    offers: dict[int, list[Any]] | None = None  # customers' own, once somebody asked (SSL-12.3)

    def find(self, code: str, operation: str) -> int | None:
        """Centimes before tax; None where there is no such price."""
        return self.amounts.get((code, operation))

    def converted(self, code: str, operation: str) -> dict[str, HomePrice]:
        """The price in dirhams behind a converted one, as a line keeps it; nothing where it was not converted."""
        found = self.home.get((code, operation))
        return {"home": found} if found else {}

    def get(self, code: str, operation: str) -> int:
        """Centimes before tax; `NoPrice` where there is no such price."""
        amount = self.find(code, operation)
        if amount is None:
            what = {"product": code, "operation": operation, "currency": self.currency}
            raise NoPrice(_("%(product)s has no price in %(currency)s for: %(operation)s.") % what, "HD-3.1a")
        return amount

    def product(self, code: str) -> Product:
        """The product, also where it has no price today and the line brings its own."""
        if code not in self.products:
            self.products[code] = Product.objects.get(code=code)
        return self.products[code]

    def operations(self, code: str) -> dict[str, int]:
        """All prices of one product: what a customer is shown, and what C-03 pins."""
        return {operation: amount for (c, operation), amount in self.amounts.items() if c == code}


def currency_of(customer) -> str:
    """What a person is priced in: his account's currency (HD-3.1b), a visitor in dirhams."""
    return customer.currency if customer else HOUSE_CURRENCY


def price_list(on: date, codes: Iterable[str] | None = None, currency: str = HOUSE_CURRENCY) -> PriceList:
    """The prices of these products (all by default) on a day; fees that have none in the currency are converted."""
    found = PriceList(on, currency)
    for row in _in_force(on, codes, currency=currency):
        found.products[row.product.code] = row.product
        found.amounts[row.product.code, row.operation] = row.amount  # a later start wins
        found.floors[row.product.code, row.operation] = row.floor
    if currency != HOUSE_CURRENCY:
        _convert_fees(found, codes)
    return found


def share(things: Collection[Any], on: date, codes: Iterable[str] | None = None) -> None:
    """Let a batch of things share one price list per currency of their accounts; `shared` then finds it."""
    lists = {currency: price_list(on, codes, currency) for currency in {t.customer.currency for t in things}}
    for thing in things:
        thing._price_list = lists[thing.customer.currency]


def shared(thing: Any) -> PriceList | None:
    """The list that the thing's batch shares, where there is one."""
    return getattr(thing, "_price_list", None)


def _in_force(on: date, codes: Iterable[str] | None, **which) -> QuerySet[Price]:
    rows = Price.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on, **which)
    if codes is not None:
        rows = rows.filter(product__code__in=set(codes))
    return rows.select_related("product").order_by("starts_on")


def _convert_fees(found: PriceList, codes: Iterable[str] | None) -> None:
    """Fees kept in dirhams, at the rate of the day, which is pinned with them (C-23); without a rate, no price."""
    fees = {
        (row.product.code, row.operation): row
        for row in _in_force(found.on, codes, currency=HOUSE_CURRENCY, operation__in=FEES)
    }
    missing = {key: row for key, row in fees.items() if key not in found.amounts}
    rate = book.find(found.currency, found.on) if missing else None
    for key, row in missing.items() if rate else ():
        found.products[row.product.code] = row.product
        found.amounts[key] = book.from_home(row.amount, rate)
        found.home[key] = HomePrice(unit=row.amount, rate=rate.written, on=rate.day.isoformat())


def price(code: str, operation: str, on: date, currency: str = HOUSE_CURRENCY) -> int:
    """One price, in centimes before tax; for many, take a `price_list`."""
    return price_list(on, [code], currency).get(code, operation)
