"""The demo's PayPal: the REST answers that our adapter needs, in PayPal's shapes, and signed webhooks.

It remembers its orders in SandboxOrder. It differs from the real one where money is concerned: there is none.
"""

import json
import secrets
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from billing.gateways import door
from billing.models import SandboxOrder
from core.acts import Act

from . import certificate, rest, webhook

KEPT_BY = "paypal"
MERCHANT = "DEMOMERCHANT1"
CERTIFICATE = "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-demo"
DONE = {"complete": "COMPLETED", "hold": "PENDING"}


class Refused(Exception):
    """An answer with an error, as PayPal words it: an HTTP status and an issue."""

    def __init__(self, status: int, issue: str):
        super().__init__(issue)
        self.status, self.issue = status, issue

    def said(self) -> dict[str, Any]:
        return {"name": "UNPROCESSABLE_ENTITY", "message": self.issue, "details": [{"issue": self.issue}]}


# --- what the REST interface does -------------------------------------------------------------------------
def create(request_id: str, asked: dict[str, Any]) -> dict[str, Any]:
    """An order; the same request id makes the same order."""
    known = SandboxOrder.objects.filter(kept_by=KEPT_BY, data__request_id=request_id).first()
    if known:
        return shown(known)
    unit = asked["purchase_units"][0]
    if unit["amount"]["currency_code"] not in ("EUR", "USD"):
        raise Refused(422, "CURRENCY_NOT_SUPPORTED")
    facts = {"request_id": request_id, "status": "PAYER_ACTION_REQUIRED", "unit": unit, "captures": [],
             "context": asked["payment_source"]["paypal"]["experience_context"]}  # fmt: skip
    reference = secrets.token_hex(8).upper() + "0"
    return shown(SandboxOrder.objects.create(kept_by=KEPT_BY, reference=reference, data=facts))


def shown(order: SandboxOrder) -> dict[str, Any]:
    """An order as the interface shows it."""
    page = settings.BASE_URL + reverse("billing:paypal_approval") + f"?token={order.reference}"
    unit = order.data["unit"] | {"payments": {"captures": order.data["captures"]}}
    links = [{"rel": "payer-action", "href": page, "method": "GET"}]
    return {"id": order.reference, "status": order.data["status"], "purchase_units": [unit], "links": links}


def find(reference: str) -> SandboxOrder:
    """Raises Refused."""
    order = SandboxOrder.objects.filter(kept_by=KEPT_BY, reference=reference).first()
    if order is None:
        raise Refused(404, "INVALID_RESOURCE_ID")
    return order


def capture(reference: str, act: Act) -> dict[str, Any]:
    """Take the money of an approved order, once, and tell of it."""
    order = find(reference)
    if order.data["status"] == "COMPLETED":
        return shown(order)
    if order.data["status"] != "APPROVED":
        raise Refused(422, "ORDER_NOT_APPROVED")
    unit, status = order.data["unit"], DONE[order.data["decision"]]
    made = {"id": secrets.token_hex(8).upper() + "C", "status": status, "amount": unit["amount"],
            "custom_id": unit["custom_id"], "invoice_id": unit["invoice_id"],
            "payee": {"merchant_id": MERCHANT}}  # fmt: skip
    _change(order, status="COMPLETED", captures=[made])
    tell(f"PAYMENT.CAPTURE.{status}", made, act)
    return shown(order)


def refund(capture_id: str, request_id: str, asked: dict[str, Any], act: Act) -> dict[str, Any]:
    """Give some of a capture back; the same request id gives back once."""
    order = of_capture(capture_id)
    refunds = order.data.get("refunds", {})
    if request_id not in refunds:
        total = sum(rest.read(r["amount"]["value"]) or 0 for r in refunds.values())
        taken = rest.read(order.data["captures"][0]["amount"]["value"])
        if total + rest.read(asked["amount"]["value"]) > taken:
            raise Refused(422, "REFUND_AMOUNT_EXCEEDED")
        refunds[request_id] = _given_back(capture_id, asked["amount"]) | {"invoice_id": asked["invoice_id"]}
        _change(order, refunds=refunds)
        tell("PAYMENT.CAPTURE.REFUNDED", refunds[request_id], act)
    return refunds[request_id]


def _given_back(capture_id: str, amount: dict[str, str]) -> dict[str, Any]:
    links = [{"rel": "up", "href": f"https://api.sandbox.paypal.com/v2/payments/captures/{capture_id}"}]
    return {"id": secrets.token_hex(8).upper() + "R", "status": "COMPLETED", "amount": amount, "links": links}


def of_capture(capture_id: str) -> SandboxOrder:
    """The order of a capture. Raises Refused."""
    for order in SandboxOrder.objects.filter(kept_by=KEPT_BY).order_by("-pk"):
        if any(made["id"] == capture_id for made in order.data["captures"]):
            return order
    raise Refused(404, "INVALID_RESOURCE_ID")


# --- what people do at PayPal -----------------------------------------------------------------------------
def approve(order: SandboxOrder, decision: str, act: Act) -> None:
    """The customer approves; `decision` is complete, or hold: PayPal will look at it first."""
    if order.data["status"] == "PAYER_ACTION_REQUIRED":
        _change(order, status="APPROVED", decision=decision)


def go_on(order: SandboxOrder, what: str, act: Act) -> None:
    """What may happen afterwards: complete or deny what is held back, reverse, dispute, win, lose."""
    [made] = order.data["captures"]
    if what in ("complete", "deny"):
        made["status"] = "COMPLETED" if what == "complete" else "DENIED"
        _change(order, captures=[made])
        tell(f"PAYMENT.CAPTURE.{made['status']}", made, act)
    elif what == "reverse":
        tell("PAYMENT.CAPTURE.REVERSED", _given_back(made["id"], made["amount"]), act)
    else:
        outcome = {"win": "RESOLVED_SELLER_FAVOUR", "lose": "RESOLVED_BUYER_FAVOUR"}.get(what)
        case: dict[str, Any] = {"dispute_id": f"PP-D-{made['id'][:8]}", "reason": "UNAUTHORISED",
                "disputed_transactions": [{"seller_transaction_id": made["id"]}]}  # fmt: skip
        if outcome:
            case["dispute_outcome"] = {"outcome_code": outcome}
        tell(f"CUSTOMER.DISPUTE.{'RESOLVED' if outcome else 'CREATED'}", case, act)


@transaction.atomic
def _change(order: SandboxOrder, **facts) -> None:
    order.data |= facts
    order.save(update_fields=["data"])


# --- webhooks -----------------------------------------------------------------------------------------------
def event(kind: str, resource: dict[str, Any], act: Act) -> tuple[dict[str, str], bytes]:
    """A webhook's headers and exact bytes."""
    said = {"id": f"WH-{secrets.token_hex(12)}", "event_type": kind, "resource_version": "2.0",
            "create_time": act.now.isoformat(), "resource": resource}  # fmt: skip
    body = json.dumps(said, ensure_ascii=False).encode()
    transmission, at = secrets.token_hex(16), act.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    headers = {
        "PayPal-Transmission-Id": transmission,
        "PayPal-Transmission-Time": at,
        "PayPal-Transmission-Sig": certificate.sign(webhook.signed(transmission, at, body)),
        "PayPal-Cert-Url": CERTIFICATE,
        "PayPal-Auth-Algo": webhook.ALGORITHM,
        "Content-Type": "application/json",
    }
    return headers, body


def tell(kind: str, resource: dict[str, Any], act: Act) -> int:
    """Send a webhook to the portal; the HTTP status that it answers."""
    headers, body = event(kind, resource, act)
    with door.client("") as http:
        return http.post(reverse("billing:paypal_webhook"), content=body, headers=headers).status_code
