"""While a certificate lives: when the authority wants it replaced (RFC 9773)."""

from core import clock
from core.acts import Act
from core.ports import PortRefused
from ssl_certs import answers
from ssl_certs.authority import Window
from ssl_certs.flows import certificates, orders
from ssl_certs.models import Certificate, SslOrder
from ssl_certs.terms import HANDLING


@certificates.verb(source="issued", clause="C-09")
def take_window(certificate: Certificate, act: Act, answer: Window | None) -> None:
    """The authority says from when on it should be replaced; an authority that says nothing is not asked again."""
    answers.settle_call(certificate, next_at=act.now + HANDLING.renewal_information if answer else None)
    if answer:
        orders.verbs["bring_forward"](certificate.order, act, window=answer)


@certificates.verb(source="issued", clause="C-09")
def no_window(certificate: Certificate, act: Act, refusal: PortRefused) -> None:
    """The authority offers no such thing."""
    answers.settle_call(certificate)


@orders.verb(source=["active", "reissue_due"], clause="C-09")
def bring_forward(order: SslOrder, act: Act, window: Window) -> None:
    """The reissue falls due when the authority asks for it, if that is earlier than usual."""
    order.reissue_on = clock.local_date(window.start)
