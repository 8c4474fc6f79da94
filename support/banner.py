"""The banner above every page of a customer: work on his services soon or now, disturbances that go on.

Read once a minute for each account and kept meanwhile: a page asks nothing more of the database.
"""

from django.core.cache import cache
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from core import clock

from . import maintenance
from .models import Affected, Incident
from .terms import STATUS


def banners(request) -> dict:
    """Template variable `banners`: what the customer must know, evaluated only where a page shows it."""
    return {"banners": SimpleLazyObject(lambda: _of(getattr(request, "customer", None)))}


def _of(customer) -> list[dict]:
    if not customer:
        return []
    key = f"support:banners:{customer.public_id}"
    found = cache.get(key)
    if found is None:
        found = _read(customer)
        cache.set(key, found, STATUS.banner_kept.total_seconds())
    return found


def _read(customer) -> list[dict]:
    """Plain values, so that they can be kept: at most one line for each incident and window."""
    rows = Affected.objects.of(customer).filter(incident__state__in=Incident.OPEN).select_related("incident")
    seen: dict[int, dict] = {}
    for row in rows.order_by("pk"):
        incident = row.incident
        seen.setdefault(incident.pk, {
            "kind": "degraded" if incident.degraded else "incident", "title": incident.title,
            "url": reverse("support:incident", args=[row.public_id]), "until": incident.expected_at,
        })  # fmt: skip
    windows = [
        {"kind": n.maintenance.state, "title": n.maintenance.title, "from": n.maintenance.starts_at,
         "until": n.maintenance.ends_at, "url": reverse("support:maintenance", args=[n.public_id])}
        for n in maintenance.current(customer, clock.now())
    ]  # fmt: skip
    return [*seen.values(), *windows]
