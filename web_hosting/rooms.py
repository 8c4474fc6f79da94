"""What the rooms of web hosting hand to the ground floor: their flows, their to-dos, their ears."""

from django.core import checks
from django.utils.translation import gettext_lazy as _

from billing import dunning, lines
from billing.refunds import lifecycle as refunds
from billing.renewals import register_source
from contracts.formal import endings
from core import belongings, dashboard, finding, numbers, simulation, worker
from support import coverage as support_coverage
from support import more_work, status
from support.abuse import services as abuse

from . import accounts, coverage, flows, home, lifecycle, personal, renewable
from .changes import changing, planning
from .ending import decisions
from .lifecycle import provisioning, suspending
from .models import HostingAccount
from .outsourcing import contracts, missions
from .outsourcing.models import OutsourcingContract
from .outsourcing.terms import OUTSOURCING
from .panel import choosing
from .restores import restoring
from .terms import HOSTING
from .usage import overuse, reading

assert lifecycle  # importing them declares the verbs
assert changing
assert planning
assert restoring
FLOWS = (
    flows.accounts, flows.suspensions, overuse.flow, flows.restores, flows.changes, decisions.flow, missions.flow,
    flows.quotes, contracts.flow,
)  # fmt: skip
GONE = ("ended", "terminated", "withdrawn")


def open_all() -> None:
    """Called once, when Django has loaded every model."""
    personal.hand_over()
    dunning.register(HostingAccount)
    dunning.register(OutsourcingContract)
    numbers.tell(HOSTING=HOSTING, OUTSOURCING=OUTSOURCING)
    for flow in FLOWS:
        worker.register(flow)
    simulation.run_after_each_event(reading.read_at)
    worker.register_pull(accounts.pull, lines.waiting_at_all)
    refunds.listen("hos", provisioning.hear_of_refund)
    dashboard.register_waiting(home.WAITING)
    dashboard.register_census(home.CENSUS)
    for service in home.SERVICES:
        belongings.register_service(service)
    endings.register_ending("hos", decisions.end_for_breach)
    finding.register_shelf(home.SHELF)
    register_source(renewable.rows)
    abuse.register_finder(abuse.named(HostingAccount, ("domain",), GONE, suspending.cut_for_abuse, rank=1))
    status.name_kind(coverage.KIND, _("Web hosting"))
    status.name_places(coverage.KIND, coverage.places)
    status.name_kind("outsourcing", _("Outsourcing"))
    support_coverage.follow_backups("hos", contracts.keep_backups)
    more_work.register("web_hosting:mission_new")
    checks.register(lambda app_configs, **kwargs: choosing.faults())
