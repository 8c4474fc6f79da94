"""The name server by hand: staff put the zone file on the server and say so; questions go over DNS as always.

Each thing asked is one piece of work by hand (`core.by_hand`).
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import by_hand
from core.acts import Act
from domains.models import ManualZoneWork
from domains.registry.port import DsRecord

from . import authority
from .entries import RRset
from .port import Answer, ServedZone, WantedZone


class ManualNameServer:
    """A `NameServer` whose work is done by staff; idempotent by reference, serial and signing."""

    def show(self, zone: str, now: datetime) -> ServedZone | None:
        """What staff last said they had done."""
        done = ManualZoneWork.objects.filter(zone=zone, refused=False).exclude(answered_at=None)
        last = done.order_by("-answered_at", "-pk").first()
        return _seen(last) if last and last.command == "put" else None

    def put(self, wanted: WantedZone, now: datetime) -> ServedZone:
        """Staff serve the zone; an earlier wish that nobody has carried out is overtaken by this one."""
        open_work = ManualZoneWork.objects.filter(command="put", zone=wanted.name, answered_at=None)
        target = f"{wanted.serial}{'+key' if wanted.signed else ''}"
        for overtaken in open_work.exclude(target=target):
            answer(overtaken, Act(now), refused=_("a later publication replaces it"))
        return _seen(_done("put", wanted.name, wanted.reference, target, asdict(wanted), now))

    def remove(self, zone: str, reference: str, now: datetime) -> None:
        """Staff take the zone off the servers; one that was never put there needs nobody."""
        held = self.show(zone, now)
        if held and held.reference == reference:
            _done("remove", zone, reference, str(held.serial), {}, now)

    def ask(self, name: str, kind: str, now: datetime) -> list[Answer]:
        """The authoritative servers' answers over DNS."""
        return authority.ask_all(name, kind)


def answer(
    work: ManualZoneWork, act: Act, ds: list[DsRecord] | tuple = (), refused: str = ""
) -> ManualZoneWork:
    """Staff say that it is done, with the DS records of the zone's keys, or why it cannot be."""
    if refused:
        return by_hand.refuse(work, "by_hand", refused, act)
    return by_hand.answer(work, {"ds": [asdict(record) for record in ds]}, act)


def _done(
    command: str, zone: str, reference: str, target: str, wanted: dict[str, Any], now: datetime
) -> ManualZoneWork:
    which = {"command": command, "zone": zone, "reference": reference, "target": target}
    return by_hand.heard(by_hand.ask(ManualZoneWork, which, {"wanted": wanted, "asked_at": now}))


def _seen(work: ManualZoneWork) -> ServedZone:
    sets = tuple(
        RRset(name, kind, ttl, tuple(contents)) for name, kind, ttl, contents in work.wanted["rrsets"]
    )
    ds = tuple(DsRecord(**row) for row in work.answer.get("ds", ()))
    return ServedZone(work.zone, work.reference, work.wanted["serial"], sets, ds)
