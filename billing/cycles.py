"""Billing cycles: what is paid by the month is sold for 1, 3, 6 or 12 months in advance (HD-3.1d). One way for all.

A cycle is chosen in the order, its price is the operation `cycle1` … `cycle12` of the product, and the renewal
proposes the same one; the customer may choose another when he renews. Names are sold by the year instead.
"""

from django.utils.translation import ngettext

from .terms import BILLING

CYCLES = BILLING.cycles  # months
PREFIX = "cycle"


def operation(cycle: int) -> str:
    """The operation of a price: a whole cycle of so many months, before tax."""
    return f"{PREFIX}{cycle}"


def months(operation_name: str) -> int:
    """The months of a cycle's operation; 0 where the operation is no cycle."""
    digits = operation_name.removeprefix(PREFIX)
    return int(digits) if operation_name.startswith(PREFIX) and digits.isdigit() else 0


def words(cycle: int) -> str:
    """A cycle as people say it: 3 months."""
    return ngettext("%(n)s month", "%(n)s months", cycle) % {"n": cycle}
