"""What a name's page says about its end: what keeps it, what suspends it, what its holder can ask for."""

from typing import Any

from accounts.roles import Capability
from domains.models import Domain

from .cancellations import CANCELLABLE
from .claims import PROTECTED

SHOWN = 5


def panel(domain: Domain, request: Any) -> dict[str, Any]:
    """The circumstances, the suspension that may be told, the cancellation under way, and the ways in."""
    holder = request.membership.may(Capability.HOLD)
    asked = domain.cancellations.filter(state__in=["asked", "accepted"]).first()
    return {
        "circumstances": list(domain.holds.all()[:SHOWN]),
        "suspension": domain.suspensions.filter(state="standing").exclude(told_at=None).first(),
        "cancellation": asked,
        "may_cancel": holder and not asked and domain.state in CANCELLABLE,
        "may_withdraw": holder and asked and asked.state == "asked",
        "may_claim": holder and domain.state in PROTECTED and domain.ended_by != "decision",
    }
