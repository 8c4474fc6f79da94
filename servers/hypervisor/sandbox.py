"""The sandbox hypervisor: a book of its own in the database, that can be made to fail (`hypervisor.faults`).

It runs no machine. It starts one at once, remembers what was done, counts traffic by the clock and shows an invented
console: what is real about it is the port, the idempotence and the failures.
"""

import zlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from core.ports import PortRefused

from . import faults as planned
from .models import SandboxGuest
from .port import RUNNING, STOPPED, Guest, HypervisorFull, Screen, Usage, Wanted

GIGABYTE = 10**9
BYTES_A_SECOND = 40_000  # about 100 GB in a month
SIZE = ("hostname", "image", "cpus", "ram", "disk", "bandwidth")


def opened(site: str, entry: Mapping[str, Any]) -> "SandboxHypervisor":
    """The adapter of one site."""
    return SandboxHypervisor(site)


def faults(site: str, entry: Mapping[str, Any]) -> list[str]:
    """Nothing can be wrong in its settings."""
    return []


class SandboxHypervisor:
    """Keeps its book in `SandboxGuest`; each call is one short transaction."""

    def __init__(self, site: str):
        self.site = site

    def create(self, wanted: Wanted, now: datetime) -> Guest:
        """A new machine, or the one that this reference has."""
        with planned.at_the_counter("create", wanted.reference, now):
            guest = _rows().filter(reference=wanted.reference).first()
            if guest is None:
                if self.site in planned.full:
                    raise HypervisorFull(f"{self.site}: no room for {wanted.ram} GB")
                facts = {name: getattr(wanted, name) for name in SIZE}
                guest = SandboxGuest(
                    reference=wanted.reference, site=self.site, links=[asdict(link) for link in wanted.links],
                    built_at=now, started_at=now, made_at=now, **facts,
                )  # fmt: skip
                guest.save()
            else:
                guest.times += 1
                guest.save(update_fields=["times"])
            return _shown(guest)

    def find(self, reference: str, now: datetime) -> Guest | None:
        """As it stands in the book."""
        planned.before("find", reference, now)
        guest = SandboxGuest.objects.filter(reference=reference, destroyed_at=None).first()
        return _shown(guest) if guest else None

    def start(self, reference: str, key: str, now: datetime) -> Guest:
        """Power on."""
        return self._power("start", reference, key, now, RUNNING)

    def stop(self, reference: str, key: str, now: datetime) -> Guest:
        """Power off."""
        return self._power("stop", reference, key, now, STOPPED)

    def reboot(self, reference: str, key: str, now: datetime) -> Guest:
        """Restart, once for each key."""
        with planned.at_the_counter("reboot", reference, now):
            guest = _known(reference)
            if guest.power != RUNNING:
                raise PortRefused("stopped", reference)
            if _first_time(guest, key):
                guest.started_at = now
            guest.save()
            return _shown(guest)

    def rebuild(self, wanted: Wanted, key: str, now: datetime) -> Guest:
        """A fresh disk, once for each key."""
        with planned.at_the_counter("rebuild", wanted.reference, now):
            guest = _known(wanted.reference)
            if _first_time(guest, key):
                guest.image, guest.hostname, guest.power = wanted.image, wanted.hostname, RUNNING
                guest.built_at = guest.started_at = now
            guest.save()
            return _shown(guest)

    def resize(self, wanted: Wanted, key: str, now: datetime) -> Guest:
        """Another size, with a restart."""
        with planned.at_the_counter("resize", wanted.reference, now):
            guest = _known(wanted.reference)
            if wanted.disk < guest.disk:
                raise PortRefused("smaller", f"{guest.disk} GB")
            if (guest.cpus, guest.ram, guest.disk) != (wanted.cpus, wanted.ram, wanted.disk):
                guest.cpus, guest.ram, guest.disk = wanted.cpus, wanted.ram, wanted.disk
                guest.bandwidth, guest.started_at = wanted.bandwidth, now
                guest.save()
            return _shown(guest)

    def set_password(self, reference: str, password: str, key: str, now: datetime) -> None:
        """The book keeps no password."""
        with planned.at_the_counter("set_password", reference, now):
            guest = _known(reference)
            if guest.power != RUNNING:
                raise PortRefused("stopped", reference)
            _first_time(guest, key)
            guest.save()

    def destroy(self, reference: str, now: datetime) -> None:
        """Out of the book's living ones; twice is once."""
        with planned.at_the_counter("destroy", reference, now):
            living = SandboxGuest.objects.filter(reference=reference, destroyed_at=None)
            living.update(destroyed_at=now, power=STOPPED)

    def console(self, reference: str, now: datetime) -> Screen:
        """An invented login prompt, said to be one."""
        with planned.at_the_counter("console", reference, now):
            guest = _known(reference)
            if guest.power != RUNNING:
                raise PortRefused("stopped", reference)
            since = int((now - guest.started_at).total_seconds())
            lines = [f"[    0.000000] {guest.image} on sandbox hypervisor {self.site} (simulated console)",
                     f"[    0.412000] smp: {guest.cpus} CPUs, {guest.ram} GB RAM, {guest.disk} GB disk",
                     *(f"[    1.207000] eth0: {link['ip']}/{link['prefix']}" for link in guest.links),
                     f"up {since} s", "", f"{guest.hostname} login: "]  # fmt: skip
            return Screen(text="\n".join(lines))

    def usage(self, references: Mapping[str, int], now: datetime) -> dict[str, Usage]:
        """Counters that grow with the clock, each machine at its own pace."""
        planned.before("usage", self.site, now)
        living = SandboxGuest.objects.filter(reference__in=references, power=RUNNING, destroyed_at=None)
        return {guest.reference: _usage(guest, now) for guest in living}

    def _power(self, command: str, reference: str, key: str, now: datetime, state: str) -> Guest:
        with planned.at_the_counter(command, reference, now):
            guest = _known(reference)
            if guest.power != state:
                guest.power = state
                guest.started_at = now if state == RUNNING else guest.started_at
                guest.save()
            return _shown(guest)


def _usage(guest: SandboxGuest, now: datetime) -> Usage:
    pace = zlib.crc32(guest.hostname.encode()) % 100
    seconds = max(int((now - guest.started_at).total_seconds()), 0)
    moved = seconds * BYTES_A_SECOND * (pace + 1) // 50
    age = max((now - guest.built_at).days, 0)
    disk = min(guest.disk, 2 + guest.disk * (pace + age) // 400) * GIGABYTE
    return Usage(received=moved // 3, sent=moved - moved // 3, disk=disk, cpu=3 + pace // 4)


def _rows():
    return SandboxGuest.objects.select_for_update().filter(destroyed_at=None)


def _known(reference: str) -> SandboxGuest:
    guest = _rows().filter(reference=reference).first()
    if guest is None:
        raise PortRefused("unknown", reference)
    return guest


def _first_time(guest: SandboxGuest, key: str) -> bool:
    if key in guest.done:
        return False
    guest.done = [*guest.done, key]
    return True


def _shown(guest: SandboxGuest) -> Guest:
    return Guest(guest.reference, guest.power)
