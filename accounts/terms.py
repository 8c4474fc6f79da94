"""The numbers that the contract gives for accounts and contacts."""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import days, term


@dataclass(frozen=True, slots=True)
class AccountTerms:
    """What the customer promises about his data."""

    contact_update: timedelta = term(days(7), "DN-7.3.1")  # later is flagged, never refused


ACCOUNTS = AccountTerms()
