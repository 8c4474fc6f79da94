"""Pages of servers: the customer's list, one server with its life and what can be done."""

from accounts.access import CustomerRequired
from accounts.roles import Capability
from billing.prices import price_list
from core import clock
from core.views import OwnedDetailView, OwnedListView
from notifications.history import history

from . import panels, timeline
from .listing import ListFilter
from .models import Server
from .prices import operation


class ServerListView(CustomerRequired, OwnedListView):
    """The customer's servers, those of one state where he asks for them."""

    model = Server
    template_name = "servers/list.html"
    capability = Capability.VIEW

    def get_queryset(self):
        self.filter = ListFilter(self.request.GET)
        return self.filter.narrow(super().get_queryset()).prefetch_related("addresses")

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, **kwargs)


class ServerDetailView(CustomerRequired, OwnedDetailView):
    """A server: its term, its machine, what comes next, what can be done, what has been done."""

    model = Server
    template_name = "servers/detail.html"
    context_object_name = "server"
    capability = Capability.VIEW

    def get_queryset(self):
        return super().get_queryset().select_related("product", "site", "image", "customer", "machine")

    def get_context_data(self, **kwargs):
        now, server = clock.now(), self.object
        today, currency, code = clock.local_date(now), server.customer.currency, server.product.product_code
        renewal = price_list(today, [code], currency).find(code, operation(server.cycle))
        return super().get_context_data(
            line=timeline.life_line(server, today, renewal, currency),
            entries=timeline.entries(server, now),
            history=history(server.public_id, dict(Server.State.choices)),
            **panels.of(server, self.request),
            **kwargs,
        )
