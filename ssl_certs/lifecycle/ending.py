"""The end of an order before its time: cancelled in its window, revoked, given up for wrong data."""

from core.acts import Act
from ssl_certs.flows import certificates, orders
from ssl_certs.models import Certificate, SslOrder

from . import reissuing

UNFINISHED = (*Certificate.IN_PROGRESS, *Certificate.LIVE, "revoking")


@orders.verb(source=list(SslOrder.CANCELLABLE), target="cancelling", clause="SSL-6.3")
def cancel(order: SslOrder, act: Act) -> str | None:
    """The order is cancelled with its refund: what is open is given up, what was issued is revoked (C-08)."""
    reissuing.give_up_open(order, act)
    for certificate in order.certificates.filter(state__in=Certificate.LIVE):
        certificates.verbs["revoke"](certificate, act, code=Certificate.Reason.CESSATION)
    return None if _unfinished(order) else "cancelled"


@orders.verb(source=["active", "reissue_due"], target="revoking", clause="SSL-8.1c")
def end_by_revocation(order: SslOrder, act: Act, code: int) -> None:
    """Its live certificate is revoked: no reissue and no return afterwards (SSL-8.1c), no refund (SSL-7.2a)."""
    reissuing.give_up_open(order, act)
    for certificate in order.certificates.filter(state="issued"):
        certificates.verbs["revoke"](certificate, act, code=code)


@orders.verb(source=["cancelling", "revoking"], clause="SSL-8.1c")
def go_on(order: SslOrder, act: Act, after: Certificate) -> str:
    """That certificate has ended at the authority: once nothing else is left, the order has ended too."""
    cancelling = order.state == "cancelling"
    open_states = UNFINISHED if cancelling else ["revoking"]
    if order.certificates.filter(state__in=open_states).exclude(pk=after.pk).exists():
        return order.state
    return "cancelled" if cancelling else "revoked"


def _unfinished(order: SslOrder) -> bool:
    return order.certificates.filter(state__in=UNFINISHED).exists()
