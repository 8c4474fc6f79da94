"""The help desk of the tests: policies as products would own them, covered services, tickets, incidents."""

from datetime import UTC, datetime, timedelta

from accounts.models import Customer, User
from billing.models import StoredFile
from core import clock, worker
from core.acts import Act
from core.uploads import Upload
from support import access, coverage, incidents, maintenance, tickets
from support.models import (
    AccessUse,
    Advice,
    Affected,
    Attachment,
    Coverage,
    Incident,
    MaintenanceNotice,
    ServiceReport,
    Ticket,
)
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


# --- for the laws -------------------------------------------------------------------------------------------
def estate(customer: Customer, by: Act) -> dict[type, object]:
    """One customer's things of the help desk."""
    covered(customer, at=by.now)
    log = Upload("error.log", "text/plain", b"GET / 500")
    ticket = tickets.open_ticket(customer, "Slow", "Very slow.", by, SERVER, uploads=[log])
    incident = an_incident(by.now, words="A switch has failed.")
    starts = by.now + timedelta(days=3)
    maintenance.plan(
        "New switch", "The old one.", "interruption", starts, starts + timedelta(hours=2), by, sites=[SITE]
    )
    return {
        Ticket: ticket, Attachment: ticket.messages.get().attachments.get(), Affected: incident.affected.get(),
        MaintenanceNotice: MaintenanceNotice.objects.get(), ServiceReport: reported(customer, 0),
        Advice: advised(customer, 0),
    }  # fmt: skip


def affected(customer: Customer, at: datetime, n: int) -> Affected:
    """One more incident of a service of the customer's own."""
    about = f"srv_{n:016x}"
    covered(customer, about=about, at=at, label=f"s{n}.argan.example")
    return an_incident(at, abouts=[about], title=f"Fault {n}", words="A disk has failed.").affected.get()


def advised(customer: Customer, n: int) -> Advice:
    """What support has advised of a server, months ago."""
    day = clock.months_later(NOON.date(), -1 - n)
    return Advice.objects.create(
        customer=customer, state="given", about=SERVER, label=LABEL, policy=FULLY.code, clause="SRV-6.1.3",
        started_on=day, months=1, due_on=day, words="Install the updates.", given_at=NOON, acted_through=NOON,
    )  # fmt: skip


def reported(customer: Customer, n: int) -> ServiceReport:
    """The report of a month long ago, without its paper."""
    month = clock.months_later(NOON.date().replace(day=1), -1 - n)
    content = {
        "services": [],
        "tickets": {"opened": 0, "in_time": 0, "late": 0, "clause": "C-16"},
        "kept": 0,
        "missed": 0,
    }
    return ServiceReport.objects.create(
        customer=customer, month=month, content=content, made_at=NOON,
        pdf=StoredFile.keep(b"%PDF-1.7 a report", "application/pdf", NOON),
    )  # fmt: skip


def entered(customer: Customer, user: User, at: datetime, n: int) -> AccessUse:
    """One more access to the customer's data."""
    row = affected(customer, at, 1000 + n)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    use = access.require(row.about, act(at, user.public_id, f"look {n}"))
    User.objects.filter(pk=user.pk).update(is_staff=False)
    return use
