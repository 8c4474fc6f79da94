"""PayPal's REST interface, Orders v2: our requests and what we read in its answers.

Every request that moves money carries a PayPal-Request-Id that is stored with us before it is made, so that after a
crash the same request is repeated and PayPal does it once. Without PAYPAL_API, in demo mode, the portal's own sandbox
is asked with the same requests.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache

from billing.gateways import door
from billing.terms import BILLING
from core.money import CENTIMES
from core.ports import PortRefused, PortUnavailable, PortWaiting

if TYPE_CHECKING:
    import httpx

SANDBOX = "/paypal-de-demonstration"
TOKEN = "billing.paypal.token"


@dataclass(frozen=True, slots=True)
class Capture:
    """Money that PayPal took, or tried to; `amount` in centimes, None where it cannot be read."""

    id: str
    status: str
    amount: int | None
    currency: str
    custom_id: str
    merchant: str


def create_order(request_id: str, order: dict[str, Any]) -> tuple[str, str]:
    """Make an order: its id, and the page where the customer approves it. Raises PortError."""
    answer = _ask("POST", "/v2/checkout/orders", json=order, request_id=request_id)
    links = {link["rel"]: link["href"] for link in answer.get("links", [])}
    return answer["id"], links.get("payer-action") or links["approve"]


def capture_order(request_id: str, order_id: str) -> Capture:
    """Take the money of an approved order. Raises PortWaiting before the approval, PortRefused, PortUnavailable."""
    path = f"/v2/checkout/orders/{order_id}"
    try:
        answer = _ask("POST", f"{path}/capture", json={}, request_id=request_id)
    except PortRefused as refusal:
        if refusal.code == "ORDER_NOT_APPROVED":
            raise PortWaiting(str(refusal)) from refusal
        if refusal.code != "ORDER_ALREADY_CAPTURED":
            raise
        answer = _ask("GET", path)
    return capture_of(answer["purchase_units"][0]["payments"]["captures"][0])


def find_order(order_id: str) -> tuple[str, Capture | None]:
    """What PayPal says of an order, and its capture where there is one. Raises PortRefused, PortUnavailable."""
    answer = _ask("GET", f"/v2/checkout/orders/{order_id}")
    made = answer["purchase_units"][0].get("payments", {}).get("captures", [])
    return answer["status"], capture_of(made[0]) if made else None


def refund_capture(request_id: str, capture_id: str, amount: int, currency: str) -> str:
    """Give some of a capture back; PayPal's id of the refund. Raises PortRefused, PortUnavailable."""
    said = {"amount": {"currency_code": currency, "value": written(amount)}, "invoice_id": request_id}
    return _ask("POST", f"/v2/payments/captures/{capture_id}/refund", json=said, request_id=request_id)["id"]


def capture_of(resource: dict[str, Any]) -> Capture:
    """The capture in an answer or in a webhook's resource."""
    amount = resource.get("amount") or {}
    return Capture(
        id=resource["id"],
        status=resource.get("status", ""),
        amount=read(amount.get("value", "")),
        currency=amount.get("currency_code", ""),
        custom_id=resource.get("custom_id", ""),
        merchant=(resource.get("payee") or {}).get("merchant_id", ""),
    )


def written(centimes: int) -> str:
    """An amount as PayPal reads it: 1020.50."""
    return f"{centimes // CENTIMES}.{centimes % CENTIMES:02}"


def read(value: str) -> int | None:
    """The centimes of an amount that PayPal wrote; None for what is no such amount."""
    try:
        centimes = Decimal(value) * CENTIMES
    except (InvalidOperation, TypeError):
        return None
    return int(centimes) if centimes.is_finite() and centimes == int(centimes) else None


# --- inside ---------------------------------------------------------------------------------------------
def _ask(method: str, path: str, *, request_id: str = "", json: Any = None) -> dict[str, Any]:
    with door.client(settings.PAYPAL_API, SANDBOX) as http:
        for fresh in (False, True):
            headers = {"Authorization": f"Bearer {_token(http, fresh)}", "Prefer": "return=representation"}
            if request_id:
                headers["PayPal-Request-Id"] = request_id
            answer = door.ask(http, method, path, json=json, headers=headers)
            if answer.status_code != 401:  # a token that was withdrawn: once more with a new one
                break
    return _read(answer)


def _token(http: "httpx.Client", fresh: bool) -> str:
    known = None if fresh else cache.get(TOKEN)
    if known:
        return known
    who = (settings.PAYPAL_CLIENT_ID, settings.PAYPAL_SECRET)
    answer = _read(
        door.ask(http, "POST", "/v1/oauth2/token", data={"grant_type": "client_credentials"}, auth=who)
    )
    lasts = int(answer["expires_in"]) - BILLING.token_early.total_seconds()
    cache.set(TOKEN, answer["access_token"], lasts)
    return answer["access_token"]


def _read(answer: "httpx.Response") -> dict[str, Any]:
    try:
        said = answer.json() if answer.content else {}
    except ValueError as fault:
        raise PortUnavailable(f"HTTP {answer.status_code} without JSON") from fault
    if answer.is_success:
        return said
    issue = next((d["issue"] for d in said.get("details", []) if "issue" in d), said.get("name", ""))
    raise PortRefused(issue or answer.status_code, said.get("message", ""))
