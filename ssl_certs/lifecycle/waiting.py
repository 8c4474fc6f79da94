"""While a certificate lives: when the authority wants it replaced (RFC 9773)."""

from datetime import date

from core import clock
from core.acts import Act
from core.ports import PortRefused
from ssl_certs import answers
from ssl_certs.authority import Window
from ssl_certs.flows import certificates, orders
from ssl_certs.models import Certificate, SslOrder
from ssl_certs.terms import CERTIFICATES, HANDLING


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
    """The reissue falls due when the authority asks, if that is earlier than usual: next morning at the earliest."""
    usual, wished = _usual(order), max(clock.local_date(window.start), _next_morning(act))
    order.reissue_on = min(wished, usual) if usual > act.today else wished


def day_of_short_lived(order: SslOrder, certificate: Certificate, act: Act) -> date | None:
    """When a certificate is to be reissued that does not even live as long as our usual lead; else None (C-09)."""
    if _usual(order) > act.today:
        return None
    life = certificate.not_after - certificate.not_before
    return max(clock.local_date(certificate.not_before + life * HANDLING.short_lived), _next_morning(act))


def _usual(order: SslOrder) -> date:
    return order.live_until - CERTIFICATES.reissue_lead


def _next_morning(act: Act) -> date:
    """The day whose notices are still to be given."""
    gone = act.now >= clock.at_local(act.today, CERTIFICATES.notice_hour)
    return act.today + clock.days(1) if gone else act.today
