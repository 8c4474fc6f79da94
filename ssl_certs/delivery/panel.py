"""The box of delivery on an order's page: the live certificate, and what hosts really serve."""

from typing import Any

from accounts.roles import Capability
from ssl_certs.models import SslOrder


def panel(order: SslOrder, request: Any) -> dict[str, Any]:
    """Two questions, however many certificates and hosts there are."""
    return {
        "live": order.certificates.filter(state="issued").first(),
        "watches": list(order.watches.exclude(state="stopped")),
        "may_watch": request.membership.may(Capability.MANAGE_TECHNICAL),
    }
