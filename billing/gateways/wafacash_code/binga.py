"""A biller's code over HTTP, in the shapes of Binga's merchant interface: make an order, ask for it, be told of it.

Written from what is publicly known of it (orders with an end, checksums of MD5 over the fields and a shared key,
`PRE-PAY` when made and `PAY` when told). UNPROVED: no merchant account was at hand, so names of fields, the words for
states, the time zone of dates and the answer to a notification are to be tried on the provider's test system first.
Without BINGA_URL, in demo mode, the portal's own sandbox answers in the same shapes.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from billing.gateways import door
from billing.gateways.cmi.form import read, written
from billing.models import BillCode
from core.ports import PortRefused, PortUnavailable

SANDBOX = "/agences-de-demonstration"
DATE = "%Y-%m-%dT%H:%M:%SGMT"
STATES = {"PRE-PAID": "open", "PAID": "paid", "EXPIRED": "expired", "CANCELLED": "expired"}


@dataclass(frozen=True, slots=True)
class Bill:
    """An order as the biller knows it: its code, its state (`open`, `paid`, `expired`), and what was paid."""

    code: str
    state: str
    amount: int | None
    reference: str
    transaction: str


def make(code: BillCode) -> Bill:
    """Ask for a code; the same reference gives the same code. Raises PortRefused, PortUnavailable."""
    amount, email = written(code.amount), code.customer.billing_email
    asked = {
        "apiVersion": "1.1",
        "externalId": code.public_id,
        "expirationDate": code.expires_at.astimezone(UTC).strftime(DATE),
        "amount": amount,
        "storeId": settings.BINGA_STORE,
        "buyerLastName": code.customer.name,
        "buyerEmail": email,
        "buyerPhone": code.customer.phone,
        "orderCheckSum": checksum("PRE-PAY", amount, code.public_id, email),
    }
    return _bill(_ask("POST", "/api/orders", data=asked))


def look(code: BillCode) -> Bill:
    """How the order stands. Raises PortRefused, PortUnavailable."""
    return _bill(_ask("GET", f"/api/orders/{code.code}"))


def heard(said: Mapping[str, str]) -> Bill | None:
    """The bill in a notification that the biller signed; None for one that he did not."""
    external, email = said.get("externalId", ""), said.get("buyerEmail", "")
    ours = checksum("PAY", said.get("amount", ""), external, email)
    if not settings.BINGA_KEY or not hmac.compare_digest(
        ours.encode(), said.get("orderCheckSum", "").encode()
    ):
        return None
    return Bill(
        said.get("code", ""), "paid", read(said.get("amount", "")), external, said.get("transactionId", "")
    )


def answer(code: str, now: datetime) -> str:
    """What a notification is answered: `100` taken, `000` not taken, and the instant."""
    return f"{code};{now.astimezone(UTC):%Y%m%d%H%M%S}"


def checksum(kind: str, amount: str, external: str, email: str) -> str:
    """The MD5 that both sides make over a message's fields and the shared key (the provider's choice, not ours)."""
    said = f"{kind}{amount}{settings.BINGA_STORE}{external}{email}{settings.BINGA_KEY}"
    return hashlib.md5(said.encode(), usedforsecurity=False).hexdigest()


def _ask(method: str, path: str, **request: Any) -> dict[str, Any]:
    with door.client(
        settings.BINGA_URL, SANDBOX, auth=(settings.BINGA_USER, settings.BINGA_PASSWORD)
    ) as http:
        told = door.ask(http, method, path, **request)
    try:
        said = told.json()
    except ValueError as fault:
        raise PortUnavailable(f"HTTP {told.status_code} without JSON") from fault
    if not told.is_success or said.get("result") != "success":
        raise PortRefused(told.status_code, str(said.get("error", {}).get("message", ""))[:200])
    return said["orders"]["order"]


def _bill(order: Mapping[str, Any]) -> Bill:
    state = STATES.get(str(order.get("status", "")))
    if state is None:
        raise PortUnavailable(f"status {order.get('status')}")
    amount, told = read(str(order.get("amount", ""))), str(order.get("transactionId", ""))
    return Bill(str(order.get("code", "")), state, amount, str(order.get("externalId", "")), told)
