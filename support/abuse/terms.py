"""Terms of abuse: how soon a report is looked at, how long a customer has to answer. No contract names a delay."""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import POLICY, days, term


@dataclass(frozen=True, slots=True)
class AbuseTerms:
    """From the report on; what harms children is looked at before everything else (DN-7.4.2)."""

    look: timedelta = term(timedelta(hours=24), POLICY)
    look_urgent: timedelta = term(timedelta(hours=1), POLICY)
    answer: timedelta = term(days(2), POLICY)  # the customer's time to answer a question
    reports_an_hour: int = term(5, POLICY)  # from one address
    hour: timedelta = term(timedelta(hours=1), POLICY)
    characters: int = term(5_000, POLICY)


ABUSE = AbuseTerms()
