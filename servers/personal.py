"""Personal data of the room: a server's addresses in its owner's copy; staff's notes and measurements are left out."""

from accounts.privacy import parts, retention
from accounts.privacy.parts import Part

from .models import Address, Sample, ServerDecision


def hand_over() -> None:
    """Called once, when Django has loaded every model."""
    parts.register(Part(ServerDecision, hidden=("note",)), Part(Address, way="server__customer"))
    parts.leave_out(Sample, "measurements of a machine, shown as curves on the server’s page")
    retention.register_hold(_ruled)


def _ruled():
    """Customers about whose services a decision waits for its second person."""
    return ServerDecision.objects.filter(state="entered").values_list("customer", flat=True)
