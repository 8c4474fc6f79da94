"""Prices: what an operation on a product costs on a day, before tax (HD-3.1a)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from core.transitions import NotAllowed

from .models import Price, Product

HOUSE_CURRENCY = "MAD"


class NoPrice(NotAllowed):
    """The product is not sold for this operation on this day."""


@dataclass
class PriceList:
    """The prices in force on one day, read in one query; hand it on where many lines are priced."""

    on: date
    currency: str = HOUSE_CURRENCY
    amounts: dict[tuple[str, str], int] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    floors: dict[tuple[str, str], int] = field(default_factory=dict)

    def find(self, code: str, operation: str) -> int | None:
        """Centimes before tax; None where there is no such price."""
        return self.amounts.get((code, operation))

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
    """The prices of these products (all by default) on a day."""
    rows = Price.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), currency=currency, starts_on__lte=on)
    if codes is not None:
        rows = rows.filter(product__code__in=set(codes))
    found = PriceList(on, currency)
    for row in rows.select_related("product").order_by("starts_on"):
        found.products[row.product.code] = row.product
        found.amounts[row.product.code, row.operation] = row.amount  # a later start wins
        found.floors[row.product.code, row.operation] = row.floor
    return found


def price(code: str, operation: str, on: date, currency: str = HOUSE_CURRENCY) -> int:
    """One price, in centimes before tax; for many, take a `price_list`."""
    return price_list(on, [code], currency).get(code, operation)
