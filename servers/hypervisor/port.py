"""The hypervisor port: what the portal asks of the place where machines run.

Every method takes our own `reference` (the server's `public_id`) and `now` (the demo's clock moves). At least once is
the rule: `create` finds what a first try has made and completes it; acts that hurt when done twice (`reboot`,
`rebuild`, `set_password`) also take the `key` of their task, and one that is done already is not done again.
Answers to fear: `PortUnavailable` (ask again, it may have been done) with `HypervisorFull` among them, `PortWaiting`
(a person is at work), `PortRefused` (final) with a code of `refusals.REFUSALS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.ports import PortUnavailable

RUNNING, STOPPED, BUILDING = "running", "stopped", "building"


class HypervisorFull(PortUnavailable):
    """No room for the machine now: asked again, and staff are told."""


@dataclass(frozen=True)
class Link:
    """One address of a machine, as its network wants it."""

    ip: str
    prefix: int
    gateway: str
    resolvers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """A machine as it is ordered. Memory and disk in GB, bandwidth in Mbit/s; `password_hash` is a crypt(5) string.

    `image` is the system's name at the hypervisor; `site` the code of the site; `dedicated` a physical machine.
    """

    reference: str
    hostname: str
    site: str
    image: str
    cpus: int
    ram: int
    disk: int
    bandwidth: int
    links: tuple[Link, ...] = ()
    ssh_keys: tuple[str, ...] = ()
    password_hash: str = ""
    dedicated: str = ""


@dataclass(frozen=True)
class Guest:
    """A machine as it is found: `state` is `running`, `stopped` or `building`."""

    reference: str
    state: str


@dataclass(frozen=True)
class Screen:
    """What the console shows: text of the serial line, or a PNG picture, or both."""

    text: str = ""
    picture: bytes = b""


@dataclass(frozen=True)
class Usage:
    """Counters since the machine was started: bytes received and sent, disk in bytes, processor in percent."""

    received: int
    sent: int
    disk: int
    cpu: int = 0


class Hypervisor(Protocol):
    """What every adapter offers: libvirt, Proxmox VE, by hand, sandbox."""

    def create(self, wanted: Wanted, now: datetime) -> Guest:
        """Make and start the machine, or complete the one that this reference has; `building` means: ask again."""

    def find(self, reference: str, now: datetime) -> Guest | None:
        """The machine of this reference, None where there is none."""

    def start(self, reference: str, key: str, now: datetime) -> Guest:
        """Power on; one that runs, runs."""

    def stop(self, reference: str, key: str, now: datetime) -> Guest:
        """Power off; one that does not listen is cut off. One that is stopped, is stopped."""

    def reboot(self, reference: str, key: str, now: datetime) -> Guest:
        """Restart, once for each key."""

    def rebuild(self, wanted: Wanted, key: str, now: datetime) -> Guest:
        """Throw the disk away and install anew, once for each key."""

    def resize(self, wanted: Wanted, key: str, now: datetime) -> Guest:
        """Give it the size that is wanted, never a smaller disk."""

    def set_password(self, reference: str, password: str, key: str, now: datetime) -> None:
        """A new password for root."""

    def destroy(self, reference: str, now: datetime) -> None:
        """Take the machine and its disks away; one that is gone, is gone."""

    def console(self, reference: str, now: datetime) -> Screen:
        """What its console shows now."""

    def usage(self, references: Mapping[str, int], now: datetime) -> dict[str, Usage]:
        """The counters of those that run; `references` is reference → disk in GB. One that is unknown is left out."""
