"""The demo's biller and its agencies: codes in the shapes that `binga.py` reads, and notifications it believes."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from billing.gateways import door
from billing.models import SandboxOrder

from . import binga

KEPT_BY = "agencies"


def make(asked: Mapping[str, str]) -> dict[str, Any]:
    """An order with its code; the same reference gives the same one."""
    expected = binga.checksum("PRE-PAY", asked["amount"], asked["externalId"], asked["buyerEmail"])
    if asked["orderCheckSum"] != expected:
        return {"result": "error", "error": {"message": "orderCheckSum"}}
    facts = {name: asked[name] for name in ("externalId", "amount", "buyerEmail", "expirationDate")}
    known = SandboxOrder.objects.filter(kept_by=KEPT_BY, data__externalId=asked["externalId"]).first()
    code = f"{secrets.randbelow(10**9):09}"
    return shown(
        known or SandboxOrder.objects.create(kept_by=KEPT_BY, reference=code, data=facts | {"paid": False})
    )


def shown(order: SandboxOrder) -> dict[str, Any]:
    """An order as the biller shows it."""
    status = "PAID" if order.data["paid"] else "PRE-PAID"
    said = {"code": order.reference, "status": status, "transactionId": f"T{order.reference}"}
    return {"result": "success", "orders": {"order": {**order.data, **said}}}


def find(code: str) -> SandboxOrder | None:
    """The order of a code."""
    return SandboxOrder.objects.filter(kept_by=KEPT_BY, reference="".join(code.split())).first()


def is_over(order: SandboxOrder, now: datetime) -> bool:
    """Whether the agencies still take money for it."""
    return datetime.strptime(order.data["expirationDate"], binga.DATE).replace(tzinfo=UTC) < now


def take(order: SandboxOrder) -> None:
    """An agency takes the money."""
    order.data["paid"] = True
    order.save(update_fields=["data"])


def notice(order: SandboxOrder) -> dict[str, str]:
    """What the biller tells the shop, signed."""
    data = order.data
    said = {name: data[name] for name in ("externalId", "amount", "buyerEmail")}
    said |= {"code": order.reference, "storeId": settings.BINGA_STORE, "transactionId": f"T{order.reference}"}
    return said | {
        "orderCheckSum": binga.checksum("PAY", said["amount"], said["externalId"], said["buyerEmail"])
    }


def tell(order: SandboxOrder) -> str:
    """Send the notification to the portal; its answer."""
    with door.client("") as http:
        return http.post(reverse("billing:code_notice"), data=notice(order)).text
