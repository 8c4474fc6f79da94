"""The sandbox name server: a table that behaves like a server, made to fail by the registry's fault plans."""

import hashlib
from datetime import datetime

from django.db import transaction

from domains.models import SandboxZone
from domains.registry import faults
from domains.registry.port import DsRecord

from .entries import RRset
from .port import SERIAL_MAX, Answer, Foreign, ServedZone, WantedZone

SERVER = "sandbox"
ECDSA, SHA256 = 13, 2


class SandboxNameServer:
    """A `NameServer` of its own book; each command is one short transaction."""

    def show(self, zone: str, now: datetime) -> ServedZone | None:
        """What the table holds."""
        _before("show", zone, now)
        row = SandboxZone.objects.filter(name=zone).first()
        return _seen(row) if row else None

    def put(self, wanted: WantedZone, now: datetime) -> ServedZone:
        """Hold the zone as wanted."""
        _before("put", wanted.name, now)
        with transaction.atomic():
            row = SandboxZone.objects.select_for_update().filter(name=wanted.name).first()
            if row and row.reference not in {wanted.reference, *wanted.replaces}:
                raise Foreign(wanted.name, row.reference)
            if row is None or row.reference != wanted.reference or row.serial <= wanted.serial:
                facts = {"reference": wanted.reference, "serial": wanted.serial, "signed": wanted.signed}
                sets = [[s.name, s.type, s.ttl, list(s.contents)] for s in wanted.rrsets]
                row, _new = SandboxZone.objects.update_or_create(
                    name=wanted.name, defaults={**facts, "rrsets": sets}
                )
        _after("put", wanted.name, now)
        return _seen(row)

    def remove(self, zone: str, reference: str, now: datetime) -> None:
        """Forget the zone, if it is ours."""
        _before("remove", zone, now)
        SandboxZone.objects.filter(name=zone, reference=reference).delete()
        _after("remove", zone, now)

    def ask(self, name: str, kind: str, now: datetime) -> list[Answer]:
        """The table's answer, as one server."""
        name = f"{name.rstrip('.')}."
        zones = [".".join(name.rstrip(".").split(".")[n:]) for n in range(name.count("."))]
        row = SandboxZone.objects.filter(name__in=zones).order_by("-name").first()
        if row is None:
            return [Answer(SERVER, rcode="REFUSED")]
        here = [s for s in _seen(row).rrsets if s.name == name]
        found = next((s for s in here if s.type in {kind, "CNAME"}), None)
        if found is None:
            return [Answer(SERVER, rcode="NOERROR" if here else "NXDOMAIN", authoritative=True)]
        return [Answer(SERVER, found.contents, found.ttl, "NOERROR", True)]


def _seen(row: SandboxZone) -> ServedZone:
    sets = tuple(RRset(name, kind, ttl, tuple(contents)) for name, kind, ttl, contents in row.rrsets)
    return ServedZone(
        row.name, row.reference, min(row.serial, SERIAL_MAX), sets, (_key(row.name),) if row.signed else ()
    )


def _key(zone: str) -> DsRecord:
    digest = hashlib.sha256(zone.encode()).hexdigest().upper()
    return DsRecord(int(digest[:4], 16), ECDSA, SHA256, digest)


def _before(command: str, zone: str, now: datetime) -> None:
    faults.before(f"dns_{command}", zone, now)


def _after(command: str, zone: str, now: datetime) -> None:
    faults.after(f"dns_{command}", zone, now)
