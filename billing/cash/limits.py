"""Much cash: above 5 000 MAD a day and 50 000 a month the buyer may deduct nothing (facts D)."""

from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext as _

from billing.models import Payment
from billing.terms import BILLING
from core import display


def warnings(customer, amount: int, today: date) -> list[str]:
    """What to tell the customer before `amount` centimes more are taken; empty when nothing is against it."""
    received = Payment.objects.filter(customer=customer, method=Payment.Method.CASH, state="confirmed")
    day = _sum(received.filter(value_date=today)) + amount
    month = _sum(received.filter(value_date__year=today.year, value_date__month=today.month)) + amount
    found = []
    if day > BILLING.cash_a_day:
        words = _("With this, %(sum)s in cash today: above %(limit)s a day the buyer cannot deduct it.")
        found.append(words % _sums(day, BILLING.cash_a_day))
    if month > BILLING.cash_a_month:
        words = _(
            "With this, %(sum)s in cash this month: above %(limit)s a month the buyer cannot deduct it."
        )
        found.append(words % _sums(month, BILLING.cash_a_month))
    return found


def _sum(payments) -> int:
    return payments.aggregate(total=Sum("amount"))["total"] or 0


def _sums(total: int, limit: int) -> dict[str, str]:
    return {"sum": display.amount(total, "MAD"), "limit": display.amount(limit, "MAD")}
