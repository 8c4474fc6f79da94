"""PowerDNS by its HTTP interface (version 4): one PATCH per publication, so that nothing is ever half done.

The zone's `account` carries our reference. The serial is ours (no SOA-EDIT), and keys are made by the server.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx
from django.conf import settings

from core.ports import PortRefused, PortUnavailable
from domains.registry.port import DsRecord

from . import authority, rdata
from .entries import RRset
from .port import SERIAL_MAX, Answer, Foreign, ServedZone, WantedZone, same
from .terms import DNS

NOT_FOUND, CONFLICT, UNPROCESSABLE = 404, 409, 422
FINAL = {400, CONFLICT, 413, UNPROCESSABLE}  # about what was said; everything else may pass
SHA256 = 2
SERIAL_IS_OURS = {"soa_edit": "", "soa_edit_api": "", "api_rectify": True}


class PowerDns:
    """A `NameServer` that is a PowerDNS authoritative server."""

    def __init__(self, transport: httpx.BaseTransport | None = None):
        self.http = httpx.Client(
            base_url=f"{settings.POWERDNS_URL.rstrip('/')}/api/v1/servers/{settings.POWERDNS_SERVER}",
            headers={"X-API-Key": settings.POWERDNS_API_KEY}, timeout=DNS.api_seconds, transport=transport,
            trust_env=False,
        )  # fmt: skip

    def show(self, zone: str, now: datetime) -> ServedZone | None:
        """What the server holds."""
        held = self._held(zone)
        return _seen(zone, held, self._keys(zone) if held["dnssec"] else []) if held else None

    def put(self, wanted: WantedZone, now: datetime) -> ServedZone:
        """Create or change the zone; what is already so is left alone."""
        held = self._held(wanted.name)
        if held and held["account"] not in {wanted.reference, *wanted.replaces}:
            raise Foreign(wanted.name, held["account"])
        if held is None:
            self._send("POST", "/zones", _new_zone(wanted))
        elif held["account"] != wanted.reference or not wanted.serial < held["serial"] <= SERIAL_MAX:
            self._change(wanted, held)
        else:
            return _seen(wanted.name, held, self._keys(wanted.name))
        self._sign(wanted)
        if settings.POWERDNS_KIND in {"Master", "Primary"}:
            self._send("PUT", f"/zones/{wanted.name}./notify")
        served = self.show(wanted.name, now)
        if served is None:
            raise PortUnavailable(f"{wanted.name} vanished from the server")
        return served

    def remove(self, zone: str, reference: str, now: datetime) -> None:
        """Delete the zone with its keys, if it is ours."""
        held = self._held(zone)
        if held and held["account"] == reference:
            self._send("DELETE", f"/zones/{zone}.", missing=True)

    def ask(self, name: str, kind: str, now: datetime) -> list[Answer]:
        """The authoritative servers' answers over DNS."""
        return authority.ask_all(name, kind)

    def _change(self, wanted: WantedZone, held: dict[str, Any]) -> None:
        settings_of = {"account": wanted.reference, **SERIAL_IS_OURS}
        if any(held.get(key) != value for key, value in settings_of.items()):
            self._send("PUT", f"/zones/{wanted.name}.", settings_of)
        sets = list(_patches(_sets(held), wanted.rrsets))
        if sets:
            self._send("PATCH", f"/zones/{wanted.name}.", {"rrsets": sets})

    def _sign(self, wanted: WantedZone) -> None:
        """One combined signing key while signed, no key otherwise."""
        keys = self._keys(wanted.name)
        if wanted.signed and not any(key["active"] for key in keys):
            self._send("POST", f"/zones/{wanted.name}./cryptokeys", {"keytype": "csk", "active": True})
        for key in [] if wanted.signed else keys:
            self._send("DELETE", f"/zones/{wanted.name}./cryptokeys/{key['id']}", missing=True)

    def _held(self, zone: str) -> dict[str, Any] | None:
        return self._send("GET", f"/zones/{zone}.", missing=True)

    def _keys(self, zone: str) -> list[dict[str, Any]]:
        return self._send("GET", f"/zones/{zone}./cryptokeys")

    def _send(self, method: str, path: str, body: Any = None, missing: bool = False) -> Any:
        """One request; a refusal of its content is final, everything else is asked again."""
        try:
            answer = self.http.request(method, path, json=body)
            if answer.status_code == NOT_FOUND and missing:
                return None
            if answer.status_code in FINAL:
                raise PortRefused(answer.status_code, _words(answer))
            if not answer.is_success:
                raise PortUnavailable(f"{method} {path}: {answer.status_code} {_words(answer)}")
            return answer.json() if answer.content else None
        except (httpx.HTTPError, ValueError) as error:
            raise PortUnavailable(f"{method} {path}: {type(error).__name__} {error}") from error


def _new_zone(wanted: WantedZone) -> dict[str, Any]:
    return {
        "name": f"{wanted.name}.", "kind": settings.POWERDNS_KIND, "account": wanted.reference, "nameservers": [],
        **SERIAL_IS_OURS,
        "rrsets": [{k: v for k, v in patch.items() if k != "changetype"} for patch in map(_replace, wanted.rrsets)],
    }  # fmt: skip


def _patches(held: tuple[RRset, ...], wanted: tuple[RRset, ...]) -> Iterator[dict[str, Any]]:
    """What turns one into the other; removals first, so that an alias may take a name's place."""
    kept = {(s.name, s.type) for s in wanted}
    for old in held:
        if (old.name, old.type) not in kept:
            yield {"name": old.name, "type": old.type, "changetype": "DELETE"}
    known = {(s.name, s.type): s for s in held}
    for new in wanted:
        old = known.get((new.name, new.type))
        if old is None or not same([old], [new]):
            yield _replace(new)


def _replace(rrset: RRset) -> dict[str, Any]:
    records = [{"content": content, "disabled": False} for content in rrset.contents]
    return {
        "name": rrset.name,
        "type": rrset.type,
        "ttl": rrset.ttl,
        "changetype": "REPLACE",
        "records": records,
    }


def _seen(zone: str, held: dict[str, Any], keys: list[dict[str, Any]]) -> ServedZone:
    ds = tuple(record for key in keys if key["active"] for text in key.get("ds", ()) if (record := _ds(text)))
    return ServedZone(zone, held["account"], held["serial"], _sets(held), ds)


def _sets(held: dict[str, Any]) -> tuple[RRset, ...]:
    """The server's record sets, each value in the form in which the portal writes it."""
    return tuple(
        RRset(
            s["name"],
            s["type"],
            s["ttl"],
            tuple(sorted(rdata.canonical(s["type"], r["content"]) for r in s["records"])),
        )
        for s in held["rrsets"]
    )


def _ds(text: str) -> DsRecord | None:
    tag, algorithm, digest_type, digest = text.split(maxsplit=3)
    wanted = int(digest_type) == SHA256
    return (
        DsRecord(int(tag), int(algorithm), int(digest_type), digest.replace(" ", "").upper())
        if wanted
        else None
    )


def _words(answer: httpx.Response) -> str:
    try:
        said = answer.json()
    except ValueError:
        return answer.text[:200]
    return str(said.get("error", said) if isinstance(said, dict) else said)[:500]
