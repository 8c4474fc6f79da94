"""The flows of servers; the verbs stand in `lifecycle/`, `managing/` and `ending/`."""

from datetime import date

from django.db.models import prefetch_related_objects

from billing import ordering, prices
from billing.models import OrderLine
from core.transitions import Flow

from .models import Machine, Server, ServerDecision, ServerTask
from .ordering import RENEW
from .prices import codes
from .terms import TERM

RENEWED = ("active", "suspended")  # with a renewal to be proposed
AT_A_TURN = 20  # calls to hypervisors made one after the other before the other rooms have their turn


def _share(found: list[Server], today: date) -> None:
    """What a turn of servers reads once: what it takes to prepare some, and to propose the renewal of others."""
    _share_orders(found)
    last = today + TERM.proposal
    ending = [s for s in found if s.state in RENEWED and not s.proposal and s.term_ends_on <= last]
    if ending:
        ordering.share_proposals(ending, RENEW)
        prices.share(ending, today, codes([server.product for server in ending]))


def _share_orders(found: list[Server]) -> None:
    """Of servers to be prepared their addresses, and whose payment has been taken back."""
    fresh = [server for server in found if server.state == "paid"]
    if not fresh:
        return
    prefetch_related_objects(fresh, "addresses")
    credited = OrderLine.objects.filter(public_id__in=[s.line for s in fresh], credit_note__isnull=False)
    gone = set(credited.values_list("public_id", flat=True))
    for server in fresh:
        server.taken_back = server.line in gone


servers = Flow(Server, prepare=_share, turn=AT_A_TURN)
tasks = Flow(ServerTask, turn=AT_A_TURN)
machines = Flow(Machine)
decisions = Flow(ServerDecision)
