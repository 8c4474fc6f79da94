"""Terms of outsourcing: the mission billed by time and the monthly contract (HD-2.3)."""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import POLICY, days, term


@dataclass(frozen=True, slots=True)
class OutsourcingTerms:
    """What the monthly contract includes, and how a mission's estimate is offered."""

    included_minutes: int = term(120, "HD-2.3.2(3)")  # a month; no hard cap (C-15)
    answer_working_days: int = term(2, "HD-2.3.2(2)")
    quote_valid: timedelta = term(days(15), POLICY)
    onboarding: timedelta = term(days(14), POLICY)  # then staff look what of the checklist is open
    proposal: timedelta = term(days(10), POLICY)  # before a paid month ends
    quote_working_days: int = term(2, "HD-2.3.2(2)")
    entry_minutes_most: int = term(720, POLICY)  # of one entry


MONTHLY = "outsourcing.monthly"  # the product of a month
OUTSOURCING = OutsourcingTerms()
