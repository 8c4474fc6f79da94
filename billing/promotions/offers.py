"""Offers to one customer: a share off the price list, on his orders and on what we propose to him (SSL-12.3).

Never on the contract's own fees, never below what a registry asks, never together with a promo code: what takes more
off counts. What was taken off is pinned on the line.
"""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from billing.models import CustomerOffer, OrderLine
from billing.prices import PriceList

from .discounts import Offer, spread


def of(customer, prices: PriceList) -> list[Offer]:
    """The customer's offers on the list's day; asked once for a list, however many customers it prices."""
    if prices.offers is None:
        prices.offers = _in_force(prices.on)
    return prices.offers.get(customer.pk, [])


def _in_force(on: date) -> dict[int, list[Offer]]:
    rows = CustomerOffer.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)
    found: dict[int, list[Offer]] = {}
    for row in rows.select_related("product"):
        products = {row.product.code} if row.product else set()
        families = {row.family} if row.family else set()
        found.setdefault(row.customer_id, []).append(Offer(row.percent, 0, products, families))
    return found


def reductions(customer, lines: Collection[OrderLine], prices: PriceList) -> dict[int, int]:
    """Centimes off, by the line's place: of several offers the one that takes most off a line."""
    best: dict[int, int] = {}
    for offer in of(customer, prices):
        for place, amount in spread(offer, lines, prices.floors).items():
            best[place] = max(best.get(place, 0), amount)
    return best


def reduce(customer, lines: list[OrderLine], prices: PriceList) -> None:
    """Take the customer's own share off what is proposed to him; what a line brought counts if it is more."""
    for place, amount in reductions(customer, lines, prices).items():
        lines[place].discount = max(lines[place].discount, amount)
