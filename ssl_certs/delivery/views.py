"""Delivery pages: a certificate with its files and guides (SSL-9.1)."""

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core.views import OwnedDetailView
from ssl_certs.models import Certificate


class CertificateView(CustomerRequired, OwnedDetailView):
    """One certificate: its facts, its files, how to install it."""

    model = Certificate
    template_name = "ssl_certs/delivery/certificate.html"
    capability = Capability.VIEW
