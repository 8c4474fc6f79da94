"""Terms of SSL certificates: the contract's numbers (SSL), each with its clause.

Calendar days count in Morocco; a term of one year that starts on 22 November ends on 22 November of the next year.
What certification authorities may issue (days by date of issue) is a table of rows: `models.ValidityLimit`.
"""

from dataclasses import dataclass
from datetime import date, timedelta

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
    force_majeure: timedelta = term(days(30), "SSL-8.2")  # more than so many consecutive days


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
    asked_for_days: timedelta = term(days(7), POLICY)  # after these once a day, until the customer acts
    asked_daily: timedelta = term(days(1), POLICY)
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


@dataclass(frozen=True, slots=True)
class ValidationTerms:
    """How proof of control is looked for by ourselves, before the authority looks; and the identity checks."""

    email_until: date = term(date(2028, 3, 14), POLICY)  # the last day of constructed addresses (facts C)
    dns_patience: timedelta = term(timedelta(seconds=2), POLICY)  # for one answer of one server
    web_patience: timedelta = term(timedelta(seconds=5), POLICY)  # for one web server
    whole_look: timedelta = term(timedelta(seconds=45), POLICY)  # what is not seen by then is not seen
    web_bytes: int = term(16 * 1024, POLICY)  # a proof is shorter
    redirects: int = term(4, POLICY)
    servers: int = term(8, POLICY)  # name servers of a zone that are asked
    addresses: int = term(4, POLICY)  # of one host
    looked_together: int = term(20, POLICY)  # names of one order in the same minute
    apart: timedelta = term(timedelta(minutes=1), POLICY)
    checks_an_hour: int = term(30, POLICY)  # "check now" on one order (SSL-10.9(4))
    hour: timedelta = term(timedelta(hours=1), POLICY)
    resend_after: timedelta = term(timedelta(minutes=10), POLICY)  # the authority's mail, once more
    stuck_after: timedelta = term(days(1), POLICY)  # nothing moves: staff look
    papers_most: int = term(20, POLICY)  # of one order


CERTIFICATES = CertificateTerms()
HANDLING = HandlingTerms()
VALIDATION = ValidationTerms()
