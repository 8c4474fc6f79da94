"""Watching hosts: asked for by the customer, looked at once a day by the worker, told when it grows urgent."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core.acts import Act
from core.answering import settle_call
from core.ports import PortRefused
from core.transitions import NotAllowed, claim
from ssl_certs import names
from ssl_certs.flows import watches as flow
from ssl_certs.models import Certificate, HostWatch, SslOrder
from ssl_certs.terms import HANDLING

from . import emails, served

TINY = timedelta(microseconds=1)
OLD = (HostWatch.Found.OLDER, HostWatch.Found.OTHER, HostWatch.Found.WRONG_NAME)


def watch(order: SslOrder, host: str, port: int, act: Act) -> HostWatch:
    """Begin to watch a host that the certificate is for; one that is watched already is looked at now."""
    with transaction.atomic():
        claim(order)
        if not any(names.covers(name, host) for name in order.names):
            words = _("%(host)s is not among the names of this certificate: choose one that is.")
            raise NotAllowed(words % {"host": names.readable(host)}, "SSL-11.3(1)")
        known = order.watches.filter(host=host, port=port).first()
        if known:
            return look_again(known, act)
        if order.watches.count() >= HANDLING.watched:
            raise NotAllowed(
                _("%(n)s hosts are watched for this order already: stop watching one first.")
                % {"n": HANDLING.watched}, "SSL-11.3(1)",
            )  # fmt: skip
        begun = HostWatch(customer_id=order.customer_id, order=order, host=host, port=port, call_at=act.now,
                          acted_through=act.now - TINY)  # fmt: skip
        begun.reschedule()
        begun.save()
    return begun


@flow.verb(source=["watching", "stopped"], target="watching", clause="SSL-11.3(1)")
def look_again(watched: HostWatch, act: Act) -> None:
    """The customer wants to know now; not twice in a minute."""
    if watched.looked_at and act.now - watched.looked_at < HANDLING.asked_soon:
        raise NotAllowed(_("%(host)s has just been looked at: wait half a minute.") % {"host": watched})
    settle_call(watched, next_at=act.now)


@flow.verb(source="watching", target="stopped", clause="SSL-11.3(1)")
def stop(watched: HostWatch, act: Act) -> None:
    """The customer does not want it watched any more, or the order has ended."""
    settle_call(watched)


def _look(watched: HostWatch, act: Act) -> served.Served | str:
    try:
        return served.look(watched.host, watched.port)
    except served.Unreachable as error:
        return error.why


@flow.verb(source="watching", clause="SSL-11.3(1)")
def take(watched: HostWatch, act: Act, answer: served.Served | str) -> str:
    """What was found stands on the page; what will soon break the site is told by mail, once for each certificate."""
    live, watched.looked_at = _live(watched), act.now
    if isinstance(answer, str):
        watched.found, watched.served_serial, watched.served_until = answer, "", None
    else:
        watched.found = _found(watched, live, answer)
        watched.served_serial, watched.served_until = answer.serial, answer.not_after
    over = watched.order.state not in (*SslOrder.LIVE, "refused")
    settle_call(watched, next_at=None if over else act.now + HANDLING.seen_every)
    if live and not over and _urgent(watched, act) and watched.told_about_id != live.pk:
        watched.told_about = live
        emails.not_installed(watched, live, act)
    return "stopped" if over else "watching"


@flow.verb(source="watching", clause="SSL-11.3(1)")
def never(watched: HostWatch, act: Act, refusal: PortRefused) -> None:
    """A look has no final refusal; looked at again tomorrow."""
    settle_call(watched, next_at=act.now + HANDLING.seen_every)


def _live(watched: HostWatch) -> Certificate | None:
    return watched.order.certificates.filter(state="issued").first()


def _found(watched: HostWatch, live: Certificate | None, answer: served.Served) -> str:
    found = HostWatch.Found
    if live and answer.serial == live.serial:
        return found.CURRENT if answer.brings(live.chain) else found.NO_CHAIN
    if watched.order.certificates.filter(serial=answer.serial).exists():
        return found.OLDER
    fits = any(names.covers(name, watched.host) for name in answer.names)
    return found.OTHER if fits else found.WRONG_NAME


def _urgent(watched: HostWatch, act: Act) -> bool:
    """A host that still serves something else, which expires soon."""
    until = watched.served_until
    return watched.found in OLD and until is not None and until - act.now <= HANDLING.not_installed


flow.call("look_at_host", source="watching", clause="SSL-11.3(1)", ask=_look, done=take, refused=never)
