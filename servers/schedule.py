"""The whole life of a server, on one screen: what will happen if nobody acts, under which clause.

Pure: facts and terms in, dated steps out. The promises of delivery are steps that vanish when it is delivered.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from billing.dunning.terms import Calendar
from core.clock import at_local, days, opening
from core.schedule import Step

from .terms import DELIVERY, RUNNING, TERM

WAITING = {"paid", "provisioning"}
LIVE = {"active", "non_renewal_noted", "suspended"}


class Facts(NamedTuple):
    """What the future of a server depends on. `term_ends_on` is J0, a Moroccan day; `starts_at` starts the promise."""

    state: str
    kind: str
    cycle: int
    starts_at: datetime
    call_at: datetime | None
    term_ends_on: date | None
    notice_at: datetime | None
    suspended_for: str
    corrected_at: datetime | None
    gag_until: date | None
    code_expires_at: datetime | None
    dunning: Calendar | None = None
    leaves_on: date | None = None


class TaskFacts(NamedTuple):
    """What the future of a task at the hypervisor depends on."""

    state: str
    call_at: datetime | None


def schedule(server: Facts) -> Iterator[Step]:
    """Every step from now to the end of the server."""
    if server.state in WAITING:
        yield from _delivery(server)
    if server.state == "ending":
        yield Step(server.call_at, "SRV-4.1", "destroy_machine", call=True, shown=False)
    if server.state in LIVE:
        yield from _term(server)
        yield from _suspension(server)
        yield from _leaving(server)
    if server.code_expires_at and server.state not in {"ended", "terminated", "withdrawn"}:
        yield Step(server.code_expires_at, "SRV-3.p2", "forget_code", shown=False)


def _delivery(server: Facts) -> Iterator[Step]:
    """24 hours for a dedicated server (SRV-3.1), 5 minutes for a cloud server (SRV-3.2), from the payment (C-26)."""
    start = server.starts_at
    if server.kind == "dedicated":
        yield _promise(start + DELIVERY.dedicated_amber, "SRV-3.1", "amber")
        yield _promise(start + DELIVERY.dedicated_red, "SRV-3.1", "red")
        yield Step(start + DELIVERY.dedicated, "SRV-3.1", "report_late_delivery")
        return
    if server.state == "paid":
        yield Step(server.call_at, "SRV-3.2", "begin")
    else:
        yield Step(server.call_at, "SRV-3.2", "create_machine", call=True, shown=False)
    yield _promise(start + DELIVERY.cloud_alert, "SRV-3.2", "red")
    yield Step(start + DELIVERY.cloud, "SRV-3.2", "report_late_delivery")


def _promise(at: datetime, clause: str, tone: str) -> Step:
    return Step(at, clause, "call_staff", args=(("tone", tone),), shown=False)


def _term(server: Facts) -> Iterator[Step]:
    """The proposal and its notices; then what follows an unpaid end, or the end that the customer has announced."""
    end = server.term_ends_on
    if server.notice_at:
        yield Step(opening(end + days(1)), "HD-6.3", "end_term", irreversible=True)
        return
    yield Step(_morning(end - proposal_lead(server.cycle)), "HD-6.2", "propose_renewal")
    yield from _ladder(server, server.dunning)


def _ladder(server: Facts, rung: Calendar) -> Iterator[Step]:
    """Billing's ladder (HD-3.3, HD-3.4): a rung that has no day is not there, or is paused (C-13)."""
    if rung.remind_on:
        yield _warn(rung.remind_on, f"J-{(server.term_ends_on - rung.remind_on).days}")
    yield _warn(server.term_ends_on, "J0")
    if rung.suspend_on and server.state != "suspended":
        yield Step(_morning(rung.suspend_on), "HD-3.3", "suspend_unpaid", irreversible=True)
    if rung.warn_on:
        yield Step(_morning(rung.warn_on), "HD-3.4", "warn_abandonment", "term")
    if rung.end_on:
        yield Step(_morning(rung.end_on), "HD-3.4", "list_abandoned", irreversible=True)


def _suspension(server: Facts) -> Iterator[Step]:
    """A delayed word to the customer (C-29), and the clock of restoring once he has corrected (SRV-6.2.1)."""
    if server.state != "suspended":
        return
    if server.gag_until:
        yield Step(opening(server.gag_until + days(1)), "C-29", "tell_suspended", shown=False)
    if server.corrected_at:
        yield Step(server.corrected_at + RUNNING.restore, "SRV-6.2.1", "report_late_restore", shown=False)


def _leaving(server: Facts) -> Iterator[Step]:
    """Options that were given up end with the period that is paid for them; not where the server itself ends."""
    if server.leaves_on and not server.notice_at:
        yield Step(opening(server.leaves_on + days(1)), "SRV-6.1.3", "drop_options")


def proposal_lead(cycle: int) -> timedelta:
    """How long before J0 the renewal is proposed: a month is too short for thirty days."""
    return TERM.proposal_monthly if cycle == 1 else TERM.proposal


def task_schedule(task: TaskFacts) -> Iterator[Step]:
    """Its turn, where something else was under way; one outside call while it is being done."""
    if task.state == "waiting" and task.call_at:
        yield Step(task.call_at, "SRV-6.1.2(1)", "begin_task", shown=False)
    if task.state == "doing":
        yield Step(task.call_at, "SRV-6.1.2(1)", "do_task", call=True, shown=False)


def decision_schedule(state: str, gag_until: date | None, told_at: datetime | None) -> Iterator[Step]:
    """What the customer could not be told at once is told when the delay is over (C-29)."""
    if state == "executed" and gag_until and not told_at:
        yield Step(opening(gag_until + days(1)), "C-29", "tell_customer", shown=False)


def _warn(day: date, notice: str) -> Step:
    return Step(_morning(day), "HD-6.2", "warn", "term", (("notice", notice),))


def _morning(day: date) -> datetime:
    return at_local(day, TERM.notice_hour)
