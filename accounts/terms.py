"""The numbers that the contract gives for accounts and contacts."""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import POLICY, days, term


@dataclass(frozen=True, slots=True)
class AccountTerms:
    """What the customer promises about his data."""

    contact_update: timedelta = term(days(7), "DN-7.3.1")  # later is flagged, never refused
    invitations: int = term(20, POLICY)  # of colleagues, by one account in a day
    day: timedelta = term(days(1), POLICY)


ACCOUNTS = AccountTerms()
