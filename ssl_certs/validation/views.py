"""The tracker: what is to be put where for each name, and how far the authority is (SSL-10.4a)."""

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core.views import OwnedDetailView
from ssl_certs.models import SslOrder


class TrackerView(CustomerRequired, OwnedDetailView):
    """The validation of an order, name by name."""

    model = SslOrder
    template_name = "ssl_certs/validation/tracker.html"
    capability = Capability.VIEW
