"""Parking: a name shows the company's page instead of its own records, and gets them back afterwards (facts B1)."""

from django.db import transaction

from core.acts import Act
from core.transitions import claim
from domains.models import Domain, Zone

from .entries import level
from .head import delegated_to_us
from .lifecycle import CLAUSE, DRAFTABLE, SERVED, ask_registry, flow, leave, prepare
from .presets import parking
from .publishing import publish_version
from .terms import DNS


def park(domain: Domain, act: Act) -> None:
    """The name leads to the company's page; what it led to before is kept. Parking a parked name changes nothing."""
    with transaction.atomic():
        zone = prepare(domain, act)
        claim(zone)
        if not zone.parked:
            park_zone(zone, act, was=zone.state)


def unpark(domain: Domain, act: Act) -> None:
    """The name leads again to where it led before it was parked."""
    zone = Zone.objects.filter(domain=domain).first()
    if zone and zone.parked and unpark_zone.allowed(zone):
        unpark_zone(zone, act)


@flow.verb(source=DRAFTABLE, target="pushing", clause=CLAUSE)
def park_zone(zone: Zone, act: Act, was: str = "live") -> None:
    """The parking records are published; the registry is told of our name servers where the name used others."""
    domain = zone.domain
    ours = delegated_to_us(domain.nameservers)
    zone.parked = {
        "served": was in SERVED, "nameservers": domain.nameservers, "ds": domain.ds_records, "ours": ours,
        "at": act.now.isoformat(), "version": zone.version,
    }  # fmt: skip
    zone.remove_at, zone.delegating = None, not ours
    if not ours and domain.ds_records:
        ask_registry(zone, act, "dnssec", {"ds": []})
    publish_version(zone, act, parking(), "parked")


@flow.verb(source=SERVED, target="pushing", clause=CLAUSE)
def unpark_zone(zone: Zone, act: Act) -> str | None:
    """The version from before is published again, or the name goes back to the servers that it used."""
    before, zone.parked = zone.parked, {}
    earlier = zone.versions.filter(number=before["version"]).first()
    publish_version(zone, act, level(earlier.entries() if earlier else zone.entries()), "unparked")
    if before["ours"] or not before["nameservers"]:
        return None
    ask_registry(zone, act, "nameservers", {"hosts": before["nameservers"]})
    if before["ds"]:
        ask_registry(zone, act, "dnssec", {"ds": before["ds"]})
    if before["served"]:
        return None
    leave(zone, act, DNS.kept)
    return "leaving"


__all__ = ["park", "unpark"]
