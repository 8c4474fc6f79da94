"""Terms of web hosting: the contract's numbers (HD), each with its clause.

Calendar days count in Morocco; a period that starts on 22 November ends on 22 December, …; J0 is that day.
"""

from dataclasses import dataclass
from datetime import timedelta

from billing.cycles import CYCLES
from core.terms import POLICY, days, term


@dataclass(frozen=True, slots=True)
class HostingTerms:
    """What holds for every account: its periods, its notices; what follows an unpaid bill is billing's ladder."""

    cycles: tuple[int, ...] = term(CYCLES, "HD-3.1d")  # months
    withdrawal: timedelta = term(days(7), "C-21")  # of a consumer who has not asked for immediate activation
    first_notice: timedelta = term(days(30), POLICY)  # with the proforma of the renewal (HD-6.2)
    first_notice_monthly: timedelta = term(days(10), POLICY)
    soon: timedelta = term(days(7), POLICY)  # before J0 it is shown among the things to do
    morning: int = term(8, POLICY)


@dataclass(frozen=True, slots=True)
class KeepingTerms:
    """How long data outlive a contract, and how people are told before they are removed."""

    data_kept: timedelta = term(days(30), POLICY)
    removal_notice: timedelta = term(days(7), POLICY)
    abandonment_notice: timedelta = term(days(8), POLICY)  # the shortest, between the notice and its date
    refund: timedelta = term(days(15), "C-21")  # after a withdrawal (facts E)


@dataclass(frozen=True, slots=True)
class UsageTerms:
    """How use is watched, and how people are warned before heavy scripts are stopped."""

    alerts: tuple[int, ...] = term((80, 100), POLICY)  # per cent of a quota, once each
    sampled_every: timedelta = term(days(1), POLICY)
    samples_kept: timedelta = term(days(400), POLICY)
    shown: timedelta = term(days(90), POLICY)  # on the drawing
    warning: timedelta = term(timedelta(hours=48), "HD-5.1a")  # suggested before scripts are stopped
    shortest_warning: timedelta = term(timedelta(hours=4), POLICY)


@dataclass(frozen=True, slots=True)
class HandlingTerms:
    """How requests are handled. None is promised to a customer."""

    password_kept: timedelta = term(days(14), POLICY)  # the first password, shown once
    link_seconds: int = term(60, POLICY)  # a panel's door opened by us
    proposal_payable: timedelta = term(days(7), POLICY)  # a restore, a change of plan, a quote's proforma
    restore_working_days: int = term(1, POLICY)
    restores_most: int = term(3, POLICY)  # open at once for one account


HOSTING = HostingTerms()
KEEPING = KeepingTerms()
USAGE = UsageTerms()
HANDLING = HandlingTerms()
