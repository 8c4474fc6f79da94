"""The box of this room on an order's page."""

from typing import Any

from ssl_certs.models import SslOrder


def panel(order: SslOrder, request: Any) -> dict[str, Any]:
    return {}
