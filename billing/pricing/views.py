"""The public price pages: one for each family, before tax and with it, in each currency sold (HD-3.1a, HD-3.1b).

What happens after expiry is on them too (ERRP 4.1): the late surcharge and the buy-back. The contract's fees are kept
in dirhams; where a currency has no price of its own they are shown in dirhams, converted on the day (C-23).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.views.generic import TemplateView

from billing.models import Price, Product
from billing.models.catalogue import CURRENCIES
from billing.prices import HOUSE_CURRENCY, currency_of
from core import clock
from core.money import ttc

from .periods import Period, periods
from .words import FAMILIES, Operation, operation, place

FEES = {"redeem", "install"}  # set in dirhams by the contract itself


@dataclass(frozen=True, slots=True)
class Row:
    """One operation on one product: what it costs today and what is announced. Centimes before tax."""

    product: Product
    operation: Operation
    now: Period | None
    next: Period | None

    @property
    def ttc(self) -> int:
        return ttc(self.now.amount, self.product.vat_rate) if self.now else 0

    @property
    def next_ttc(self) -> int:
        return ttc(self.next.amount, self.product.vat_rate) if self.next else 0


class PricesView(TemplateView):
    """All prices of one family."""

    template_name = "billing/prices.html"

    def get_context_data(self, family="domain", **kwargs):
        if family not in FAMILIES:
            raise Http404
        today = clock.local_date(clock.now())
        sold = Price.objects.filter(product__family=family, product__active=True).select_related("product")
        found = list(sold.order_by("product__code"))
        currencies = [code for code, _name in CURRENCIES if any(price.currency == code for price in found)]
        currency = self.request.GET.get("monnaie") or currency_of(self.request.customer)
        currency = currency if currency in currencies else HOUSE_CURRENCY
        rows = table(found, currency, today)
        return super().get_context_data(
            family=family, families=FAMILIES.items(), heading=FAMILIES[family], rows=rows, currency=currency,
            currencies=currencies, today=today, converted=any(_foreign(row, currency) for row in rows), **kwargs,
        )  # fmt: skip


def table(prices: Iterable[Price], currency: str, on: date) -> list[Row]:
    """The rows of a page: products in the catalogue's order, their operations in the order of a life."""
    by_product: dict[Product, list[Price]] = {}
    for price in prices:
        by_product.setdefault(price.product, []).append(price)
    rows = []
    for product, own in by_product.items():
        told = [period for period in periods(own) if period.when(on) != "past"]
        names = sorted({period.operation for period in told}, key=place)
        rows += [row for name in names if (row := _row(product, name, told, currency, on))]
    return rows


def _row(product: Product, name: str, told: list[Period], currency: str, on: date) -> Row | None:
    mine = [period for period in told if period.operation == name and period.currency == currency]
    if not mine and name in FEES:
        mine = [period for period in told if period.operation == name and period.currency == HOUSE_CURRENCY]
    now = next((period for period in mine if period.when(on) == "now"), None)
    later = next((period for period in mine if period.when(on) == "next"), None)
    return Row(product, operation(name), now, later) if now or later else None


def _foreign(row: Row, currency: str) -> bool:
    shown = row.now or row.next
    return shown is not None and shown.currency != currency
