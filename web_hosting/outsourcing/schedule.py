"""What happens by itself to missions, quotes and monthly contracts. Pure."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from billing.dunning.terms import Calendar
from core.clock import at_local, days, opening
from core.schedule import Step

from .terms import OUTSOURCING

MORNING = 8


class ContractFacts(NamedTuple):
    """What the future of a monthly contract depends on."""

    state: str
    started_on: date | None
    paid_through: date | None
    notice_at: datetime | None
    onboarded_at: datetime | None
    dunning: Calendar


def mission_schedule(state: str, quote_by: datetime) -> Iterator[Step]:
    """A request waits for its quote no longer than we answer (HD-2.3.2(2))."""
    if state == "asked":
        yield Step(quote_by, "HD-2.3.1", "report_late_quote", shown=False)


def quote_schedule(state: str, valid_until: datetime, payable_until: datetime | None) -> Iterator[Step]:
    """An offer that nobody accepts, or accepts and does not pay, lapses (HD-6.2)."""
    if state == "offered":
        yield Step(valid_until, "HD-2.3.1", "lapse")
    if state == "accepted" and payable_until:
        yield Step(payable_until, "HD-6.2", "lapse")


def contract_schedule(contract: ContractFacts) -> Iterator[Step]:
    """Each month is paid in advance or the contract lapses; the checklist of the beginning is looked at."""
    if contract.state != "active":
        return
    if contract.onboarded_at is None:
        late = _morning(contract.started_on + OUTSOURCING.onboarding)
        yield Step(late, "HD-2.3.2(1)", "report_late_onboarding", shown=False)
    if contract.notice_at:
        yield Step(opening(contract.paid_through + days(1)), "HD-6.3", "end")
        return
    yield Step(_morning(contract.paid_through - OUTSOURCING.proposal), "HD-6.2", "propose_renewal")
    if contract.dunning.end_on:
        yield Step(opening(contract.dunning.end_on + days(1)), "HD-6.2", "lapse", irreversible=True)


def _morning(day: date) -> datetime:
    return at_local(day, MORNING)
