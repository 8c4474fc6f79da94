"""The whole life of a hosting account, on one screen: what happens if nobody acts. Pure.

Nothing renews tacitly (HD-6.2). Unpaid, an account is suspended, then shown to staff (HD-3.3, HD-3.4): the clock alone
removes nothing. Under notice it ends with its period (HD-6.3); its data stay a while, and their removal is announced.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from billing.dunning.terms import Calendar
from core.clock import at_local, days, opening
from core.schedule import Step

from .terms import HOSTING, KEEPING

CALLS = {
    "provisioning": ("create_at_panel", "HD-6.1"),
    "suspending": ("suspend_at_panel", "HD-4.2"),
    "resuming": ("resume_at_panel", "HD-3.3"),
    "changing": ("change_at_panel", "HD-5.2"),
    "closing": ("close_at_panel", "HD-6.3"),
    "removing": ("remove_at_panel", "HD-6.3"),
}
RUNNING = {"active", "suspended"}


class AccountFacts(NamedTuple):
    """What the future of an account depends on; `paid_through` is J0, a Moroccan day."""

    state: str
    cycle: int
    call_at: datetime | None
    withdraw_until: date | None
    paid_through: date | None
    notice_at: datetime | None
    data_until: date | None
    listed_at: datetime | None
    secret_until: datetime | None
    dunning: Calendar | None


def account_schedule(account: AccountFacts) -> Iterator[Step]:
    """Every step from now to the end."""
    if account.state in CALLS and account.call_at:
        verb, clause = CALLS[account.state]
        yield Step(account.call_at, clause, verb, call=True, shown=False)
    if account.state == "waiting" and account.withdraw_until:
        yield Step(opening(account.withdraw_until + days(1)), "C-21", "start")
    if account.state in RUNNING and account.paid_through:
        yield from _period_end(account, account.paid_through)
    if account.state in RUNNING and account.secret_until:
        yield Step(account.secret_until, "HD-4.3", "forget_password", shown=False)
    if account.state == "closed" and account.data_until:
        told = account.data_until - KEEPING.removal_notice
        yield Step(_morning(told), "HD-6.3", "warn_removal", "removal")
        gone = opening(account.data_until + days(1))
        yield Step(gone, "HD-6.3", "remove", irreversible=True, needs="removal")


def _period_end(account: AccountFacts, end: date) -> Iterator[Step]:
    """Proforma and reminders, or the end that was noticed; then suspension and the list of the abandoned."""
    if account.notice_at:
        yield Step(opening(end + days(1)), "HD-6.3", "end")
        return
    yield Step(_morning(end - proposal_lead(account.cycle)), "HD-6.2", "propose_renewal")
    rung = account.dunning
    for day in filter(None, (rung.remind_on, end)):
        yield Step(_morning(day), "HD-6.2", "remind", "renewal", (("left", str((end - day).days)),))
    if rung.suspend_on:
        yield Step(_morning(rung.suspend_on), "HD-3.3", "suspend_unpaid", irreversible=True)
    if rung.end_on and account.listed_at is None:
        yield Step(_morning(rung.end_on), "HD-3.4", "list_abandoned", irreversible=True)


def proposal_lead(cycle: int):
    """How long before J0 the renewal is proposed; a month leaves less time."""
    return HOSTING.first_notice_monthly if cycle == min(HOSTING.cycles) else HOSTING.first_notice


def _morning(day: date) -> datetime:
    return at_local(day, HOSTING.morning)
