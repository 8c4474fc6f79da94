"""What a customer must know on every page: work on his services, disturbances, new versions of
the contract, requests that wait for his answer.

Read once a minute for each account and kept meanwhile, so that a page asks nothing more of the database; what changes
it forgets it at once.
"""

from datetime import datetime

from django.core.cache import cache
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from contracts import announcing
from core import clock

from . import maintenance, remembered
from .models import Affected, Incident, Ticket
from .terms import STATUS

WAITING = 6  # requests that are named on the home page


def banners(request) -> dict:
    """Template variable `banners`: evaluated only where a page shows it."""
    return {"banners": SimpleLazyObject(lambda: of(getattr(request, "customer", None), clock.now())["lines"])}


def of(customer, now: datetime) -> dict[str, list[dict]]:
    """`lines` for every page, `waiting` for the home page; plain values."""
    if not customer:
        return {"lines": [], "waiting": []}
    found = cache.get(remembered.key(customer))
    if found is None:
        lines = [*_incidents(customer), *_windows(customer, now), *announcing.lines(customer)]
        found = {"lines": lines, "waiting": _waiting(customer)}
        cache.set(remembered.key(customer), found, STATUS.banner_kept.total_seconds())
    return found


def _incidents(customer) -> list[dict]:
    rows = (
        Affected.objects.of(customer)
        .told()
        .filter(incident__state__in=Incident.OPEN)
        .select_related("incident")
    )
    seen: dict[int, dict] = {}
    for row in rows.order_by("pk"):
        incident = row.incident
        seen.setdefault(incident.pk, {
            "kind": "degraded" if incident.degraded else "incident", "title": incident.title,
            "url": reverse("support:incident", args=[row.public_id]), "until": incident.expected_at,
        })  # fmt: skip
    return list(seen.values())


def _windows(customer, now: datetime) -> list[dict]:
    return [
        {"kind": n.maintenance.state, "title": n.maintenance.title, "clause": n.maintenance.clause,
         "from": n.maintenance.starts_at,
         "until": n.maintenance.ends_at, "url": reverse("support:maintenance", args=[n.public_id])}
        for n in maintenance.current(customer, now)
    ]  # fmt: skip


def _waiting(customer) -> list[dict]:
    rows = Ticket.objects.of(customer).filter(state="waiting_customer").order_by("paused_since")
    return [
        {"subject": t.subject, "url": reverse("support:ticket", args=[t.public_id])} for t in rows[:WAITING]
    ]
