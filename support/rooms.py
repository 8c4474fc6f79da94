"""What the rooms of support hand to the ground floor: their flows, their to-dos."""

from contracts import announcing
from core import dashboard, finding, numbers, worker
from notifications import outbox

from . import advice, home, incident_clocks, incidents, maintenance, personal, remembered, tickets
from .abuse import cases as abuse
from .flows import incidents as incident_flow
from .flows import tickets as ticket_flow
from .flows import windows
from .mail_in import addresses, taking
from .terms import MAINTENANCE, PHONE

assert incidents  # importing them declares the verbs
assert incident_clocks
assert maintenance
assert taking
assert tickets
FLOWS = (ticket_flow, incident_flow, windows, advice.flow, abuse.flow)


def open_all() -> None:
    """Called once, when Django has loaded every model."""
    personal.hand_over()
    numbers.tell(MAINTENANCE=MAINTENANCE, PHONE=PHONE)
    for flow in FLOWS:
        worker.register(flow)
    announcing.follow(remembered.forget)
    outbox.thread_source("tkt", addresses.headers)
    dashboard.register_todo(home.todos)
    dashboard.register_census(home.CENSUS)
    finding.register_shelf(home.SHELF)
