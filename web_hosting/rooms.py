"""What the rooms of web hosting hand to the ground floor: their flows, their to-dos, their ears."""

from django.core import checks
from django.utils.translation import gettext_lazy as _

from billing import dunning
from billing.refunds import lifecycle as refunds
from core import dashboard, finding, worker
from support import status

from . import accounts, flows, home, lifecycle
from .changes import changing
from .ending import decisions
from .lifecycle import provisioning
from .models import HostingAccount
from .outsourcing import contracts, missions
from .outsourcing.models import OutsourcingContract
from .panel import choosing
from .restores import restoring
from .usage import overuse

assert lifecycle  # importing them declares the verbs
assert changing
assert restoring
FLOWS = (
    flows.accounts, flows.suspensions, overuse.flow, flows.restores, flows.changes, decisions.flow, missions.flow,
    flows.quotes, contracts.flow,
)  # fmt: skip


def open_all() -> None:
    """Called once, when Django has loaded every model."""
    dunning.register(HostingAccount)
    dunning.register(OutsourcingContract)
    for flow in FLOWS:
        worker.register(flow)
    worker.register_pull(accounts.pull)
    refunds.listen("hos", provisioning.hear_of_refund)
    dashboard.register_waiting(home.WAITING)
    dashboard.register_census(home.CENSUS)
    finding.register_shelf(home.SHELF)
    status.name_kind("hosting", _("Web hosting"))
    status.name_kind("outsourcing", _("Outsourcing"))
    checks.register(lambda app_configs, **kwargs: choosing.faults())
