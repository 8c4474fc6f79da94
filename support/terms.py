"""Terms of support: the contract's numbers that belong to no product, each with its clause.

What a product promises on its own services (minutes, hours, caps) stands in that product's `terms.py`, as a
`SupportPolicy`; support keeps the clocks and knows no product.
"""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import POLICY, days, term


@dataclass(frozen=True, slots=True)
class TicketTerms:
    """How a request is answered and put away."""

    response_working_days: int = term(2, "C-16")  # where no option promises more; counted twice (C-20)
    remind_waiting: timedelta = term(days(5), POLICY)  # the customer owes an answer (SSL-10.2)
    close_after: timedelta = term(days(7), POLICY)  # resolved, and nothing more was said
    reopen_within: timedelta = term(days(30), POLICY)  # a later word opens a new request
    amber: timedelta = term(timedelta(hours=1), POLICY)  # before a clock runs out; half of its time at most
    attachment_bytes: int = term(10 * 1024 * 1024, POLICY)
    attachments: int = term(5, POLICY)  # with one message
    body_characters: int = term(20_000, POLICY)
    access_days: int = term(7, POLICY)  # an authorisation ends by itself (SRV-6.1.2(2))


@dataclass(frozen=True, slots=True)
class IncidentTerms:
    """How incidents are told."""

    amber: timedelta = term(timedelta(hours=1), POLICY)  # before a clock runs out; half of its time at most
    close_after: timedelta = term(days(3), POLICY)
    tell_again: timedelta = term(
        timedelta(hours=2), POLICY
    )  # an open incident without news: staff are reminded
    force_majeure: timedelta = term(days(30), "SSL-8.2")  # more than so many days: either side may end


@dataclass(frozen=True, slots=True)
class MaintenanceTerms:
    """When a planned change is told."""

    platform_notice: timedelta = term(days(2), "SSL-11.3(5)")  # before the planned completion, at the latest
    urgent_notice: timedelta = term(days(2), "SSL-11.3(7)")  # after completion, at the latest
    notice: timedelta = term(timedelta(hours=24), POLICY)  # before an interruption starts (SRV-6.1.2(4))
    overrun: timedelta = term(timedelta(minutes=15), POLICY)  # still running so long after its end: staff
    banner: timedelta = term(days(7), POLICY)  # shown in the portal from so long before


@dataclass(frozen=True, slots=True)
class HourTerms:
    """When the use of a month's hours is told, in hundredths."""

    alerts: tuple[int, ...] = term((75, 100), "SRV-A2-1.1")
    longest_entry: int = term(12 * 60, POLICY)  # minutes in one entry


@dataclass(frozen=True, slots=True)
class AdviceTerms:
    """When a review falls due, and when staff are told that it is late; how often is its product's (SRV-6.1.3)."""

    morning: int = term(8, POLICY)
    late: timedelta = term(days(7), POLICY)


@dataclass(frozen=True, slots=True)
class MailTerms:
    """How mail is taken in."""

    most_bytes: int = term(30 * 1024 * 1024, POLICY)
    most_an_hour: int = term(20, POLICY)  # from one sender; more is a loop
    hour: timedelta = term(timedelta(hours=1), POLICY)
    parts: int = term(100, POLICY)  # of one message
    depth: int = term(10, POLICY)
    token_characters: int = term(16, POLICY)
    quarantine_bytes: int = term(200 * 1024 * 1024, POLICY)  # of files that wait for staff, all together
    quarantine_kept: timedelta = term(
        days(30), POLICY
    )  # then the files of a message that nobody took are forgotten


@dataclass(frozen=True, slots=True)
class PhoneTerms:
    """When the telephone is answered: Morocco's wall clock. It drives what pages say, no promise's clock (C-16)."""

    weekdays: tuple[int, ...] = term((0, 1, 2, 3, 4, 5), "HD-0.1")  # Monday–Saturday
    opens_hour: int = term(8, "HD-0.1")
    closes_hour: int = term(21, "HD-0.1")


@dataclass(frozen=True, slots=True)
class StatusTerms:
    """What the public page shows."""

    history: timedelta = term(days(90), POLICY)
    recent: timedelta = term(days(14), POLICY)
    banner_kept: timedelta = term(timedelta(minutes=1), POLICY)  # what a banner says may be so old
    hours_shown: int = term(6, POLICY)  # months on the page of hours


TICKETS = TicketTerms()
INCIDENTS = IncidentTerms()
MAINTENANCE = MaintenanceTerms()
HOURS = HourTerms()
ADVICE = AdviceTerms()
MAIL = MailTerms()
PHONE = PhoneTerms()
STATUS = StatusTerms()
