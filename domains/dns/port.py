"""The port to the company's name servers: a zone is put as a whole, shown, removed, and asked as resolvers ask.

Names are absolute A-labels; every command may be given twice. `reference` is our zone's public id: a zone that the
server holds under another reference is never touched (`PortRefused` "foreign"), unless it is named in `replaces`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.ports import PortRefused
from domains.registry.port import DsRecord

from .entries import RRset

SERIAL_MAX = 2**32 - 1


class Foreign(PortRefused):
    """The server holds a zone of this name that is not ours: a person decides."""

    def __init__(self, zone: str, owner: str):
        super().__init__("foreign", f"{zone} is on the server under the reference “{owner}”")


@dataclass(frozen=True)
class WantedZone:
    """How a zone shall be served: its record sets with SOA and NS, signed or not."""

    name: str
    reference: str
    serial: int
    rrsets: tuple[RRset, ...]
    signed: bool = False
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True)
class ServedZone:
    """How the server holds a zone; `ds` are the delegation signers of its keys, none where it is unsigned."""

    name: str
    reference: str
    serial: int
    rrsets: tuple[RRset, ...]
    ds: tuple[DsRecord, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What one name server said to one question; `error` in words where it said nothing."""

    server: str
    contents: tuple[str, ...] = ()
    ttl: int | None = None
    rcode: str = ""
    authoritative: bool = False
    error: str = ""


class NameServer(Protocol):
    """What every adapter offers: PowerDNS, by hand, sandbox."""

    def show(self, zone: str, now: datetime) -> ServedZone | None:
        """What the server holds; None when it does not know the zone."""

    def put(self, wanted: WantedZone, now: datetime) -> ServedZone:
        """Make the server hold the zone as wanted; a later serial on the server stands and is returned."""

    def remove(self, zone: str, reference: str, now: datetime) -> None:
        """Make the server forget the zone, if it is ours."""

    def ask(self, name: str, kind: str, now: datetime) -> list[Answer]:
        """Ask each name server of the company as a resolver would."""


def same(held: Iterable[RRset], wanted: Iterable[RRset]) -> bool:
    """Whether two collections of record sets are alike; the order of values means nothing."""
    return {_plain(s) for s in held} == {_plain(s) for s in wanted}


def _plain(rrset: RRset) -> tuple:
    return rrset.name, rrset.type, rrset.ttl, frozenset(rrset.contents)
