"""How quickly staff do by hand what a panel would do, and how long an API may take. None is promised to a customer."""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import POLICY, days, term


@dataclass(frozen=True, slots=True)
class PanelTerms:
    """The company's own pace, and the patience with a machine."""

    by_hand: timedelta = term(timedelta(hours=4), POLICY)
    patience: timedelta = term(timedelta(seconds=60), POLICY)  # making a space takes a panel half a minute
    connect: timedelta = term(timedelta(seconds=10), POLICY)
    session: timedelta = term(timedelta(minutes=5), POLICY)  # an open door of the sandbox
    backup_every: timedelta = term(days(1), POLICY)  # the sandbox's backups, at night
    answer_bytes: int = term(8 * 1024 * 1024, POLICY)  # a list of some thousand spaces


PANEL = PanelTerms()
