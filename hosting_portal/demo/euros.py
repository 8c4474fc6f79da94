"""Prices in euros for the demo's foreign customers, beside those in dirhams (HD-3.1b)."""

from datetime import date

from billing.models import Price
from billing.prices import FEES

DIRHAMS = 10.8  # to the euro, about
STEP = 50  # centimes: prices are round


def add_prices(starts_on: date) -> None:
    """Every price once more in euros; the contract's fees stay in dirhams and are converted (C-23)."""
    for price in Price.objects.filter(currency="MAD").exclude(operation__in=FEES).order_by("pk"):
        amount = round(price.amount / DIRHAMS / STEP) * STEP
        facts = {
            "product": price.product,
            "operation": price.operation,
            "amount": amount,
            "starts_on": starts_on,
        }
        Price.objects.create(currency="EUR", **facts)
