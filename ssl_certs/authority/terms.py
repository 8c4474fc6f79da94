"""How quickly staff do what an authority asks by hand. None of it is promised to a customer."""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import POLICY, days, term


@dataclass(frozen=True, slots=True)
class ManualTerms:
    """The company's own pace at an authority without an API."""

    answer: timedelta = term(timedelta(hours=8), POLICY)  # a request is done within a working day
    revocation: timedelta = term(timedelta(hours=4), POLICY)  # the authority needs its own day (facts C)
    look_again: timedelta = term(days(1), POLICY)  # an order that is complete is looked at once a day
    token_life: timedelta = term(days(30), POLICY)  # a random value lives no longer (facts C)


MANUAL = ManualTerms()
