"""The boxes on a server's page: each room of `servers/` adds its own by one word in `PANELS`.

A room has `servers/<room>/panel.py` with `panel(server, request) -> dict`, whose variables join the page's, and
`templates/servers/<room>/_panel.html`, which draws them. A panel asks the database a fixed number of questions.
"""

from typing import Any

from django.utils.module_loading import import_string

from .models import Server

PANELS: tuple[str, ...] = ("managing", "access", "ending")


def of(server: Server, request: Any) -> dict[str, Any]:
    """What the page of a server needs to draw every panel."""
    context: dict[str, Any] = {"panels": [f"servers/{room}/_panel.html" for room in PANELS]}
    for room in PANELS:
        context |= import_string(f"servers.{room}.panel.panel")(server, request)
    return context
