"""The box of this room on an order's page."""

from typing import Any

from core import clock
from ssl_certs.models import SslOrder

from . import tracker


def panel(order: SslOrder, request: Any) -> dict[str, Any]:
    """The same as the tracker, briefly: which names are proven, what is still to be done."""
    return {"tracker": tracker.of(order, clock.now())}
