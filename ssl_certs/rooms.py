"""What the rooms of certificates hand to the ground floor: their flows, their to-dos, their ears."""

from django.core import checks

from billing import lines
from billing.refunds import lifecycle as refunds
from billing.renewals import register_source
from contracts.formal import endings as formal
from core import belongings, dashboard, finding, numbers, worker
from support import status
from support.abuse import services as abuse

from . import coverage, home, lifecycle, orders, personal, renewable
from .authority import choosing
from .delivery import watching
from .ending import cancellations as endings
from .ending import decisions as decisions_of_ours
from .ending import notices, revocations, stops
from .ending.decisions import end_for_breach
from .flows import cancellations, certificates, decisions, validations
from .flows import orders as order_flow
from .models import SslOrder
from .terms import CERTIFICATES

assert lifecycle  # importing them declares the verbs
assert notices
assert revocations
FLOWS = (order_flow, certificates, validations, watching.flow, cancellations, decisions, stops.flow)
GONE = ("cancelled", "revoked", "expired", "terminated", "refused", "bad_data")


def open_all() -> None:
    """Called once, when Django has loaded every model."""
    personal.hand_over()
    numbers.tell(CERTIFICATES=CERTIFICATES)
    for flow in FLOWS:
        worker.register(flow)
    worker.register_pull(orders.pull, lines.waiting_at_all)
    refunds.listen("scn", endings.hear_of_refund)
    dashboard.register_todo(home.todos)
    dashboard.register_census(home.CENSUS)
    belongings.register_service(home.SERVICE)
    formal.register_ending(home.SERVICE.prefix, end_for_breach)
    finding.register_shelf(home.SHELF)
    register_source(renewable.rows)
    abuse.register_finder(
        abuse.named(SslOrder, ("names__0",), GONE, decisions_of_ours.cut_for_abuse, rank=3, at_once=False)
    )
    status.name_places(coverage.KIND, coverage.places)
    checks.register(lambda app_configs, **kwargs: choosing.faults())
