"""The sandbox registry's RDAP answers (RFC 9083): what it publishes of its own names, in the demo only."""

import re
from datetime import datetime
from typing import Any

from domains.registry.models import SandboxName
from domains.registry.sandbox_life import aged, is_ma, rgp, statuses
from domains.registry.sandbox_strangers import strangers_row


def domain(name: str, now: datetime) -> dict[str, Any] | None:
    """A name as an RDAP object; None when nobody holds it."""
    row = SandboxName.objects.filter(name=name).first()
    row = aged(row, now) if row else strangers_row(name, now)
    if row is None:
        return None
    return {
        "rdapConformance": ["rdap_level_0"],
        "objectClassName": "domain",
        "handle": f"D{row.pk or 0}-SBX",
        "ldhName": row.name,
        "status": [_word(status) for status in (*statuses(row), *rgp(row, now))],
        "events": _events(row),
        "entities": [_entity("registrar", row.sponsor), *_people(row)],
        "nameservers": [{"objectClassName": "nameserver", "ldhName": host} for host in row.nameservers],
        "secureDNS": {"delegationSigned": bool(row.ds)},
        "links": [],
        "notices": [{"title": "Demo", "description": ["An invented registry: these names exist here only."]}],
    }


def _word(status: str) -> str:
    """An EPP status as RDAP writes it (RFC 8056)."""
    return "active" if status == "ok" else re.sub(r"(?<!^)([A-Z])", r" \1", status).lower()


def _events(row: SandboxName) -> list[dict[str, str]]:
    known = [
        ("registration", row.created_at),
        ("expiration", row.expires_at),
        ("transfer", row.transferred_at),
    ]
    return [{"eventAction": action, "eventDate": at.isoformat()} for action, at in known if at]


def _entity(role: str, name: str) -> dict[str, Any]:
    card = ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", name]]]
    return {"objectClassName": "entity", "handle": name[:40], "roles": [role], "vcardArray": card}


def _people(row: SandboxName) -> list[dict[str, Any]]:
    """ANRT publishes the holder, generic registries nobody (facts B3, B4; DN-A2-5.3(1))."""
    roles = {"holder": "registrant", "admin": "administrative", "tech": "technical"}
    if not is_ma(row.name):
        return []
    people = ((roles.get(role), who.get("full_name")) for role, who in row.contacts.items())
    return [_entity(role, name) for role, name in people if role and name]
