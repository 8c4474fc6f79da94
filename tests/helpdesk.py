"""The help desk of the tests: policies as products would own them, covered services, tickets, incidents."""

from datetime import UTC, datetime, timedelta

from accounts.models import Customer, User
from core import clock, worker
from core.acts import Act
from support import coverage, incidents, tickets
from support.models import Coverage, Incident, Ticket
from support.policy import SupportPolicy

MANAGED = SupportPolicy(
    "managed", first_information=timedelta(minutes=30), taken_in_hand=timedelta(hours=2), resolved=timedelta(hours=4),
    included_minutes=120, hard_cap=120, around_the_clock=True, take_clause="SRV-A2-2.4(1)",
    resolve_clause="SRV-A2-2.4(2)", hours_clause="SRV-A2-1.1",
)  # fmt: skip
FULLY = SupportPolicy(
    "fully_managed", first_information=timedelta(minutes=30), taken_in_hand=timedelta(minutes=30),
    resolved=timedelta(hours=2), included_minutes=300, hard_cap=300, around_the_clock=True,
    take_clause="SRV-A2-2.5(1)", resolve_clause="SRV-A2-2.5(2)", hours_clause="SRV-A2-1.2",
)  # fmt: skip
OUTSOURCING = SupportPolicy(
    "hd_outsourcing", response_working_days=2, included_minutes=120, response_clause="HD-2.3.2(2)",
    hours_clause="HD-2.3.2(3)",
)  # fmt: skip
SERVER, SITE = "srv_00000000000000a1", "Casablanca"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
LABEL = "s1.argan.example"


def act(at: datetime = NOON, actor: str = "usr_test", reason: str = "") -> Act:
    return Act(at, actor, reason)


def covered(customer: Customer, policy: SupportPolicy = MANAGED, about: str = SERVER, at: datetime = NOON,
            label: str = LABEL, kind: str = "server", site: str = SITE) -> Coverage:  # fmt: skip
    """A service with its support."""
    return coverage.cover(customer, about, label, kind, policy, act(at), site=site)


def a_ticket(customer: Customer, at: datetime = NOON, user: User | None = None, **facts) -> Ticket:
    """A request of the customer."""
    said = {"subject": "The site is slow", "body": "Since this morning, from every place.", **facts}
    return tickets.open_ticket(customer, said.pop("subject"), said.pop("body"),
                               act(at, user.public_id if user else "usr_test"), **said)  # fmt: skip


def an_incident(at: datetime = NOON, abouts=(SERVER,), **facts) -> Incident:
    """An incident of the covered server, reported by staff."""
    said = {"title": "Switch fault", "kind": "network", "abouts": abouts, **facts}
    return incidents.report(said.pop("title"), said.pop("kind"), act(at), **said)


def live_through(end: datetime, start: datetime = NOON, every: timedelta = timedelta(minutes=1)) -> None:
    """Let the clock tick from one instant to another."""
    now = start
    while now <= end:
        worker.settle(now)
        now += every
    worker.settle(end)


def again(thing):
    """The row as it is now."""
    return type(thing)._base_manager.get(pk=thing.pk)


def local(day, hour: int = 0, minute: int = 0) -> datetime:
    return clock.at_local(day, hour, minute)
