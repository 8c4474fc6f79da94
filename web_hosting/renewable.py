"""Spaces and contracts that may be renewed, as billing looks ahead (HD-6.2)."""

from collections.abc import Iterator

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Concat

from billing.cycles import PREFIX
from billing.renewals import ending

from .models import HostingAccount, OutsourcingContract
from .outsourcing import contracts as outsourcing
from .outsourcing.terms import MONTHLY

RENEWED = ("active", "suspended")


def rows() -> Iterator[QuerySet]:
    """The spaces and the contracts of outsourcing whose customer has not given notice."""
    spaces = HostingAccount.objects.filter(state__in=RENEWED, notice_at=None, paid_through__isnull=False)
    operation = Concat(Value(PREFIX), "cycle", output_field=CharField())
    yield ending(
        spaces, F("domain"), "paid_through", F("cycle"), Concat(Value("hosting."), "plan__code"), operation
    )
    contracts = OutsourcingContract.objects.filter(state="active", notice_at=None, paid_through__isnull=False)
    yield ending(contracts, F("label"), "paid_through", Value(1), Value(MONTHLY), Value(outsourcing.MONTHLY))
