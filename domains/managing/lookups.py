"""Looks into the DNS before a change: warnings, never refusals, and never longer than a page may wait."""

import ipaddress
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import dns.resolver
from django.utils.translation import gettext as _

from . import hosts, signers
from .terms import MANAGING

PORT = 53
PATIENCE, DEADLINE = MANAGING.dns_patience.total_seconds(), MANAGING.dns_deadline.total_seconds()
AnyAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


def silent_hosts(
    zone: str,
    rows: Sequence[Mapping[str, Any]],
    port: int = PORT,
    allowed: Callable[[AnyAddress], bool] = hosts.is_public,
) -> list[str]:
    """In words, each host that does not answer for the zone; only public addresses are asked."""

    def answers(row: Mapping[str, Any]) -> bool:
        where = row.get("addresses") or _addresses(row["name"])
        reached = [a for a in where if allowed(ipaddress.ip_address(a))]
        return any(_is_authority(zone, address, port) for address in reached)

    found = _at_once(answers, rows)
    words = _("%(host)s does not answer for %(zone)s yet: without its answer the name is not found there.")
    return [
        words % {"host": row["name"], "zone": zone} for row, yes in zip(rows, found, strict=True) if not yes
    ]


def unsigned(zone: str, records: Iterable[signers.Record], keys: Sequence[Any] | None = None) -> list[str]:
    """In words, why these DS records would make the name fail: the zone is unsigned, or has another key."""
    if keys is None:
        (keys,) = _at_once(_zone_keys, [zone])
    if not keys:
        return [
            _(
                "The zone shows no DNSKEY: sign it first. With these records the name would not be found any more."
            )
        ]
    words = _("No key of the zone has the tag %(tag)s with this digest: check that it is the key in use.")
    orphans = [r for r in records if not any(signers.matches(r, key, zone) for key in keys)]
    return [words % {"tag": record["key_tag"]} for record in orphans]


def _at_once(ask: Callable[[Any], Any], things: Sequence[Any]) -> list[Any]:
    """Every question at the same time; what has not come by the deadline counts as no answer."""
    pool = ThreadPoolExecutor(max_workers=max(len(things), 1))
    asked = [pool.submit(ask, thing) for thing in things]
    wait(asked, timeout=DEADLINE)
    pool.shutdown(wait=False, cancel_futures=True)
    return [one.result() if one.done() and not one.cancelled() else None for one in asked]


def _addresses(host: str) -> list[str]:
    found: list[str] = []
    for kind in ("A", "AAAA"):
        try:
            found += [r.to_text() for r in dns.resolver.resolve(host, kind, lifetime=PATIENCE, search=False)]
        except dns.exception.DNSException:
            continue
    return found


def _is_authority(zone: str, address: str, port: int) -> bool:
    question = dns.message.make_query(zone, dns.rdatatype.SOA)
    question.flags &= ~dns.flags.RD
    try:
        answer = dns.query.udp(question, address, timeout=PATIENCE, port=port)
    except (dns.exception.DNSException, OSError):
        return False
    return answer.rcode() == dns.rcode.NOERROR and bool(answer.flags & dns.flags.AA) and bool(answer.answer)


def _zone_keys(zone: str) -> list[Any]:
    try:
        return list(dns.resolver.resolve(zone, "DNSKEY", lifetime=PATIENCE, search=False))
    except dns.exception.DNSException:
        return []
