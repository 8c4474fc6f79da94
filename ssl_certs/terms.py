"""Terms of SSL certificates: the contract's numbers (SSL), each with its clause.

Calendar days count in Morocco; a term of one year that starts on 22 November ends on 22 November of the next year.
What certification authorities may issue (days by date of issue) is a table of rows: `models.ValidityLimit`.
"""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import POLICY, days, term


@dataclass(frozen=True, slots=True)
class CertificateTerms:
    """What holds for every order: its year, its notices, its windows."""

    years: int = term(1, "SSL-3.1a")
    notices: tuple[timedelta, ...] = term((days(15), days(7), days(3), days(0)), "SSL-4.1b")
    notice_hour: int = term(8, POLICY)
    cancel_window: timedelta = term(days(20), "SSL-6.1")
    cancel_reminder: timedelta = term(days(15), "C-33")
    reissue_lead: timedelta = term(days(20), "C-09")
    termination_months: int = term(2, "SSL-8.1a")
    authority_stop: timedelta = term(days(30), "SSL-11.4")


@dataclass(frozen=True, slots=True)
class HandlingTerms:
    """How requests are handled by staff, and how the authority is watched. None is promised to a customer."""

    cancellation_working_days: int = term(1, POLICY)
    refund: timedelta = term(days(15), POLICY)  # as consumers are paid back (facts E)
    revocation: timedelta = term(timedelta(hours=24), POLICY)  # the authority's own delay (facts C)
    setup_reminders: tuple[timedelta, ...] = term((days(3), days(10)), POLICY)
    validation_reminders: tuple[timedelta, ...] = term((days(2), days(7)), POLICY)
    token_life: timedelta = term(days(30), POLICY)  # a random value lives no longer (facts C)
    asked_again: timedelta = term(timedelta(minutes=15), POLICY)  # the authority, while it validates
    asked_often: timedelta = term(days(1), POLICY)  # for so long after the request; then less often
    asked_later: timedelta = term(timedelta(hours=2), POLICY)
    asked_soon: timedelta = term(
        timedelta(seconds=30), POLICY
    )  # after the customer has said that all is in place
    renewal_information: timedelta = term(timedelta(hours=6), POLICY)  # RFC 9773: at least twice a day
    short_lived: float = term(2 / 3, POLICY)  # of its life, where that is shorter than the usual lead
    spare_days: int = term(1, POLICY)  # asked for below the authorities' limit, as they advise (facts C)
    csr_bytes: int = term(16 * 1024, POLICY)
    seen_every: timedelta = term(days(1), POLICY)  # what the customer's host really serves
    served_patience: timedelta = term(timedelta(seconds=6), POLICY)  # for one handshake with it
    not_installed: timedelta = term(
        days(7), POLICY
    )  # before what a host serves expires: its customer is told
    watched: int = term(20, POLICY)  # hosts of one order


CERTIFICATES = CertificateTerms()
HANDLING = HandlingTerms()
