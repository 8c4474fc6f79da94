"""Publishing: a numbered version with its difference, as proof and as the wish that the server is told."""

from collections.abc import Iterable

from core import evidence
from core.acts import Act
from domains.models import Record, Zone, ZoneVersion

from .entries import Entry, difference, level
from .port import SERIAL_MAX

SERIALS_A_DAY = 100


def publish_version(zone: Zone, act: Act, entries: Iterable[Entry], origin: str) -> ZoneVersion:
    """Number and keep a version, and have it pushed. Call it inside a verb that leads to `pushing`."""
    after = level(entries)
    change = difference(zone.published(), after)
    last = zone.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = ZoneVersion.objects.create(
        customer_id=zone.customer_id, zone=zone, number=last + 1, origin=origin, records=[list(e) for e in after],
        published_at=act.now, published_by=act.actor, **change.as_json(),
    )  # fmt: skip
    zone.version = version.number
    push(zone, act)
    evidence.record(
        zone.public_id, "act", "published", act, "DN-8.2", domain=zone.domain.public_id, version=version.number,
        origin=origin, **change.as_json(),
    )  # fmt: skip
    return version


def push(zone: Zone, act: Act, above: int = 0) -> None:
    """The server is to be told now, under a new serial number: YYYYMMDDnn, later than every earlier one."""
    today = int(f"{act.today:%Y%m%d}") * SERIALS_A_DAY
    zone.serial = min(max(zone.serial + 1, above + 1, today + 1), SERIAL_MAX)
    zone.call_at, zone.call_attempts, zone.call_error = act.now, 0, ""


def replace_draft(zone: Zone, entries: Iterable[Entry]) -> None:
    """Make the stored records these; those that stay keep their place and their id."""
    wanted = {(e.name, e.type, e.content): e for e in entries}
    for record in zone.records.all():
        entry = wanted.pop((record.name, record.type, record.content), None)
        if entry is None:
            record.delete()
        elif entry.ttl != record.ttl:
            zone.records.filter(pk=record.pk).update(ttl=entry.ttl)
    Record.objects.bulk_create(
        Record(
            customer_id=zone.customer_id, zone=zone, name=e.name, type=e.type, ttl=e.ttl, content=e.content
        )
        for e in wanted.values()
    )
