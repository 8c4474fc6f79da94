"""What an order's page says about its end: the twenty days, what is revoked, a notice that runs, the ways in."""

from typing import Any

from accounts.roles import Capability
from core import clock
from ssl_certs.models import Certificate, SslOrder

from . import notices

RUNNING = SslOrder.CANCELLABLE


def panel(order: SslOrder, request: Any) -> dict[str, Any]:
    """The countdown to the last instant of day 20, cancelling and revoking side by side, the three instants."""
    now = clock.now()
    today, owner = clock.local_date(now), request.membership.may(Capability.HOLD)
    cancellation = order.cancellations.exclude(state="withdrawn").first()
    every = list(order.certificates.all())
    asked = bool(cancellation and cancellation.state != "refused")
    running = order.state in RUNNING
    return {
        "window_open": order.cancellable(now),
        "days_left": (order.cancel_until - today).days,
        "cancellation": cancellation,
        "revocations": [one for one in every if one.revocation_requested_at],
        "may_cancel": owner and not asked and order.cancellable(now),
        "may_withdraw": owner and asked and cancellation.state == "asked",
        "revocable": [one for one in every if owner and one.state in Certificate.LIVE],
        "may_give_notice": owner and running and not asked and not notices.why_no_notice(order, today),
        "may_claim": owner and running and order.ended_by != SslOrder.EndedBy.FORCE_MAJEURE,
        "notice_runs": running and order.ends_on,
        "may_withdraw_notice": owner and running and order.ended_by == SslOrder.EndedBy.CUSTOMER,
    }
