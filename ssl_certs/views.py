"""Pages of certificates: the customer's orders, one order with its year and its certificates."""

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core import clock
from core.views import OwnedDetailView, OwnedListView
from notifications.history import history

from . import panels, timeline
from .listing import ListFilter
from .models import SslOrder, ValidityLimit


class OrderListView(CustomerRequired, OwnedListView):
    """The customer's certificate orders, those of one state where he asks for them."""

    model = SslOrder
    template_name = "ssl_certs/list.html"
    capability = Capability.VIEW

    def get_queryset(self):
        self.filter = ListFilter(self.request.GET)
        return self.filter.narrow(super().get_queryset())

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, **kwargs)


class OrderDetailView(CustomerRequired, OwnedDetailView):
    """An order: its year, its certificates, what comes next, what can be done, what has been done."""

    model = SslOrder
    template_name = "ssl_certs/detail.html"
    context_object_name = "order"
    capability = Capability.VIEW

    def get_queryset(self):
        return super().get_queryset().select_related("product", "customer", "predecessor__product")

    def get_context_data(self, **kwargs):
        now, order = clock.now(), self.object
        certificates = list(order.certificates.defer("csr", "pem", "chain"))
        today, states = clock.local_date(now), dict(SslOrder.State.choices)
        return super().get_context_data(
            certificates=certificates,
            line=timeline.life_line(order, certificates, ValidityLimit.objects.all(), today),
            entries=timeline.entries(order, now),
            history=history(order.public_id, states, timeline.words(certificates)),
            successor=order.successors.first(),
            cancellable=order.cancellable(now),
            action=timeline.main_action(order),
            **panels.of(order, self.request),
            **kwargs,
        )
