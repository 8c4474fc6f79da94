"""How long the reseller's API is waited for. None of it is promised to a customer."""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import POLICY, term


@dataclass(frozen=True, slots=True)
class ResellerTerms:
    """The patience of the adapter."""

    connect: timedelta = term(timedelta(seconds=10), POLICY)
    answer: timedelta = term(timedelta(seconds=60), POLICY)  # an order may take a while to be taken
    quiet: timedelta = term(timedelta(minutes=3), POLICY)  # its own window of counting (rate-limits)
    longest_quiet: timedelta = term(timedelta(hours=1), POLICY)  # whatever it asks for


RESELLER = ResellerTerms()
