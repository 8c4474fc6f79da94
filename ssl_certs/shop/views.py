"""The shop's pages: a product for everybody, ordering for customers, ordering anew (SSL-5.1a)."""

from django.shortcuts import get_object_or_404, render

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core.views import OwnedDetailView
from ssl_certs.models import CertificateProduct, SslOrder


def product_page(request, code: str):
    """A certificate as it is sold."""
    product = get_object_or_404(CertificateProduct.objects.filter(enabled=True), code=code)
    return render(request, "ssl_certs/shop/product.html", {"product": product})


class OrderAnewView(CustomerRequired, OwnedDetailView):
    """A certificate is not renewed: the same one is ordered anew, with its data filled in (SSL-5.1a)."""

    model = SslOrder
    template_name = "ssl_certs/shop/anew.html"
    capability = Capability.ORDER
