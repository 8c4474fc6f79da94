"""Entries: the records of a zone as plain values, their order, and what differs between two sets of them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

APEX = "@"


class Entry(NamedTuple):
    """One record: owner relative to the zone in A-labels (`@` is the name itself), value as a zone file writes it."""

    name: str
    type: str
    ttl: int
    content: str

    @property
    def place(self) -> tuple[str, str]:
        """The record set it belongs to."""
        return self.name, self.type


class RRset(NamedTuple):
    """All records of one name and type, as a server holds them: absolute name with its final dot."""

    name: str
    type: str
    ttl: int
    contents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What must be added and removed to come from one set of entries to another."""

    added: tuple[Entry, ...]
    removed: tuple[Entry, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)

    def __len__(self) -> int:
        return len(self.added) + len(self.removed)

    def as_json(self) -> dict[str, list]:
        return {"added": [list(e) for e in self.added], "removed": [list(e) for e in self.removed]}


def from_json(rows: Iterable[Iterable]) -> list[Entry]:
    """Entries from their stored form."""
    return [Entry(*row) for row in rows]


def difference(before: Iterable[Entry], after: Iterable[Entry]) -> Difference:
    """From `before` to `after`."""
    old, new = set(before), set(after)
    return Difference(tuple(ordered(new - old)), tuple(ordered(old - new)))


def ordered(entries: Iterable[Entry]) -> list[Entry]:
    """As people read a zone: the name itself first, then by name read from its end, then by type."""
    return sorted(entries, key=_rank)


def _rank(entry: Entry) -> tuple:
    labels = [] if entry.name == APEX else entry.name.split(".")[::-1]
    return labels, entry.type, entry.content


def absolute(name: str, zone: str) -> str:
    """`www` of atlas.ma as `www.atlas.ma.`."""
    return f"{zone}." if name == APEX else f"{name}.{zone}."


def relative(name: str, zone: str) -> str:
    """The other way round; the name must lie in the zone."""
    name = name.rstrip(".").lower()
    return APEX if name == zone else name.removesuffix(f".{zone}")


def rrsets(entries: Iterable[Entry], zone: str) -> tuple[RRset, ...]:
    """Entries as the record sets of a server; the lowest TTL counts (RFC 2181, 5.2)."""
    found = []
    for (name, kind), same in groupby(sorted(entries, key=lambda e: e.place), key=lambda e: e.place):
        group = list(same)
        contents = tuple(sorted(e.content for e in group))
        found.append(RRset(absolute(name, zone), kind, min(e.ttl for e in group), contents))
    return tuple(found)


def flat(sets: Iterable[RRset], zone: str) -> list[Entry]:
    """A server's record sets as entries."""
    return [Entry(relative(s.name, zone), s.type, s.ttl, content) for s in sets for content in s.contents]


def level(entries: Iterable[Entry]) -> list[Entry]:
    """The same entries, each once, with one TTL in each record set: the lowest."""
    lowest: dict[tuple[str, str], int] = {}
    for entry in entries:
        lowest[entry.place] = min(entry.ttl, lowest.get(entry.place, entry.ttl))
    return ordered({entry._replace(ttl=lowest[entry.place]) for entry in entries})
