"""What the rooms of certificates hand to the ground floor: their flows, their to-dos, their ears."""

from django.core import checks

from core import worker

from . import lifecycle, orders
from .authority import choosing
from .flows import certificates, validations
from .flows import orders as order_flow

assert lifecycle  # importing it declares the verbs
FLOWS = (order_flow, certificates, validations)


def open_all() -> None:
    """Called once, when Django has loaded every model."""
    for flow in FLOWS:
        worker.register(flow)
    worker.register_pull(orders.pull)
    checks.register(lambda app_configs, **kwargs: choosing.faults())
