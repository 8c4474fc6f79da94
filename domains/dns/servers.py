"""What the name server is asked, and what its answers mean for a zone."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.acts import Act
from core.ports import PortRefused
from domains.models import RegistryChange, Zone

from . import name_server, rdata, rules
from .entries import Difference, Entry, difference, flat, from_json, level
from .head import is_ours, wanted
from .port import ServedZone
from .publishing import publish_version, replace_draft


def tell(zone: Zone, act: Act) -> ServedZone:
    """Put the version in force on the server; the zone of an earlier holder of the name gives way."""
    zone.refresh_from_db()
    return name_server().put(wanted(zone, zone.published(), _predecessors(zone)), act.now)


def forget(zone: Zone, act: Act) -> None:
    """Take the zone off the server."""
    name_server().remove(zone.name, zone.public_id, act.now)


def compare(zone: Zone, act: Act) -> dict[str, Any]:
    """What the server holds otherwise than wanted; empty when both agree."""
    held = name_server().show(zone.name, act.now)
    wish = wanted(zone, zone.published())
    if held is None or held.reference != zone.public_id:
        return {"missing": True, "owner": held.reference if held else ""}
    found = difference(_compared(wish.rrsets, zone.name), _compared(held.rrsets, zone.name))
    keys = ds_rows(held)
    lost_key = bool(wish.signed and not _known(zone.ds_records, keys))
    stray_key = bool(keys and not wish.signed)
    return {**(found.as_json() if found else {}), **({"keys": len(keys)} if lost_key or stray_key else {})}


def read(zone: Zone, act: Act) -> ServedZone:
    """What the server holds, for adoption. Raises `PortRefused` when it holds nothing that could be ours."""
    held = name_server().show(zone.name, act.now)
    if held is None:
        raise PortRefused("missing", "the server does not know the zone")
    problems = list(rules.problems(adoptable(held), zone.name))
    if problems:
        raise PortRefused("rules", " ".join(map(str, problems)))
    return held


def take_over(zone: Zone, act: Act, held: ServedZone) -> None:
    """Version and draft become what the server holds."""
    entries = adoptable(held)
    publish_version(zone, act, entries, "adopted")
    replace_draft(zone, entries)
    zone.adopted_from = "" if held.reference == zone.public_id else held.reference


def adoptable(held: ServedZone) -> list[Entry]:
    """The server's records of the types that the editor knows, without the head."""
    sets = [s for s in held.rrsets if not is_ours(s, held.name) and s.type in rdata.KINDS]
    return level(flat(sets, held.name))


def ds_rows(served: ServedZone) -> list[dict[str, Any]]:
    """The DS records of a zone's keys as they are stored."""
    return [asdict(record) for record in served.ds]


def ds_withdrawn_at(zone: Zone) -> datetime | None:
    """Since when the registry shows no DS record of the name; None while it shows one or may."""
    changes = RegistryChange.objects.filter(domain=zone.domain, kind="dnssec").exclude(state="superseded")
    last = changes.order_by("-asked_at", "-pk").first()
    if zone.domain.ds_records or last is None or last.state != "synced" or last.wanted.get("ds"):
        return None
    return last.settled_at


def stored_difference(differences: dict[str, Any]) -> Difference:
    """The records that a comparison found added and removed on the server."""
    found = (tuple(from_json(differences.get(key, ()))) for key in ("added", "removed"))
    return Difference(*found)


def in_words(differences: dict[str, Any]) -> str:
    """A comparison for a work item: one line for each difference."""
    if differences.get("missing"):
        return _("The server does not hold this zone for us.")
    found = stored_difference(differences)
    lines = [f"+ {e.name} {e.ttl} {e.type} {e.content}" for e in found.added]
    lines += [f"- {e.name} {e.ttl} {e.type} {e.content}" for e in found.removed]
    if "keys" in differences:
        lines.append(_("Keys on the server: %(n)s.") % {"n": differences["keys"]})
    return "\n".join(lines)


def _compared(sets, zone: str) -> list[Entry]:
    return flat((s for s in sets if s.type not in rdata.SERVERS_OWN), zone)


def _known(stored: list[dict], keys: list[dict]) -> bool:
    return all(row in keys for row in stored) and bool(keys)


def _predecessors(zone: Zone) -> tuple[str, ...]:
    """Whose zone on the server gives way: our own of the same name that have ended, or one that staff adopted."""
    earlier = Zone.objects.filter(domain__name=zone.name, state__in=["off", "leaving", "removing"])
    ended = earlier.exclude(pk=zone.pk).values_list("public_id", flat=True)
    return (*ended, *filter(None, [zone.adopted_from]))
