"""Short ways of the ledger's tests: money seen on the statement, the books as (cause, debit, credit, amount)."""

import pytest

from billing import payments
from billing.models import Movement


@pytest.fixture
def came(staff_act):
    """Money on our bank account, with the reference of what it pays."""

    def seen(payable, amount=None, act=staff_act):
        amount = payable.remaining if amount is None else amount
        return payments.received(amount, payable.payment_reference, act.today, act, currency=payable.currency)

    return seen


@pytest.fixture
def books():
    """Every movement in the order in which it was booked."""
    return lambda: list(Movement.objects.order_by("pk").values_list("cause", "debit", "credit", "amount"))
