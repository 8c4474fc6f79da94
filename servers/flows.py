"""The flows of servers; the verbs stand in `lifecycle/`, `managing/` and `ending/`."""

from datetime import date

from django.db.models import prefetch_related_objects

from billing.models import OrderLine
from core.transitions import Flow

from .models import Machine, Server, ServerDecision, ServerTask

AT_A_TURN = 20  # calls to hypervisors made one after the other before the other rooms have their turn


def _share(found: list[Server], today: date) -> None:
    """Read once for a turn of servers to be prepared: their addresses, and whose payment has been taken back."""
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
