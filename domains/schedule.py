"""The whole life of a name, on one screen: what will happen if nobody acts, under which clause.

Pure: `Facts` and terms in, dated steps out.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from core.clock import at_local, days, opening
from core.schedule import Step

from .phases import deletion_on, interrupt_on
from .terms import Family, GtldTerms, MaTerms

CALLS = {
    "registering": ("register_at_registry", "DN-2.3a"),
    "renewing": ("renew_at_registry", "DN-3.1"),
    "restoring": ("restore_at_registry", "DN-5.3"),
    "deleting": ("delete_at_registry", "DN-12.1"),
    "cancelling": ("cancel_at_registry", "DN-A2-4.2.2"),
}


class Facts(NamedTuple):
    """What the future of a name depends on. `paid_through` is J0, a Moroccan day."""

    state: str
    paid_through: date | None
    call_at: datetime | None
    validation_due_at: datetime | None
    redemption_on: date | None
    cancelled_on: date | None
    cutoff_missed_on: date | None
    letting_expire: bool
    parked_on: date | None
    ended_by: str


@lru_cache(maxsize=2_000)
def steps(facts: Facts, terms: GtldTerms | MaTerms) -> tuple[Step, ...]:
    """Names with the same facts have the same future: those that expire on one day share it."""
    return tuple(schedule(facts, terms))


def schedule(name: Facts, terms: GtldTerms | MaTerms) -> Iterator[Step]:
    """Every step from now to the end of the name."""
    if name.state in CALLS:
        verb, clause = CALLS[name.state]
        yield Step(name.call_at, clause, verb, call=True, shown=False)
    if name.state == "registering" and name.validation_due_at:
        yield Step(name.validation_due_at, "DN-2.4b", "report_late_validation")
    if name.state in {"registered", "grace"}:
        yield from _until_grace_ends(name, terms)
    yield from _ma_end(name, terms) if isinstance(terms, MaTerms) else _gtld_end(name, terms)


def _until_grace_ends(name, terms) -> Iterator[Step]:
    """The notices before and after expiry (DN-3.3, DN-A2-2.1), the proposal, the start of the grace."""
    end = name.paid_through
    if not name.letting_expire:
        yield Step(_morning(end - terms.proposal, terms), "HD-3.5", "propose_renewal")
    yield _warn(end - terms.first_notice, "DN-3.3", "J-30", terms)
    yield _warn(end - terms.second_notice, "DN-3.3", "J-10", terms)
    if terms.family == Family.GTLD:
        yield _warn(end - terms.week_notice, "C-04", "J-7", terms)
        yield _warn(end, "C-04", "J0", terms)
    yield Step(opening(end + days(1)), _grace_clause(terms), "enter_grace")
    yield _warn(end + terms.late_notice, "DN-3.3", "J+5", terms)
    if terms.family == Family.MA:
        yield _warn(end + terms.reminder, "C-04", "J+20", terms)
    yield Step(_morning(end + terms.staff_list, terms), _list_clause(terms), "list_for_staff", shown=False)


def _gtld_end(name, terms: GtldTerms) -> Iterator[Step]:
    """Grace of 36 days, out of the DNS from the 20th; redemption of 30, deletion of 5 (DN-5, DN-15.2)."""
    ending = {"registered", "grace", "redemption", "pending_delete"}
    if name.state not in ending:
        return
    redemption_on = deletion_on(name, terms)
    pending_on = redemption_on + terms.redemption
    if name.state in {"registered", "grace"}:
        out = opening(name.parked_on) if name.parked_on else _morning(interrupt_on(name, terms), terms)
        yield Step(out, "DN-15.2", "interrupt_dns")
        at = _not_before_return(name, opening(redemption_on))
        yield Step(at, "DN-5.3", "delete_name", irreversible=True, needs="expiry")
    if name.state != "pending_delete":
        if name.ended_by != "decision":
            last_days = pending_on - terms.redemption_reminder
            yield _warn(last_days, "DN-5.3", "redemption", terms, series="redemption")
        yield Step(_not_before_return(name, opening(pending_on)), "DN-5.4", "enter_pending_delete")
    yield _gone(name, opening(pending_on + terms.pending_delete), "DN-5.4")


def _ma_end(name, terms: MaTerms) -> Iterator[Step]:
    """Cancelled at the registry's cut-off, then a cancellation grace of 30 days (C-01, DN-A2-4)."""
    ending = {"registered", "grace", "cancel_grace"}
    if name.state not in ending or (name.cutoff_missed_on and name.state != "cancel_grace"):
        return
    cancelled_on = name.cancelled_on or name.paid_through + terms.cutoff
    if name.state in {"registered", "grace"}:
        at = _not_before_return(name, at_local(cancelled_on, terms.cutoff_hour))
        yield Step(at, "DN-A2-4.2.2", "cancel_name", irreversible=True, needs="expiry")
    if name.ended_by != "decision":
        twentieth, last = terms.cancel_grace_reminder, terms.cancel_grace_last
        yield _warn(cancelled_on + twentieth, "DN-A2-4.1.2", "cancel-20", terms, series="cancel")
        yield _warn(cancelled_on + last, "DN-A2-4.1.2", "cancel-29", terms, series="cancel")
    end = opening(cancelled_on + terms.cancel_grace + days(1))
    yield _gone(name, end, "DN-A2-4.1.4")


def _gone(name, at: datetime, clause: str) -> Step:
    """The end is read from the registry, never assumed (DN-A2-4.2.3)."""
    asking = name.state in {"pending_delete", "cancel_grace"}
    return Step(
        max(at, name.call_at) if asking and name.call_at else at, clause, "confirm_deletion", call=asking
    )


def _not_before_return(name, at: datetime) -> datetime:
    """An end that fell due while the registry was asked for something else comes after its refusal (`call_at`)."""
    return max(at, name.call_at) if name.call_at and name.state in {"grace", "redemption"} else at


def _warn(day: date, clause: str, notice: str, terms, series: str = "expiry") -> Step:
    return Step(_morning(day, terms), clause, "warn", series, (("notice", notice),))


def _morning(day: date, terms) -> datetime:
    return at_local(day, terms.notice_hour)


def _grace_clause(terms) -> str:
    return "DN-5.2" if terms.family == Family.GTLD else "DN-A2-4.2.1"


def _list_clause(terms) -> str:
    return "DN-12.1" if terms.family == Family.GTLD else "DN-A2-4.2.2"
