"""What support a certificate has, said to the support room: the ordinary one, from its payment to its end (C-16).

So incidents and windows of work can name it, its kind, or the authority that issues it (SSL-11.3(5), SSL-11.3(6)).
"""

from core.acts import Act
from support import coverage
from support.policy import STANDARD

from .models import CertificateProduct, SslOrder

KIND = "ssl"


def places() -> dict[str, str]:
    """How the public calls the authorities."""
    return dict(CertificateProduct.objects.values_list("authority", "authority_name"))


def begin(order: SslOrder, act: Act) -> None:
    """From the payment on, under the name that is certified; its site is its authority."""
    coverage.cover(
        order.customer, order.public_id, str(order), KIND, STANDARD, act, site=order.product.authority
    )


def finish(order: SslOrder, act: Act) -> None:
    """The order has ended: nobody is told of anything that concerns it any more."""
    coverage.end(order.public_id, act, STANDARD.code)
