"""What a change of plan costs for the rest of a period, in centimes before tax. Pure.

The rule: the rest of a plan is `price of the whole period × days left ÷ days of the period`, rounded half up to the
centime. The day of the change counts as left. To pay is the new rest less the old one; the other way round: credited.
"""

from datetime import date
from typing import NamedTuple


class Rest(NamedTuple):
    """The two rests, and the days that they are counted from."""

    days_left: int
    days_in_period: int
    old_ht: int
    new_ht: int

    @property
    def to_pay(self) -> int:
        return max(self.new_ht - self.old_ht, 0)

    @property
    def to_credit(self) -> int:
        return max(self.old_ht - self.new_ht, 0)


def rest(price_ht: int, days_left: int, days_in_period: int) -> int:
    """The part of a period's price that falls on the days left, half up."""
    return (2 * price_ht * days_left + days_in_period) // (2 * days_in_period)


def between(old_period_ht: int, new_period_ht: int, first: date, last: date, today: date) -> Rest:
    """A change on a day of the period from `first` to `last` (J0)."""
    whole, left = (last - first).days, max((last - today).days, 0)
    return Rest(left, whole, rest(old_period_ht, left, whole), rest(new_period_ht, left, whole))
