"""What PayPal's webhooks tell: approvals, captures, refunds, money taken back, disputes. Each event is heard once."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from billing import disputes
from billing.gateways import notices
from billing.gateways.notices import Outcome
from billing.models import Payment, PaypalOrder, Refund
from billing.models.gateways import GatewayNotice
from core.acts import Act
from core.attention import raise_attention
from core.ports import PortWaiting
from core.transitions import NotAllowed

from . import Paypal, finish, hear, rest

LOST = {"RESOLVED_BUYER_FAVOUR", "ACCEPTED"}
WON = {"RESOLVED_SELLER_FAVOUR", "CANCELED_BY_BUYER", "RESOLVED_WITH_PAYOUT", "DENIED"}


def receive(event: dict[str, Any], body: str, act: Act) -> None:
    """Do what a verified event asks for; said again it is counted. Raises PortUnavailable: PayPal sends it again."""
    kind, key = str(event.get("event_type", "")), f"event {event.get('id')}"
    if _is_known(key):
        notices.keep(Paypal.method, body, Outcome.HEARD, act, key=key)
        return
    resource = event.get("resource") or {}
    outcome = _handler(kind)(resource, act)
    notices.keep(Paypal.method, body, outcome, act, key=key, about=str(resource.get("custom_id", ""))[:24])


def _is_known(key: str) -> bool:
    digest = hashlib.sha256(key.encode()).hexdigest()
    return GatewayNotice.objects.filter(method=Paypal.method, digest=digest).exists()


def _handler(kind: str) -> Callable[[dict[str, Any], Act], str]:
    if kind.startswith("CUSTOMER.DISPUTE."):
        return _disputed
    return HANDLERS.get(kind, lambda resource, act: Outcome.HEARD)


def _approved(resource: dict[str, Any], act: Act) -> str:
    """The customer approved and may have closed his browser: the money is taken all the same."""
    found = PaypalOrder.objects.select_related("customer", "proforma__customer", "bundle__customer")
    order = found.filter(order_id=resource.get("id", "")).first()
    if order is None:
        return Outcome.UNKNOWN
    if order.state != PaypalOrder.State.CREATED:
        return Outcome.HEARD
    try:
        return finish(order, act)
    except (NotAllowed, PortWaiting):
        return Outcome.HEARD


def _captured(resource: dict[str, Any], act: Act) -> str:
    return hear(rest.capture_of(resource), act)


def _refunded(resource: dict[str, Any], act: Act) -> str:
    """Money went back: by our own refund, or by somebody's hand at PayPal, which staff must then book."""
    payment = _payment(_capture_id(resource))
    if payment is None:
        return Outcome.UNKNOWN
    if Refund.objects.filter(public_id=resource.get("invoice_id", "")).exists():
        return Outcome.HEARD  # ours: PayPal answers us too
    title = _("{payment}: PayPal has given money back; is it a refund of ours?")
    _show(title, payment, f"refunded:{resource.get('id', '')}", act)
    return Outcome.HEARD


def _reversed(resource: dict[str, Any], act: Act) -> str:
    """PayPal has taken the money back from us."""
    return _lost(_payment(_capture_id(resource)), act.because("PayPal: PAYMENT.CAPTURE.REVERSED"))


def _disputed(resource: dict[str, Any], act: Act) -> str:
    """A dispute was opened, goes on, or was decided."""
    outcome = str(Outcome.UNKNOWN)
    decided = (resource.get("dispute_outcome") or {}).get("outcome_code", "")
    act = act.because(
        f"PayPal: {resource.get('dispute_id', '')} {resource.get('reason', '')} {decided}".strip()
    )
    for disputed in resource.get("disputed_transactions", []):
        payment = _payment(str(disputed.get("seller_transaction_id", "")))
        if payment is None:
            continue
        if decided in LOST:
            outcome = _lost(payment, act)
        elif decided in WON:
            outcome = _do(disputes.dispute_won, payment, act)
        else:
            outcome = _do(disputes.dispute, payment, act)
    return outcome


def _lost(payment: Payment | None, act: Act) -> str:
    return _do(disputes.charge_back, payment, act) if payment else Outcome.UNKNOWN


def _do(verb, payment: Payment, act: Act) -> str:
    """A verb of the ledger; what it refuses is shown to staff, unless it was done already."""
    if payment.state == verb.target:
        return Outcome.HEARD
    try:
        with transaction.atomic():
            verb(payment, act)
    except NotAllowed:
        _show(
            _("{payment}: PayPal tells of a dispute that does not fit"),
            payment,
            f"{verb.name}:{act.reason}",
            act,
        )
    return Outcome.HEARD


def _payment(capture_id: str) -> Payment | None:
    found = Payment.objects.filter(method=Paypal.method, gateway_reference=capture_id)
    return found.select_related("customer").first() if capture_id else None


def _capture_id(resource: dict[str, Any]) -> str:
    """The capture that a refund or a reversal is about: it is linked as what lies above."""
    above = [link["href"] for link in resource.get("links", []) if link.get("rel") == "up"]
    return above[0].rstrip("/").rpartition("/")[2] if above else str(resource.get("id", ""))


def _show(title, payment: Payment, key: str, act: Act) -> None:
    raise_attention("payments", f"{payment.public_id}:{key}", payment.public_id,
                    format_lazy(title, payment=payment), act=act, detail=act.reason, clause="C-35")  # fmt: skip


HANDLERS: dict[str, Callable[[dict[str, Any], Act], str]] = {
    "CHECKOUT.ORDER.APPROVED": _approved,
    "PAYMENT.CAPTURE.COMPLETED": _captured,
    "PAYMENT.CAPTURE.PENDING": _captured,
    "PAYMENT.CAPTURE.DENIED": _captured,
    "PAYMENT.CAPTURE.DECLINED": _captured,
    "PAYMENT.CAPTURE.REFUNDED": _refunded,
    "PAYMENT.CAPTURE.REVERSED": _reversed,
}
