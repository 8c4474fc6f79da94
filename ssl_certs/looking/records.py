"""The DNS record: as a resolver sees it, and on each name server of the zone, so that one left behind shows."""

from collections.abc import Iterator

from ssl_certs.models import NameValidation
from ssl_certs.terms import VALIDATION

from .findings import Finding, finding
from .resolving import Heard, Resolver, reachable

OTHER = {"TXT": "CNAME", "CNAME": "TXT"}


def look(row: NameValidation, resolver: Resolver) -> Iterator[Finding]:
    """Whether the record is there, what is there instead, and which servers do not have it yet."""
    heard = resolver.ask(row.host, row.record)
    if heard.rcode == "SERVFAIL":
        past = resolver.ask(row.host, row.record, unchecked=True)
        code = "servfail" if past.rcode not in ("NOERROR", "NXDOMAIN") else "dnssec_broken"
        yield finding("dnssec", code, False, name=row.host)
        return
    owner = heard.owner(row.host) if row.record == "TXT" else row.host
    with_it, without, silent = _at_servers(row, owner, resolver)
    seen = _has(heard, row)
    if not heard.fine and heard.rcode != "NXDOMAIN" and not with_it:
        yield finding("record", "no_answer", None, name=row.host, rcode=heard.rcode)
    elif with_it and without:
        yield finding("record", "record_stale", False, host=row.host, servers=without, fresh=with_it)
    elif seen or with_it:
        yield finding("record", "record_found" if seen else "record_cached", True, host=row.host)
    else:
        yield _missing(row, heard, resolver)
    if silent:
        yield finding("record", "servers_silent", None, servers=silent)


def _missing(row: NameValidation, heard: Heard, resolver: Resolver) -> Finding:
    """What stands there instead: another value, another type, or the zone's name written twice."""
    facts = {"host": row.host, "record": row.record, "value": row.value}
    if there := heard.values(row.record):
        return finding("record", "record_other", False, there=there, **facts)
    if other := resolver.ask(row.host, OTHER[row.record]).values(OTHER[row.record]):
        return finding("record", "record_type", False, there=other, other=OTHER[row.record], **facts)
    zone, _servers = resolver.zone_of(row.host)
    if zone and _has(resolver.ask(f"{row.host}.{zone}", row.record), row):
        left = row.host.removesuffix(f".{zone}")
        return finding("record", "record_doubled", False, doubled=f"{row.host}.{zone}", left=left, **facts)
    return finding("record", "record_missing", False, **facts)


def _at_servers(
    row: NameValidation, owner: str, resolver: Resolver
) -> tuple[list[str], list[str], list[str]]:
    """The zone's own servers: those that have the record, those that have not, those that say nothing."""
    with_it: list[str] = []
    without: list[str] = []
    silent: list[str] = []
    _zone, servers = resolver.zone_of(owner)
    for server in servers[: VALIDATION.servers]:
        heard = _of_server(server, owner, row.record, resolver)
        if heard is None:
            silent.append(server)
        else:
            (with_it if _has(heard, row) else without).append(server)
    return with_it, without, silent


def _of_server(server: str, owner: str, kind: str, resolver: Resolver) -> Heard | None:
    """What a server answers; None where it does not, or has no address that may be asked."""
    for address in filter(reachable, resolver.addresses(server)[: VALIDATION.addresses]):
        heard = resolver.ask_server(address, owner, kind)
        if heard.rcode in ("NOERROR", "NXDOMAIN"):
            return heard
    return None


def _has(heard: Heard, row: NameValidation) -> bool:
    wanted = row.value.strip().rstrip(".").lower() if row.record == "CNAME" else row.value.strip()
    return wanted in heard.values(row.record)
