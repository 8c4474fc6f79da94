"""Faults on purpose of the sandbox authority: down before the work, silent after it, refusing (`core.faults`).

The commands are `request`, `advance`, `cancel`, `revoke` and `renewal_window`; the name is the certificate's first.
"""

from core.faults import Fault, FaultPlan, Kind, Switch

switch = Switch()
install, injected, before, after = switch.install, switch.injected, switch.before, switch.after
at_the_counter = switch.at_the_counter

__all__ = ["Fault", "FaultPlan", "Kind", "after", "at_the_counter", "before", "injected", "install"]
