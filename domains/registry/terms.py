"""The registries' own numbers, which the sandbox lives by; ours (domains/terms.py) stay inside them.

Not contract terms: each carries where it is known from (facts B1 and B4).
"""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import POLICY, days, term


@dataclass(frozen=True, slots=True)
class GtldRegistryTerms:
    """A generic registry: it renews by itself at expiry and takes that back on deletion (C-02, C-37)."""

    auto_renew: timedelta = term(days(45), "C-02")
    redemption: timedelta = term(days(30), "DN-5.3")
    pending_delete: timedelta = term(days(5), "DN-5.4")
    restore_report: timedelta = term(days(7), POLICY)  # facts B1: without a report the restore falls back
    max_years: int = term(10, "DN-3.2a")
    transfer_window: timedelta = term(days(5), POLICY)  # facts B3: no answer is a yes
    transfer_lock: timedelta = term(days(60), "DN-6.p1(1)")  # after creation and after a transfer


@dataclass(frozen=True, slots=True)
class MaRegistryTerms:
    """ANRT: no command by day 30 means tacit renewal; a cancelled name has 30 days of grace (C-01)."""

    tacit_renewal: timedelta = term(days(30), "C-01")
    cancel_grace: timedelta = term(days(30), "DN-A2-4.1.2")
    max_years: int = term(5, "DN-A2-2.2")
    transfer_window: timedelta = term(days(5), POLICY)  # facts B4: "several days"
    transfer_lock: timedelta = term(days(0), "C-06")


@dataclass(frozen=True, slots=True)
class ManualTerms:
    """Work by hand: how long an answer about a name being deleted is believed."""

    ask_again: timedelta = term(days(1), POLICY)


GTLD_REGISTRY = GtldRegistryTerms()
MA_REGISTRY = MaRegistryTerms()
MANUAL = ManualTerms()
