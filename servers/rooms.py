"""What the rooms of servers hand to the ground floor: their flows, their to-dos, their ears."""

from django.core import checks
from django.utils.translation import gettext_lazy as _

from billing import dunning, lines
from billing.renewals import register_source
from contracts.formal import endings
from core import belongings, dashboard, finding, numbers, worker
from support import advice, status
from support import coverage as support_coverage
from support.abuse import services as abuse

from . import advising, coverage, home, orders, personal, renewable
from .ending.decisions import end_for_breach
from .flows import decisions, machines, servers, tasks
from .hypervisor import choosing
from .lifecycle import calls, suspending, term
from .managing import acts, usage
from .models import Server
from .terms import DELIVERY, MANAGEMENT

assert calls  # importing them declares the verbs
assert suspending
assert term
assert acts
assert usage
assert machines
FLOWS = (servers, tasks, decisions)
GONE = ("ending", "ended", "terminated", "withdrawn")


def open_all() -> None:
    """Called once, when Django has loaded every model."""
    personal.hand_over()
    dunning.register(Server)
    numbers.tell(DELIVERY=DELIVERY, MANAGEMENT=MANAGEMENT)
    for flow in FLOWS:
        worker.register(flow)
    worker.register_pull(orders.pull, lines.waiting_at_all)
    dashboard.register_waiting(home.WAITING)
    dashboard.register_census(home.CENSUS)
    belongings.register_service(home.SERVICE)
    endings.register_ending(home.SERVICE.prefix, end_for_breach)
    finding.register_shelf(home.SHELF)
    register_source(renewable.rows)
    abuse.register_finder(
        abuse.named(Server, ("hostname", "addresses__ip__iexact"), GONE, suspending.cut_for_abuse)
    )
    support_coverage.follow_backups("srv", coverage.keep_backups)
    advice.know("srv", advising.facts)
    status.name_kind(coverage.KIND, _("Servers"))
    status.name_sites(coverage.sites)
    checks.register(lambda app_configs, **kwargs: choosing.faults())
