"""What gateways say, kept in their own words: one row for each thing said, counted when it is said again."""

import hashlib

from django.db.models import F

from billing.models.gateways import GatewayNotice
from core.acts import Act

LONGEST = 8_000  # signs of a body that are kept
Outcome = GatewayNotice.Outcome


def keep(
    method: str, body: str, outcome: str, act: Act, *, about: str = "", key: str = "", said_by: str = ""
) -> GatewayNotice:
    """Keep a notice and what became of it; said again it is counted, and its first outcome stays.

    `key` tells notices apart where their words do not. Words that nobody signed are kept once for a day and a sender
    (`said_by`), so that a flood leaves one row.
    """
    key = f"{outcome} {act.today} {said_by}" if said_by else key or body
    facts = {
        "outcome": outcome,
        "about": about,
        "body": body[:LONGEST],
        "first_at": act.now,
        "last_at": act.now,
    }
    digest = hashlib.sha256(key.encode()).hexdigest()
    notice, new = GatewayNotice.objects.get_or_create(method=method, digest=digest, defaults=facts)
    if not new:
        GatewayNotice.objects.filter(pk=notice.pk).update(times=F("times") + 1, last_at=act.now)
    return notice
