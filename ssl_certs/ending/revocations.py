"""Revocations: asked for by the owner, with a reason; final, and without refund (SSL-7, SSL-8.1c)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import evidence
from core.acts import Act
from core.transitions import NotAllowed, claim
from ssl_certs.flows import certificates, orders
from ssl_certs.models import Certificate, SslOrder

from . import choices, emails

Reason = Certificate.Reason
SUBSCRIBERS = [code for code in Reason if code != Reason.PRIVILEGE_WITHDRAWN]  # the sixth is the authority's


def ask(certificate: Certificate, act: Act, code: int) -> None:
    """The owner asks in his area, and says that he has stopped using it (SSL-7.1). Raises NotAllowed."""
    with transaction.atomic():
        order = _claimed(certificate, code)
        choices.record(order, act, choices.REVOKE, choices.offered(order, act.now))
        evidence.record(certificate.public_id, "act", "stopped_using", act, "SSL-7.1b")
        _revoke(certificate, order, act, code)


def ask_for_customer(certificate: Certificate, act: Act, code: int, channel: str, source: str,
                     asked_at: datetime) -> None:  # fmt: skip
    """Staff revoke only at a customer's request, which they name (SSL-11.3(2)); without one they need a decision."""
    if not source.strip():
        raise NotAllowed(_("Name the request of the customer: its ticket, mail or call."), "SSL-11.3(2)")
    if not certificate.issued_at <= asked_at <= act.now:
        raise NotAllowed(
            _("A request comes after the certificate and before now: check its day."), "SSL-11.3(2)"
        )
    with transaction.atomic():
        order = _claimed(certificate, code)
        evidence.record(certificate.public_id, "act", "request_linked", act, "SSL-11.3(2)", channel=channel,
                        source=source, asked_at=asked_at)  # fmt: skip
        _revoke(certificate, order, act, code)


def ends_order(certificate: Certificate, code: int) -> bool:
    """Whether its revocation ends the order: it is the live one, or shares a lost key with it (SSL-8.1c)."""
    if certificate.state == "issued":
        return True
    live = certificate.order.certificates.filter(state="issued", key_digest=certificate.key_digest)
    return int(code) == Reason.KEY_COMPROMISE and live.exists()


def _claimed(certificate: Certificate, code: int) -> SslOrder:
    """The order, locked, and the certificate read anew under that lock."""
    order = SslOrder.objects.select_related(*SslOrder.schedule_related).get(pk=certificate.order_id)
    claim(order)
    certificate.refresh_from_db()
    if certificate.state not in Certificate.LIVE:
        words = _("%(certificate)s is %(state)s: there is nothing left to revoke.")
        facts = {"certificate": certificate, "state": certificate.get_state_display()}
        raise NotAllowed(words % facts, "SSL-8.1c")
    if int(code) not in set(SUBSCRIBERS):
        raise NotAllowed(_("That reason is the authority’s to give. Choose one of yours."), "SSL-7.1a")
    return order


def _revoke(certificate: Certificate, order: SslOrder, act: Act, code: int) -> None:
    end, final = orders.verbs["end_by_revocation"], ends_order(certificate, code)
    if final and end.allowed(order):
        end(order, act, code=int(code))
    else:
        certificates.verbs["revoke"](certificate, act, code=int(code))
    emails.revocation_received(certificate, act, final)
