"""The boxes on an order's page: each room of `ssl_certs/` adds its own by one word in `PANELS`.

A room has `ssl_certs/<room>/panel.py` with `panel(order, request) -> dict`, whose variables join the page's, and
`templates/ssl_certs/<room>/_panel.html`, which draws them. A panel asks the database a fixed number of questions.
"""

from typing import Any

from django.utils.module_loading import import_string

from .models import SslOrder

PANELS: tuple[str, ...] = ("validation", "delivery", "ending")


def of(order: SslOrder, request: Any) -> dict[str, Any]:
    """What the page of an order needs to draw every panel."""
    context: dict[str, Any] = {"panels": [f"ssl_certs/{room}/_panel.html" for room in PANELS]}
    for room in PANELS:
        context |= import_string(f"ssl_certs.{room}.panel.panel")(order, request)
    return context
