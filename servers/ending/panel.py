"""The box of the term and its end on a server's page."""

from typing import Any

from accounts.roles import Capability
from billing import ordering
from core import clock
from servers.models import Server


def panel(server: Server, request: Any) -> dict[str, Any]:
    """Renewing, not renewing, telling that a cause is corrected, withdrawing."""
    may_order, may_end = request.membership.may(Capability.ORDER), request.membership.may(Capability.HOLD)
    technical, now = request.membership.may(Capability.MANAGE_TECHNICAL), clock.now()
    correctable = server.state == "suspended" and server.suspended_for in ("security", "abuse")
    return {
        "open_proforma": ordering.open_proposal(server.public_id) if server.is_live else None,
        "may_renew": may_order and server.is_live,
        "may_note": may_end and server.state == "active",
        "may_take_back": may_end and server.state == "non_renewal_noted",
        "may_correct": technical and correctable and not server.corrected_at and not server.gag_until,
        "may_withdraw": may_end
        and server.state == "paid"
        and server.withdrawal == "kept"
        and now < server.starts_at,
    }
