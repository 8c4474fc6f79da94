"""Terms of domain names: the contract's numbers (DN, DN-A2), each with its clause.

An extension's row may be kinder than these, never harsher; `terms_for(extension)` gives the numbers in force.
Calendar days count from J0, the expiry day in Morocco; a phase of n days ends at the end of day n.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from core.terms import POLICY, days, term


class Family(StrEnum):
    """Which life an extension's names lead after expiry."""

    GTLD = "gtld"
    MA = "ma"
    CCTLD = "cctld"  # other countries' extensions: listed, not sold before their own numbers are known


@dataclass(frozen=True, slots=True)
class NameTerms:
    """What holds for every name."""

    family: Family = term(Family.GTLD, "DN-5.1")
    first_notice: timedelta = term(days(30), "DN-3.3")
    second_notice: timedelta = term(days(10), "DN-3.3")
    late_notice: timedelta = term(days(5), "DN-3.3")
    proposal: timedelta = term(days(30), "HD-3.5")
    notice_hour: int = term(8, POLICY)
    validation_working_days: int = term(2, "DN-2.4b")
    forward_working_days: int = term(1, "C-17")
    redemption_reminder: timedelta = term(days(5), POLICY)
    registrar_lock: bool = term(True, "DN-6.p1(3)")


@dataclass(frozen=True, slots=True)
class GtldTerms(NameTerms):
    """Generic extensions: three phases of recovery (DN-5)."""

    week_notice: timedelta = term(days(7), "C-04")
    grace: timedelta = term(days(36), "DN-5.2")
    redemption: timedelta = term(days(30), "DN-5.3")
    pending_delete: timedelta = term(days(5), "DN-5.4")
    staff_list: timedelta = term(days(34), "DN-12.1")
    dns_interrupt: timedelta = term(days(20), "DN-15.2")  # ICANN's ERRP: out of the DNS before the deletion…
    interrupt_lead: timedelta = term(days(8), "DN-15.2")  # …by this many days at least
    buy_back: int = term(199_900, "DN-5.3")  # centimes, excluding tax, one year included (C-25)
    max_years: int = term(10, "DN-3.2a")

    @property
    def notice_lead(self) -> timedelta:
        """No deletion sooner than this after the last notice was really sent."""
        return self.grace - self.late_notice


@dataclass(frozen=True, slots=True)
class MaTerms(NameTerms):
    """The Moroccan zones: 25 days announced, 30 honoured, then the cancellation grace (DN-5.5, C-01)."""

    family: Family = term(Family.MA, "DN-A2-0")
    registrar_lock: bool = term(False, "DN-A2-3.1a")  # a .ma name may leave at any time
    announced_grace: timedelta = term(days(25), "DN-A2-2.3")
    grace: timedelta = term(days(30), "DN-A2-4.2.1")
    cutoff: timedelta = term(days(29), "C-01")
    cutoff_hour: int = term(18, "C-01")
    reminder: timedelta = term(days(20), "C-04")
    staff_list: timedelta = term(days(25), "DN-A2-4.2.2")
    cancel_grace: timedelta = term(days(30), "DN-A2-4.1.2")
    cancel_grace_reminder: timedelta = term(days(20), "DN-A2-4.1.2")
    cancel_grace_last: timedelta = term(days(29), "DN-A2-4.1.2")
    max_years: int = term(5, "DN-A2-2.2")

    @property
    def notice_lead(self) -> timedelta:
        """No cancellation sooner than this after the last notice was really sent."""
        return self.announced_grace - self.late_notice


@dataclass(frozen=True, slots=True)
class EndTerms:
    """How requests, circumstances and decisions about a name's end are handled by staff."""

    claim_working_days: int = term(2, POLICY)  # upon a circumstance that a customer claims
    claims_a_term: int = term(3, POLICY)  # claimed by the customer of one name in one term
    cancellation_working_days: int = term(1, POLICY)  # upon a cancellation that a customer asks for
    lock_working_days: int = term(2, POLICY)  # facts B3: a name under UDRP is locked by then
    after_grace: timedelta = term(days(7), POLICY)  # how long a name kept beyond its grace may be paid for


@dataclass(frozen=True, slots=True)
class FileTerms:
    """Registration files, papers and holder changes: how long each side is waited for."""

    information: timedelta = term(days(15), "DN-7.3.3")
    information_reminders: tuple[timedelta, ...] = term((days(7), days(12)), "DN-7.3.3")
    refusal: timedelta = term(days(7), "DN-9.3")
    review: timedelta = term(days(4), POLICY)  # the registry's 4 or 5 days for the form (facts B4): the safer
    review_reminders: tuple[timedelta, ...] = term((days(2), days(3)), POLICY)
    paper_notice: timedelta = term(days(30), POLICY)  # before an identity paper expires
    change_open: timedelta = term(days(30), POLICY)  # a holder change that nobody carries on lapses
    change_reminders: tuple[timedelta, ...] = term((days(7), days(21)), POLICY)


@dataclass(frozen=True, slots=True)
class TransferTerms:
    """Names that move between registrars (DN-6). The registry's own window comes with each transfer (`act_by`)."""

    code_working_days: int = term(1, "DN-8.3")
    code_days: timedelta = term(days(3), "DN-A2-3.1c")
    years: int = term(1, POLICY)  # what a transfer adds at the registry (facts B1, B4)
    poll: timedelta = term(timedelta(hours=6), POLICY)
    overdue: timedelta = term(days(1), POLICY)  # the registry's window has passed and nothing was decided
    out_reminder: timedelta = term(days(2), POLICY)  # before the registry decides
    out_last_call: timedelta = term(days(1), POLICY)
    wrong_codes: int = term(3, POLICY)
    watch: timedelta = term(days(14), POLICY)  # facts B3: how long a code that was shown may be used
    watch_every: timedelta = term(days(1), POLICY)


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """How searches are run. None of these is promised to a customer."""

    remembered: timedelta = term(timedelta(seconds=20), POLICY)  # an answer is shown again, never kept
    patience: timedelta = term(timedelta(seconds=5), POLICY)  # a registry that is slower has not answered
    window: timedelta = term(timedelta(minutes=1), POLICY)
    searches: int = term(40, "SSL-10.9(4)")  # from one address in a window
    in_bulk: int = term(50, POLICY)
    registries_at_once: int = term(8, POLICY)
    suggestions: int = term(6, POLICY)
    suggestions_asked: int = term(12, POLICY)


@dataclass(frozen=True, slots=True)
class ComparisonTerms:
    """The nightly comparison with the registries: between which Moroccan hours, and how many names at once."""

    from_hour: int = term(1, POLICY)
    until_hour: int = term(5, POLICY)
    batch: int = term(50, POLICY)
    every: timedelta = term(timedelta(minutes=10), POLICY)  # as beat knocks


@dataclass(frozen=True, slots=True)
class WhoisTerms:
    """The public look-up of names."""

    answer: timedelta = term(timedelta(seconds=8), POLICY)  # a slower directory is out of order for us


COMPARISON = ComparisonTerms()
WHOIS = WhoisTerms()
END = EndTerms()
GTLD = GtldTerms()
MA = MaTerms()
FILES = FileTerms()
TRANSFER = TransferTerms()
SEARCH = SearchTerms()


def terms_for(extension: Any) -> GtldTerms | MaTerms:
    """The terms of one extension: the contract's numbers, with the row's own where it has any."""
    if extension.family == Family.MA:
        return MA
    return _generic(extension.grace_days, extension.redemption_days, extension.pending_delete_days)


@lru_cache(maxsize=256)
def _generic(grace: int | None, redemption: int | None, pending_delete: int | None) -> GtldTerms:
    own: dict[str, int | None] = {"grace": grace, "redemption": redemption, "pending_delete": pending_delete}
    changed: dict[str, Any] = {name: days(n) for name, n in own.items() if n is not None}
    return replace(GTLD, **changed)
