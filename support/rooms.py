"""What the rooms of support hand to the ground floor: their flows."""

from core import worker

from . import incidents, maintenance, tickets
from .flows import incidents as incident_flow
from .flows import tickets as ticket_flow
from .flows import windows

assert incidents  # importing them declares the verbs
assert maintenance
assert tickets
FLOWS = (ticket_flow, incident_flow, windows)


def open_all() -> None:
    """Called once, when Django has loaded every model."""
    for flow in FLOWS:
        worker.register(flow)
