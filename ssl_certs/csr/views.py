"""Setting a certificate up, and asking for its reissue: names, key, ways to prove control."""

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core.views import OwnedDetailView
from ssl_certs.models import SslOrder


class SetUpView(CustomerRequired, OwnedDetailView):
    """Names, key and ways to prove control of a paid order (SSL-A2-p1)."""

    model = SslOrder
    template_name = "ssl_certs/csr/set_up.html"
    capability = Capability.MANAGE_TECHNICAL


class ReissueView(SetUpView):
    """The same for a reissue inside the year, free of charge (C-09)."""
