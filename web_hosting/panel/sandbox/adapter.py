"""The sandbox panel as the portal speaks to it: a `Panel` that can be made to fail (`panel.faults`)."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from core import clock
from core.ports import PortRefused
from web_hosting.panel import faults
from web_hosting.panel.models import SandboxSpace
from web_hosting.panel.port import Door, Held, Place, Usage, Wanted
from web_hosting.panel.terms import PANEL

ADDRESS, NAMESERVERS = "192.0.2.80", ("ns1.example.net", "ns2.example.net")
FULL, REFUSED, GREEDY, NO_BACKUP, STUBBORN = "plein", "refuse", "gourmand", "sanscopie", "coriace"
GREEDY_MB, NIGHT = 900, 3


class SandboxPanel:
    """Keeps its book in `SandboxSpace`; each call is one short transaction."""

    holds_a_name_twice = True

    def create(self, wanted: Wanted, now: datetime) -> Held:
        """A new entry, or the one that this reference has."""
        place = wanted.place
        with faults.at_the_counter("create", place.domain, now):
            space = SandboxSpace.objects.select_for_update().filter(our_reference=place.our_reference).first()
            if space is None:
                space = _entered(place, now)
            return _held(space)

    def suspend(self, place: Place, reason: str, now: datetime) -> None:
        with faults.at_the_counter("suspend", place.domain, now):
            _update(place, suspended=True)

    def resume(self, place: Place, now: datetime) -> None:
        with faults.at_the_counter("resume", place.domain, now):
            _update(place, suspended=False)

    def change(self, place: Place, package: str, now: datetime) -> None:
        with faults.at_the_counter("change", place.domain, now):
            _update(place, package=package)

    def remove(self, place: Place, now: datetime) -> None:
        """One that never was, or is gone, is gone."""
        with faults.at_the_counter("remove", place.domain, now):
            known = SandboxSpace.objects.filter(our_reference=place.our_reference, removed_at=None)
            known.update(removed_at=now)

    def usage(self, places: Sequence[Place], now: datetime) -> dict[str, Usage] | None:
        """All at once, each grown at its own pace; what stands in no book is left out."""
        with faults.at_the_counter("usage", "", now):
            ours = SandboxSpace.objects.filter(
                our_reference__in=[p.our_reference for p in places], removed_at=None
            )
            return {space.our_reference: _usage(space, now) for space in ours}

    def door(self, place: Place, now: datetime) -> Door:
        """A page of the portal itself says that here the panel would open."""
        with faults.at_the_counter("door", place.domain, now):
            _known(place)
            token = secrets.token_urlsafe(16)
            return Door(f"{settings.BASE_URL}/hebergement/bac-a-sable/?session={token}", now + PANEL.session)

    def latest_backup(self, place: Place, now: datetime) -> datetime | None:
        """Last night's, once the space is a night old."""
        with faults.at_the_counter("latest_backup", place.domain, now):
            space = _known(place)
            night = clock.at_local(clock.local_date(now), NIGHT)
            night = night if night <= now else clock.tomorrow_of(night, -1)
            return None if _label(place) == NO_BACKUP or space.created_at > night else night

    def restore(self, place: Place, backup_at: datetime, what: str, now: datetime) -> str:
        with faults.at_the_counter("restore", place.domain, now):
            _known(place)
            if _label(place) == STUBBORN:
                raise PortRefused("backup", "the archive is damaged")
            _update(place, restored_from=backup_at)
            return ""


def _entered(place: Place, now: datetime) -> SandboxSpace:
    label = _label(place)
    if label == FULL:
        raise PortRefused("full", "the machine has no room left")
    same = SandboxSpace.objects.filter(domain=place.domain, group=place.group, removed_at=None)
    if label == REFUSED or same.exists():
        raise PortRefused("domain", f"{place.domain} is not accepted")
    growth = {"growth_mb": GREEDY_MB} if label == GREEDY else {}
    return SandboxSpace.objects.create(
        our_reference=place.our_reference, login=place.login, domain=place.domain, group=place.group,
        package=place.package, created_at=now, times=1, **growth,
    )  # fmt: skip


def _known(place: Place) -> SandboxSpace:
    space = SandboxSpace.objects.filter(our_reference=place.our_reference, removed_at=None).first()
    if space is None:
        raise PortRefused("missing", f"no space {place.login}")
    return space


def _update(place: Place, **facts) -> None:
    if not SandboxSpace.objects.filter(our_reference=place.our_reference, removed_at=None).update(**facts):
        raise PortRefused("missing", f"no space {place.login}")


def _held(space: SandboxSpace) -> Held:
    return Held(space.login, space.domain, space.package, space.suspended, ADDRESS, NAMESERVERS)


def _usage(space: SandboxSpace, now: datetime) -> Usage:
    grown = space.growth_mb * max((now - space.created_at).days, 0)
    return Usage(space.disk_mb + grown, space.sites, space.mailboxes, space.databases)


def _label(place: Place) -> str:
    return place.domain.split(".")[0]
