"""A real look: the zone and its DNSSEC, CAA, then the record or the file."""

from collections.abc import Iterator
from datetime import datetime

from ssl_certs.models import NameValidation
from ssl_certs.names import is_suffix

from . import caa, records, web
from .findings import Finding, finding
from .resolving import OutOfTime, Resolver


def look(row: NameValidation, now: datetime) -> list[Finding]:
    """Every finding about one name, as far as the time allows."""
    found: list[Finding] = []
    try:
        for one in _findings(row, Resolver()):
            found.append(one)  # one by one: what was seen before the time was over counts
    except OutOfTime:
        found.append(finding("look", "out_of_time", None))
    return found


def _findings(row: NameValidation, resolver: Resolver) -> Iterator[Finding]:
    broken = False
    for one in _zone(row.bare, resolver):
        broken = broken or one["ok"] is False
        yield one
    if broken:
        return  # whatever is asked further fails for the same reason
    yield from caa.look(row, resolver)
    yield from (records if row.method == "dns" else web).look(row, resolver)


def _zone(name: str, resolver: Resolver) -> Iterator[Finding]:
    """Whether the name is found in the DNS at all, and whether its signatures hold."""
    heard = resolver.ask(name, "SOA")
    if heard.rcode == "NXDOMAIN":
        zone, _servers = resolver.zone_of(name)
        if is_suffix(zone):  # nobody has registered the name, or nobody answers for it
            yield finding("name", "no_such_name", False, name=name)
        return
    if heard.rcode == "SERVFAIL":
        past = resolver.ask(name, "SOA", unchecked=True)
        holds = past.rcode not in ("NOERROR", "NXDOMAIN")
        yield finding("dnssec", "servfail" if holds else "dnssec_broken", False, name=name)
    elif not heard.fine:
        yield finding("name", "no_answer", None, name=name, rcode=heard.rcode)
    elif heard.verified:
        yield finding("dnssec", "dnssec_fine", True, name=name)
