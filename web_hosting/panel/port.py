"""The panel port: what the portal asks of a hosting control panel.

Every method takes `now` (the demo's clock moves) and a `Place`, whose `our_reference` is the account's public id and
whose `login` was chosen by us before the first call: at least once is the rule, so an adapter looks before it acts.
Answers to fear: `PortUnavailable` (ask again, it may have been done), `PortWaiting` (a person is at work),
`PortRefused` (final), with a code of `refusals`: `full`, `domain`, `login`, `package`, `missing`, `denied`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

WEB, EMAIL = "web", "email"


@dataclass(frozen=True)
class Place:
    """A space as it stands, or shall stand, at a panel; `group` is what it is for: a web site, or e-mail alone."""

    our_reference: str
    login: str
    domain: str
    package: str
    group: str = WEB


@dataclass(frozen=True)
class Wanted:
    """A space to be made: the first password and who is written to by the panel."""

    place: Place
    password: str
    email: str


@dataclass(frozen=True)
class Held:
    """What the panel holds: where the name is to point."""

    login: str
    domain: str
    package: str
    suspended: bool = False
    address: str = ""
    nameservers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Usage:
    """What a space uses now."""

    disk_mb: int
    sites: int = 0
    mailboxes: int = 0
    databases: int = 0


@dataclass(frozen=True)
class Door:
    """A way into the panel for one person, open until `until`."""

    url: str
    until: datetime


class Panel(Protocol):
    """What every adapter offers. `holds_a_name_twice`: a web space and an e-mail space of one name can stand there."""

    holds_a_name_twice: ClassVar[bool]

    def create(self, wanted: Wanted, now: datetime) -> Held:
        """Make the space; one that this reference has already is the answer, unchanged."""

    def suspend(self, place: Place, reason: str, now: datetime) -> None:
        """Stop it; one that is stopped already is stopped."""

    def resume(self, place: Place, now: datetime) -> None:
        """Let it work again; one that works already works."""

    def change(self, place: Place, package: str, now: datetime) -> None:
        """Give it another package."""

    def remove(self, place: Place, now: datetime) -> None:
        """Remove it with its data; one that is gone is gone."""

    def usage(self, places: Sequence[Place], now: datetime) -> dict[str, Usage] | None:
        """What each uses, by our reference, from one list of the panel's; one that it does not know as ours is left
        out. None where nobody counts.
        """

    def door(self, place: Place, now: datetime) -> Door:
        """A way in for the person at the screen. Raises PortRefused where the panel knows none."""

    def latest_backup(self, place: Place, now: datetime) -> datetime | None:
        """The instant of the newest backup; None where there is none (C-14)."""

    def restore(self, place: Place, backup_at: datetime, what: str, now: datetime) -> str:
        """Restore from that backup: `all`, `files`, `databases` or `mail`; what was done, in words or empty."""
