"""What the rooms of domain names hand to the ground floor: their flows, their to-dos, their ears."""

from django.core import checks

from accounts.accuracy import closing
from accounts.lifecycle import follow_contacts, guard_contacts
from billing import disputes, lines
from billing.renewals import register_source
from contracts.formal import endings
from core import belongings, dashboard, finding, numbers, worker
from notifications import outbox
from support.abuse import services as abuse

from . import holds, home, lifecycle, orders, personal, renewable
from .changes import lifecycle as changes
from .changes import stops
from .dns import draft, parking, signing
from .ending import authority, cancellations, claims, decisions, suspensions
from .extensions import lifecycle as extensions
from .files import home as files_home
from .files import lifecycle as files
from .files import papers
from .holder_changes import lifecycle as holder_changes
from .lifecycle import expiry
from .managing import contacts
from .managing import lifecycle as managing
from .messages import authority as authority_messages
from .messages import handlers
from .messages import transfers as transfer_messages
from .models import Domain
from .registry import choosing
from .terms import FILES, GTLD, MA, TRANSFER
from .transfers import arrivals, departures, watching

SAME_FLOW = {draft.flow, parking.flow, signing.flow}  # a zone's verbs stand in three files, of one flow
FLOWS = (
    holds.flow,
    changes.flow,
    *SAME_FLOW,
    managing.verifications,
    managing.reviews,
    extensions.flow,
    files.flow,
    papers.flow,
    holder_changes.flow,
    arrivals.flow,
    departures.flow,
    watching.flow,
    authority.flow,  # verbs of names, declared by the room of endings
    claims.flow,
    cancellations.flow,
    suspensions.flow,
    decisions.flow,
)
STOPS = (expiry.keeps_out, suspensions.keeps_out, managing.stops_name)  # what keeps a name out of the DNS
WAITING = (files_home.WAITING_FILES, contacts.WAITING)
GONE = ("deleted", "replaced", "transferred_away", "unavailable", "refused")


def open_all() -> None:
    """Called once, when Django has loaded every model."""
    personal.hand_over()
    numbers.tell(GTLD=GTLD, MA=MA, FILES=FILES, TRANSFER=TRANSFER)
    for flow in FLOWS:
        worker.register(flow)
    worker.register_pull(orders.pull, lines.waiting_at_all)
    disputes.register_keeper(holds.keep_for_payment)
    guard_contacts(contacts.guard)
    follow_contacts(contacts.pass_on)
    for reason in STOPS:
        stops.register(reason)
    worker.register_pull(extensions.date_names_anew)
    dashboard.register_todo(home.todos)
    for waiting in WAITING:
        dashboard.register_waiting(waiting)
    dashboard.register_census(home.CENSUS)
    belongings.register_service(home.SERVICE)
    endings.register_ending(home.SERVICE.prefix, decisions.end_for_breach)
    closing.register_closer(home.SERVICE.prefix, decisions.end_with_account)
    finding.register_shelf(home.SHELF)
    register_source(renewable.rows)
    abuse.register_finder(abuse.named(Domain, ("name",), GONE, suspensions.cut_for_abuse, rank=2))
    outbox.when_sent("domains.validated", lifecycle.validation_delivered)
    checks.register(lambda app_configs, **kwargs: choosing.faults())
    handlers.on("transfer", transfer_messages.hand_on)
    handlers.on("deletion", authority_messages.hand_on)
    handlers.on("status", authority_messages.hand_on)
