"""Out of the DNS (clientHold) and back: while a name is parked after its expiry, or suspended, and no longer."""

from core.acts import Act

from .changes.lifecycle import ask_for
from .models import Domain, Suspension

ALIVE = {"registered", "renewing", "grace"}  # a name that is being deleted has left the DNS already


def stop(domain: Domain, act: Act, clause: str) -> None:
    """Ask the registry to take the name out of the DNS."""
    if domain.state in ALIVE:
        ask_for(domain, "hold", {"on": True}, act, clause)


def resume(domain: Domain, act: Act, clause: str, apart: Suspension | None = None) -> None:
    """Ask for its return, unless something else still keeps it out (`apart`: the suspension being lifted)."""
    standing = domain.suspensions.filter(state="standing").exclude(pk=apart.pk if apart else None)
    if domain.state in ALIVE and not domain.parked_on and not standing.exists():
        ask_for(domain, "hold", {"on": False}, act, clause)
