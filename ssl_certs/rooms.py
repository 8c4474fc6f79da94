"""What the rooms of certificates hand to the ground floor: their flows, their to-dos, their ears."""

from django.core import checks

from billing.refunds import lifecycle as refunds
from core import dashboard, finding, worker

from . import home, lifecycle, orders
from .authority import choosing
from .delivery import watching
from .ending import cancellations as endings
from .ending import notices, revocations, stops
from .flows import cancellations, certificates, decisions, validations
from .flows import orders as order_flow

assert lifecycle  # importing them declares the verbs
assert notices
assert revocations
FLOWS = (order_flow, certificates, validations, watching.flow, cancellations, decisions, stops.flow)


def open_all() -> None:
    """Called once, when Django has loaded every model."""
    for flow in FLOWS:
        worker.register(flow)
    worker.register_pull(orders.pull)
    refunds.listen("scn", endings.hear_of_refund)
    dashboard.register_todo(home.todos)
    dashboard.register_census(home.CENSUS)
    finding.register_shelf(home.SHELF)
    checks.register(lambda app_configs, **kwargs: choosing.faults())
