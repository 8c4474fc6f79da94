"""Reissues inside the year, free of charge (C-09): with the same request where the customer has asked for that."""

from django.utils.translation import gettext as _

from core import evidence
from core.acts import Act
from core.transitions import NotAllowed
from ssl_certs.flows import certificates
from ssl_certs.models import Certificate, SslOrder

from . import issuing


def begin_by_itself(order: SslOrder, act: Act) -> bool:
    """Start the due reissue as the customer asked for in advance (SSL-11.3(2)); False where he did not."""
    live = order.certificates.filter(state="issued").first()
    if not (order.auto_reissue and live and not order.locked_at) or _under_way(order):
        return _under_way(order)
    evidence.record(
        order.public_id, "act", "reissued_as_asked", act, "SSL-11.3(2)", certificate=live.public_id
    )
    issuing.begin(order, same_again(order, live), act.because(_("asked for when the certificate was set up")))
    return True


def for_customer(order: SslOrder, act: Act, asked_in: str = "", ground: str = "") -> Certificate:
    """Staff reissue for a request of the customer or on a ground of the contract, never unasked (SSL-11.3(2))."""
    if not (asked_in or ground):
        raise NotAllowed(_("Nobody acts on a certificate without a request or a ground."), "SSL-11.3(2)")
    live = order.certificates.filter(state="issued").first()
    if live is None:
        raise NotAllowed(
            _("%(order)s: there is no certificate to be issued again.") % {"order": order}, "C-09"
        )
    evidence.record(order.public_id, "decision", "reissued_by_staff", act, "SSL-11.3(2)", asked_in=asked_in,
                    ground=ground, certificate=live.public_id)  # fmt: skip
    return issuing.begin(order, same_again(order, live), act)


def same_again(order: SslOrder, live: Certificate) -> issuing.Wanted:
    """The same key, names and ways as the certificate that lives."""
    rows = live.validations.all()
    return issuing.Wanted(
        csr=live.csr, key=live.key, key_digest=live.key_digest, names=tuple(live.names),
        methods=dict(live.methods) | {row.name: row.method for row in rows},
        addresses={row.name: row.address for row in rows if row.address}, auto_reissue=order.auto_reissue,
    )  # fmt: skip


def give_up_open(order: SslOrder, act: Act) -> int:
    """Give up the request that is under way, if there is one; how many there were."""
    open_ones = list(order.certificates.filter(state__in=["requesting", "validating"]))
    for certificate in open_ones:
        certificates.verbs["abandon"](certificate, act)
    return len(open_ones)


def _under_way(order: SslOrder) -> bool:
    return order.certificates.filter(state__in=Certificate.IN_PROGRESS).exists()
