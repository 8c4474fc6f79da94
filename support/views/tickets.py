"""Pages of requests: list, one request with its words, a new one, an answer, closing it."""

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core.views import OwnedDetailView
from support.models import Ticket


class TicketView(CustomerRequired, OwnedDetailView):
    """A request: what was said, who has it in hand, when it is answered."""

    model = Ticket
    template_name = "support/ticket.html"
    context_object_name = "ticket"
    capability = Capability.VIEW
