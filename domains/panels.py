"""The boxes under "Manage" on a name's page: each room of `domains/` adds its own by one word in `PANELS`.

A room has `domains/<room>/panel.py` with `panel(domain, request) -> dict`, whose variables join the page's, and
`templates/domains/<room>/_panel.html`, which draws them. A panel asks the database a fixed number of questions.
"""

from typing import Any

from django.utils.module_loading import import_string

from .models import Domain

PANELS = ("managing", "dns", "transfers", "holder_changes", "ending", "messages")
OPERATED = {"managing", "dns"}  # what an operator manages; he has none of the holder's rights (DN-13.1)


def of(domain: Domain, request: Any) -> dict[str, Any]:
    """What the page of a name needs to draw every panel that its reader may see."""
    operating = bool(request.licence)
    rooms = [room for room in PANELS if room in OPERATED or not operating]
    context: dict[str, Any] = {
        "panels": [f"domains/{room}/_panel.html" for room in rooms],
        "operating": operating,
    }
    for room in rooms:
        context |= import_string(f"domains.{room}.panel.panel")(domain, request)
    return context
