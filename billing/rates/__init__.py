"""Official rates of exchange: typed or imported by staff, or asked of a source; a document pins the one it uses.

`book` keeps and finds them, `files` reads the lists that staff import, `bam` and `sandbox` are sources. The rate of
a document is that of its day, else the last one published within `BillingTerms.rate_age` (facts D).
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

CURRENCIES = ("EUR", "USD")


class Published(NamedTuple):
    """A rate as its source gave it: dirhams for one unit of the currency."""

    currency: str
    day: date
    rate: Decimal
    source: str


class RateSource(Protocol):
    """Who is asked for the rates of a day."""

    def published(self, currency: str, day: date) -> Published | None:
        """The rate of a day, None where none is published (yet). Raises PortError."""


ADAPTERS = {"bam": "billing.rates.bam.BankAlMaghrib", "sandbox": "billing.rates.sandbox.Sandbox"}


def source() -> RateSource | None:
    """The source that this portal asks (RATES_ADAPTER); None where staff type or import the rates."""
    adapter = ADAPTERS.get(settings.RATES_ADAPTER)
    return import_string(adapter)() if adapter else None
