"""The choice between cancelling with a refund and revoking without one: what was shown, and what was taken (C-08)."""

from datetime import datetime

from core import evidence
from core.acts import Act
from ssl_certs.models import Certificate, SslOrder

CANCEL, REVOKE = "cancel_with_refund", "revoke_without_refund"


def offered(order: SslOrder, now: datetime) -> list[str]:
    """What the customer can choose from now: cancelling until the end of day 20, revoking what is live."""
    live = order.certificates.filter(state__in=Certificate.LIVE).exists()
    return [choice for choice, there in ((CANCEL, order.cancellable(now)), (REVOKE, live)) if there]


def record(order: SslOrder, act: Act, taken: str, shown: list[str]) -> None:
    """Proof of the choice."""
    evidence.record(
        order.public_id, "act", "choice", act, "C-08", shown=shown, taken=taken, until=order.cancel_until
    )
