"""What a name's page shows of its registry's messages."""

from typing import Any

from domains.models import Domain

SHOWN = 5


def panel(domain: Domain, request: Any) -> dict[str, Any]:
    """The newest messages, as received; one question to the database."""
    return {"registry_messages": domain.registry_messages.all()[:SHOWN]}
