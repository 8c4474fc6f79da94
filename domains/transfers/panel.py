"""What a name's page says about leaving: another registrar's request first, else what stands against it."""

from typing import Any

from core import clock
from domains.models import Domain, TransferOut

from . import guards

SHOWN = ("registered", "renewing", "grace", "redemption")


def panel(domain: Domain, request) -> dict[str, Any]:
    """The variables of the panel; two questions to the database."""
    asked = domain.transfers_out.filter(state__in=TransferOut.OPEN).first()
    refusal = guards.may_leave(domain, clock.local_date(clock.now()))
    facts = {"asked_by": asked.asked_by, "act_by": asked.act_by, "tone": "late"} if asked else {}
    return {"leaving": {"shown": domain.state in SHOWN, "refusal": refusal, **facts}}
