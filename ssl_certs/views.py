"""Pages of certificates: the customer's orders, one order with its year and its certificates."""

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core.views import OwnedDetailView, OwnedListView

from . import panels
from .models import SslOrder


class OrderListView(CustomerRequired, OwnedListView):
    """The customer's certificate orders."""

    model = SslOrder
    template_name = "ssl_certs/list.html"
    capability = Capability.VIEW

    def get_queryset(self):
        return super().get_queryset().select_related("product", "customer")


class OrderDetailView(CustomerRequired, OwnedDetailView):
    """An order: its year, its certificates, what comes next, what can be done."""

    model = SslOrder
    template_name = "ssl_certs/detail.html"
    context_object_name = "order"
    capability = Capability.VIEW

    def get_queryset(self):
        return super().get_queryset().select_related("product", "customer")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**panels.of(self.object, self.request), **kwargs)
