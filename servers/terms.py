"""Terms of servers: the contract's numbers (SRV), each with its clause.

Days are Moroccan and count from J0, the last day of the paid term; hours and minutes are elapsed time, day and night.
"""

from dataclasses import dataclass
from datetime import timedelta

from billing.cycles import CYCLES
from core.terms import POLICY, days, term
from support.policy import STANDARD, SupportPolicy


@dataclass(frozen=True, slots=True)
class DeliveryTerms:
    """From the confirmed payment (C-26) to the machine: what is promised, and when staff are called before."""

    dedicated: timedelta = term(timedelta(hours=24), "SRV-3.1")
    dedicated_amber: timedelta = term(timedelta(hours=12), POLICY)
    dedicated_red: timedelta = term(timedelta(hours=20), POLICY)
    cloud: timedelta = term(timedelta(minutes=5), "SRV-3.2")
    cloud_alert: timedelta = term(timedelta(minutes=3), "SRV-3.2")
    lease: timedelta = term(
        timedelta(seconds=60), POLICY
    )  # a creation not answered by then is asked for again
    look_again: timedelta = term(timedelta(seconds=5), POLICY)  # a machine that is still being built
    no_address: timedelta = term(timedelta(minutes=1), POLICY)  # none is free: looked for again
    withdrawal: timedelta = term(days(7), "C-21")
    code_life: timedelta = term(days(7), POLICY)  # a one-time link to access codes


@dataclass(frozen=True, slots=True)
class TermTerms:
    """The paid term: cycles, the proposal before its end, a notice. What follows unpaid is billing's ladder."""

    cycles: tuple[int, ...] = term(CYCLES, "HD-3.1d")  # months
    proposal: timedelta = term(days(30), POLICY)
    proposal_monthly: timedelta = term(days(10), POLICY)
    notice_hour: int = term(8, POLICY)


@dataclass(frozen=True, slots=True)
class RunningTerms:
    """While it runs: counters, console, restoring, what one customer may ask for."""

    warn_percent: int = term(80, "SRV-5.1(1)")
    full_percent: int = term(100, "SRV-5.1(1)")
    samples_every: timedelta = term(timedelta(minutes=15), POLICY)
    samples_kept: timedelta = term(days(400), POLICY)
    samples_shown: timedelta = term(days(31), POLICY)
    console_ticket: timedelta = term(timedelta(minutes=2), POLICY)
    console_lent: timedelta = term(timedelta(hours=4), POLICY)  # a login of a dedicated server's own console
    restore: timedelta = term(
        timedelta(hours=1), POLICY
    )  # "as soon as he says so": what staff hold themselves to
    work_by_hand: timedelta = term(timedelta(hours=2), POLICY)  # what staff do at a machine
    tasks_open: int = term(5, POLICY)  # of one server at the same time
    ssh_keys: int = term(10, POLICY)
    patience: timedelta = term(timedelta(seconds=20), POLICY)  # for one answer of a hypervisor's API
    pause: timedelta = term(timedelta(milliseconds=200), POLICY)  # between two looks at a job there


@dataclass(frozen=True, slots=True)
class ManagementTerms:
    """The management options: hours a month, and the clocks of incidents (SRV-A2). Support keeps them."""

    managed_minutes: int = term(120, "SRV-A2-1.1")
    fully_minutes: int = term(300, "SRV-A2-1.2")
    informed: timedelta = term(timedelta(minutes=30), "SRV-A2-2.2")
    managed_taken: timedelta = term(timedelta(hours=2), "SRV-A2-2.4(1)")
    managed_resolved: timedelta = term(timedelta(hours=4), "SRV-A2-2.4(2)")
    fully_taken: timedelta = term(timedelta(minutes=30), "SRV-A2-2.5(1)")
    fully_resolved: timedelta = term(timedelta(hours=2), "SRV-A2-2.5(2)")
    advice_months: int = term(1, POLICY)  # how often a Fully Managed server is reviewed unasked (SRV-6.1.3)


DELIVERY = DeliveryTerms()
TERM = TermTerms()
RUNNING = RunningTerms()
MANAGEMENT = ManagementTerms()
POLICIES: dict[str, SupportPolicy] = {
    "none": STANDARD,
    "managed": SupportPolicy(
        "managed", first_information=MANAGEMENT.informed, taken_in_hand=MANAGEMENT.managed_taken,
        resolved=MANAGEMENT.managed_resolved, included_minutes=MANAGEMENT.managed_minutes,
        hard_cap=MANAGEMENT.managed_minutes, around_the_clock=True, take_clause="SRV-A2-2.4(1)",
        resolve_clause="SRV-A2-2.4(2)", hours_clause="SRV-A2-1.1",
    ),
    "fully_managed": SupportPolicy(
        "fully_managed", first_information=MANAGEMENT.informed, taken_in_hand=MANAGEMENT.fully_taken,
        resolved=MANAGEMENT.fully_resolved, included_minutes=MANAGEMENT.fully_minutes,
        hard_cap=MANAGEMENT.fully_minutes, around_the_clock=True, take_clause="SRV-A2-2.5(1)",
        resolve_clause="SRV-A2-2.5(2)", hours_clause="SRV-A2-1.2", advice_months=MANAGEMENT.advice_months,
    ),
}  # fmt: skip
