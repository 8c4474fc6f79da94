"""Terms of managing a name: how many hosts, how long an address may stay unconfirmed, how often contacts are asked."""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import POLICY, days, term


@dataclass(frozen=True, slots=True)
class ManagingTerms:
    """What holds while a name is ours; the registries' own rules are in facts B."""

    hosts_min: int = term(2, POLICY)  # .ma asks for two, and one alone is a single point of failure
    hosts_max: int = term(13, POLICY)
    addresses_max: int = term(4, POLICY)
    ds_max: int = term(6, POLICY)
    dns_patience: timedelta = term(timedelta(seconds=2), POLICY)  # one question to a name server
    dns_deadline: timedelta = term(timedelta(seconds=5), POLICY)  # all questions of one page
    confirm_within: timedelta = term(days(15), POLICY)  # a generic name's new holder address (facts B3)
    confirm_reminders: tuple[timedelta, ...] = term((days(7), days(12)), POLICY)
    contacts_confirmed: timedelta = term(days(365), "DN-7.3.1")
    contacts_reminder: timedelta = term(days(30), POLICY)
    change_late: timedelta = term(
        days(1), "DN-8.2"
    )  # a registry that has not answered by then is shown to staff
    together: int = term(100, POLICY)  # names in one bulk act


MANAGING = ManagingTerms()
