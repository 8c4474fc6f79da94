"""Asking for a certificate: what the customer has answered and was warned of stays as proof, then it begins."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from core import evidence
from core.acts import Act
from core.transitions import NotAllowed
from ssl_certs.flows import orders
from ssl_certs.lifecycle import issuing
from ssl_certs.models import Certificate, SslOrder
from ssl_certs.name_refusals import Remark

from .reading import SigningRequest
from .ways import Way


@dataclass(frozen=True)
class Asked:
    """A checked request, the names and their ways, what the customer can reach, what he was told."""

    request: SigningRequest
    names: tuple[str, ...]
    ways: Mapping[str, Way]
    reaches: Collection[str]
    remarks: tuple[Remark, ...] = ()
    auto_reissue: bool = False


def ask(order: SslOrder, asked: Asked, act: Act) -> Certificate:
    """Begin the certificate, with the proof of what was said. Raises NotAllowed."""
    wanted = issuing.Wanted(
        csr=asked.request.pem, key=asked.request.key, key_digest=asked.request.key_digest, names=asked.names,
        methods={name: way.method for name, way in asked.ways.items()},
        addresses={name: way.address for name, way in asked.ways.items() if way.address},
        auto_reissue=asked.auto_reissue,
    )  # fmt: skip
    with transaction.atomic():
        certificate = issuing.begin(order, wanted, act)
        about = certificate.public_id
        evidence.record(about, "act", "can_reach", act, "SSL-10.6", ways=sorted(asked.reaches))
        if asked.remarks:
            warned = [{"code": r.code, "clause": r.clause} for r in asked.remarks]
            evidence.record(about, "act", "warned", act, "SSL-11.3(1)", warnings=warned)
        if asked.auto_reissue:
            evidence.record(
                about, "act", "auto_reissue_asked", act, "SSL-11.3(2)", key_digest=wanted.key_digest
            )
    return certificate


def refused_key(order: SslOrder, act: Act) -> None:
    """A private key was pasted: that it was refused, and nothing of it (SSL-13.4)."""
    evidence.record(order.public_id, "act", "private_key_refused", act, "SSL-13.4")


def under_way(order: SslOrder) -> Certificate | None:
    """The issuance that must end before another begins."""
    return order.certificates.filter(state__in=Certificate.IN_PROGRESS).first()


def previous(order: SslOrder) -> Certificate | None:
    """The certificate whose key could be kept: the last one asked for, unless its key is known to others."""
    last = order.certificates.first()
    return None if last is None or is_compromised(last.key_digest) else last


def is_compromised(key_digest: str) -> bool:
    """Whether a key belongs to a certificate that was revoked because others know it; anybody's."""
    reason = Certificate.Reason.KEY_COMPROMISE
    return Certificate.objects.filter(key_digest=key_digest, revocation_reason=reason).exists()


def check_askable(order: SslOrder, verb: str) -> None:
    """Whether this page is for the order now. Raises NotAllowed with the way out."""
    if orders.verbs[verb].allowed(order) and not order.locked_at:
        return
    ways_out = {
        "set_up": _("%(order)s is %(state)s, so there is nothing to set up. Look at the order for what can be done."),
        "ask_reissue": _("%(order)s is %(state)s, and only a certificate inside its year is reissued. Look at the "
                         "order for what can be done."),
    }  # fmt: skip
    if order.locked_at:
        raise NotAllowed(issuing.LOCKED % {"order": order}, "SSL-12.1")
    raise NotAllowed(ways_out[verb] % {"order": order, "state": order.get_state_display()}, "C-09")
