"""What the rooms of certificates hand to the ground floor: their flows, their to-dos, their ears."""

from django.core import checks

from core import dashboard, finding, worker
from support.abuse import services as abuse

from . import home, lifecycle, orders
from .authority import choosing
from .delivery import watching
from .ending import notices, revocations, stops
from .flows import cancellations, certificates, decisions, validations
from .flows import orders as order_flow
from .models import SslOrder

assert lifecycle  # importing them declares the verbs
assert notices
assert revocations
FLOWS = (order_flow, certificates, validations, watching.flow, cancellations, decisions, stops.flow)
GONE = ("cancelled", "revoked", "expired", "terminated", "refused", "bad_data")


def open_all() -> None:
    """Called once, when Django has loaded every model."""
    for flow in FLOWS:
        worker.register(flow)
    worker.register_pull(orders.pull)
    dashboard.register_todo(home.todos)
    dashboard.register_census(home.CENSUS)
    finding.register_shelf(home.SHELF)
    abuse.register_finder(abuse.named(SslOrder, ("names__0",), GONE, rank=3))
    checks.register(lambda app_configs, **kwargs: choosing.faults())
