"""What the DNS puts on a name's page."""

from typing import Any

from domains.models import Domain, Zone


def panel(domain: Domain, request) -> dict[str, Any]:
    """The state of the zone, where there is one: one question, whatever the zone holds."""
    zone = Zone.objects.filter(domain=domain).first()
    return {"dns": {"state": zone.get_state_display(), "tone": zone.tone} if zone else {}}
