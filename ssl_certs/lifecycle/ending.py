"""The end of an order before its time: cancelled in its window, revoked, given up for wrong data, ended by us."""

from django.db.models import Q

from core.acts import Act
from ssl_certs import coverage
from ssl_certs.ending import cancellations, refunds
from ssl_certs.flows import certificates, orders
from ssl_certs.models import Certificate, SslOrder

from . import reissuing

UNFINISHED = (*Certificate.IN_PROGRESS, *Certificate.LIVE, "revoking")


@orders.verb(source=list(SslOrder.CANCELLABLE), target="cancelling", clause="SSL-6.3")
def cancel(order: SslOrder, act: Act) -> str | None:
    """The order is cancelled with its refund: what is open is given up, what was issued is revoked (C-08)."""
    reissuing.give_up_open(order, act)
    coverage.finish(order, act)
    for certificate in order.certificates.filter(state__in=Certificate.LIVE):
        certificates.verbs["revoke"](certificate, act, code=Certificate.Reason.CESSATION)
    return None if _unfinished(order) else "cancelled"


@orders.verb(source=["active", "reissue_due"], target="revoking", clause="SSL-8.1c")
def end_by_revocation(order: SslOrder, act: Act, code: int) -> None:
    """Its live certificate is revoked: no reissue and no return afterwards (SSL-8.1c), no refund (SSL-7.2a)."""
    reissuing.give_up_open(order, act)
    coverage.finish(order, act)
    ended = Q(state="issued")
    if int(code) == Certificate.Reason.KEY_COMPROMISE:  # every certificate of the lost key
        lost = order.certificates.filter(state="issued").values("key_digest")
        ended |= Q(state="replaced", key_digest__in=lost)
    for certificate in order.certificates.filter(ended):
        certificates.verbs["revoke"](certificate, act, code=code)


@orders.verb(source=["cancelling", "revoking"], clause="SSL-8.1c")
def go_on(order: SslOrder, act: Act, after: Certificate) -> str:
    """That certificate has ended at the authority: once nothing else is left, the order has ended too."""
    cancelling = order.state == "cancelling"
    open_states = UNFINISHED if cancelling else ["revoking"]
    if order.certificates.filter(state__in=open_states).exclude(pk=after.pk).exists():
        return order.state
    cancellations.order_ended(order, act)
    return "cancelled" if cancelling else "revoked"


@orders.verb(source=list(SslOrder.CANCELLABLE), target="bad_data", clause="SSL-10.5")
def end_for_bad_data(order: SslOrder, act: Act) -> None:
    """The data given were wrong: what is open is given up, what was issued is revoked; nothing is paid back."""
    _end_by_us(order, act)


@orders.verb(source=list(SslOrder.CANCELLABLE), target="terminated", clause="SSL-12.1")
def end_by_decision(order: SslOrder, act: Act) -> None:
    """The company ends it at once, for one of the reasons of the contract, by two people."""
    order.ended_by, order.notice_at, order.ends_on = SslOrder.EndedBy.COMPANY, act.now, act.today
    _end_by_us(order, act)


def _end_by_us(order: SslOrder, act: Act) -> None:
    reissuing.give_up_open(order, act)
    for certificate in order.certificates.filter(state__in=Certificate.LIVE):
        certificates.verbs["revoke"](certificate, act, code=Certificate.Reason.PRIVILEGE_WITHDRAWN)
    coverage.finish(order, act)
    refunds.close(order, act)


def _unfinished(order: SslOrder) -> bool:
    return order.certificates.filter(state__in=UNFINISHED).exists()


@orders.verb(source=list(SslOrder.CANCELLABLE), clause="SSL-12.1")
def lock(order: SslOrder, act: Act) -> None:
    """Nothing is issued any more; what is under way is given up, what lives goes on."""
    order.locked_at = act.now
    reissuing.give_up_open(order, act)


@orders.verb(source=[state.value for state in SslOrder.State], clause="SSL-12.1")
def unlock(order: SslOrder, act: Act) -> None:
    """The customer may have certificates issued again."""
    order.locked_at = None
