"""The stamp duty on cash: 0.25 % of what is received, on top of it (facts D). An installation may switch it off."""

from django.conf import settings

from billing.terms import BILLING
from core.money import vat


def duty(amount: int) -> int:
    """The duty on `amount` centimes received in cash, half up to the centime."""
    return vat(amount, BILLING.stamp_rate) if settings.CASH_STAMP else 0
