"""Faults on purpose of the sandbox registry and its name server; a refusal is EPP's 2308 unless it says otherwise."""

from dataclasses import dataclass

from core import faults
from core.faults import Kind, Switch

POLICY_VIOLATION = 2308


@dataclass
class Fault(faults.Fault):
    """One fault that waits for its command and name."""

    code: int | str = POLICY_VIOLATION


@dataclass
class FaultPlan(faults.FaultPlan):
    """Rates, outages and scripted faults of the registry."""

    refusable: frozenset[str] = frozenset({"register"})
    refusal_code: int | str = POLICY_VIOLATION


switch = Switch()
install, injected, before, after = switch.install, switch.injected, switch.before, switch.after

__all__ = ["Fault", "FaultPlan", "Kind", "after", "before", "injected", "install"]
