"""The rules of a whole zone: what may stand beside what (RFC 1034, 2181, 7208), and how much of it. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from . import names
from .entries import APEX, Entry, absolute
from .rdata import pointed_to
from .refusals import BadRecord
from .terms import DNS

MUST_NOT_BE_ALIASES = {"MX", "NS", "SRV"}
GLUE = {"A", "AAAA"}


def check(entries: Iterable[Entry], zone: str) -> None:
    """Raise the first rule that the zone breaks."""
    for problem in problems(list(entries), zone):
        raise problem


def problems(entries: list[Entry], zone: str) -> Iterator[BadRecord]:
    """Every rule that the zone breaks, each once for the name that breaks it."""
    if len(entries) > DNS.max_records:
        yield BadRecord("too_many", max=DNS.max_records, n=len(entries))
    for entry in entries:
        if not DNS.ttl_min <= entry.ttl <= DNS.ttl_max:
            yield wrong_ttl(entry.ttl)
    yield from _twice(entries, zone)
    by_name: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_name[entry.name].append(entry)
    yield from _apex(by_name[APEX], zone)
    yield from _aliases(by_name, zone)
    yield from _targets(entries, by_name, zone)
    yield from _delegations(by_name, zone)
    yield from _spf(by_name, zone)


def wrong_ttl(ttl: int) -> BadRecord:
    return BadRecord("ttl", "ttl", value=ttl, min=DNS.ttl_min, max=DNS.ttl_max, default=DNS.ttl)


def said(name: str, zone: str) -> str:
    """An owner name as messages say it: whole and readable."""
    return names.readable(absolute(name, zone).rstrip("."))


def _twice(entries: list[Entry], zone: str) -> Iterator[BadRecord]:
    counted = Counter((e.name, e.type, e.content) for e in entries)
    for (name, kind, content), n in counted.items():
        if n > 1:
            yield BadRecord("duplicate", "value", record=f"{said(name, zone)} {kind} {content}")


def _apex(apex: list[Entry], zone: str) -> Iterator[BadRecord]:
    kinds = {e.type for e in apex}
    if "CNAME" in kinds:
        yield BadRecord("cname_apex", "name", zone=names.readable(zone))
    if "NS" in kinds:
        yield BadRecord("ns_apex", "name", zone=names.readable(zone))


def _aliases(by_name: dict[str, list[Entry]], zone: str) -> Iterator[BadRecord]:
    for name, here in by_name.items():
        kinds = Counter(e.type for e in here)
        if name == APEX or "CNAME" not in kinds:
            continue
        if len(kinds) > 1:
            yield BadRecord("cname_alone", "name", name=said(name, zone))
        if kinds["CNAME"] > 1:
            yield BadRecord("cname_twice", "name", name=said(name, zone))
    yield from _circles(by_name, zone)


def _circles(by_name: dict[str, list[Entry]], zone: str) -> Iterator[BadRecord]:
    leads = {absolute(name, zone).rstrip("."): pointed_to("CNAME", e.content)
             for name, here in by_name.items() for e in here if e.type == "CNAME"}  # fmt: skip
    told: set[str] = set()
    for start in leads:
        way, here = [start], leads[start]
        while here in leads and here not in way and here not in told:
            way.append(here)
            here = leads[here]
        if here in way:
            yield BadRecord(
                "cname_loop", "value", name=" → ".join(map(names.readable, [*way[way.index(here) :], here]))
            )
        told.update(way)


def _targets(entries: list[Entry], by_name: dict[str, list[Entry]], zone: str) -> Iterator[BadRecord]:
    aliases = {absolute(name, zone).rstrip("."): e.content.rstrip(".")
               for name, here in by_name.items() for e in here if e.type == "CNAME"}  # fmt: skip
    for entry in entries:
        if entry.type in MUST_NOT_BE_ALIASES and (aim := pointed_to(entry.type, entry.content)) in aliases:
            yield BadRecord("target_alias", "value", type=entry.type, name=said(entry.name, zone),
                            target=names.readable(aim), better=names.readable(aliases[aim]))  # fmt: skip


def _delegations(by_name: dict[str, list[Entry]], zone: str) -> Iterator[BadRecord]:
    cuts = {name for name, here in by_name.items() if name != APEX and any(e.type == "NS" for e in here)}
    for name, here in by_name.items():
        kinds = {e.type for e in here}
        if name in cuts and kinds - {"NS"} - GLUE:
            yield BadRecord("delegated", "name", name=said(name, zone))
        above = next((cut for cut in _ancestors(name) if cut in cuts), "")
        if above and kinds - GLUE:
            yield BadRecord("below", "name", name=said(name, zone), cut=said(above, zone))


def _ancestors(name: str) -> Iterator[str]:
    labels = name.split(".")
    for n in range(1, len(labels)):
        yield ".".join(labels[n:])


def _spf(by_name: dict[str, list[Entry]], zone: str) -> Iterator[BadRecord]:
    for name, here in by_name.items():
        if sum(is_spf(e) for e in here) > 1:
            yield BadRecord("spf_twice", "value", name=said(name, zone))


def is_spf(entry: Entry) -> bool:
    """Whether a record says which servers may send the name's mail."""
    return entry.type == "TXT" and entry.content.lower().startswith('"v=spf1')
