"""Spaces and contracts that may be renewed, as billing looks ahead (HD-6.2)."""

from collections.abc import Iterator

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Concat

from billing.renewals import ending

from . import prices
from .models import HostingAccount, OutsourcingContract
from .outsourcing.contracts import MONTHLY

RENEWED = ("active", "suspended")
CYCLE = prices.operation(0)[:-1]  # what stands before the months in the name of a price


def rows() -> Iterator[QuerySet]:
    """The spaces and the contracts of outsourcing whose customer has not given notice."""
    spaces = HostingAccount.objects.filter(state__in=RENEWED, notice_at=None, paid_through__isnull=False)
    operation = Concat(Value(CYCLE), "cycle", output_field=CharField())
    yield ending(
        spaces, F("domain"), "paid_through", F("cycle"), Concat(Value("hosting."), "plan__code"), operation
    )
    contracts = OutsourcingContract.objects.filter(state="active", notice_at=None, paid_through__isnull=False)
    yield ending(contracts, F("label"), "paid_through", Value(1), Value(prices.MONTHLY), Value(MONTHLY))
