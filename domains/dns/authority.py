"""Is it live? The authoritative name servers are asked as a resolver asks; only the company's own are."""

import socket
from collections.abc import Iterator

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
from django.conf import settings
from django.utils.translation import gettext as _

from core.company import company

from .port import Answer
from .terms import DNS

PORT = 53


def ask_all(name: str, kind: str) -> list[Answer]:
    """The same question to every name server of the company, each with its answer or why there is none."""
    return [_ask(server, address, port, name, kind) for server, address, port in _servers()]


def _servers() -> Iterator[tuple[str, str, int]]:
    """(what people call it, address, port); an address that cannot be found is empty."""
    for queried in settings.DNS_QUERIED:
        address, _hash, port = queried.partition("#")
        yield queried, address, int(port or PORT)
    if not settings.DNS_QUERIED:
        for server in company().dns.name_servers:
            yield server, _address(server), PORT


def _address(server: str) -> str:
    try:
        return str(socket.getaddrinfo(server, PORT, type=socket.SOCK_DGRAM)[0][4][0])
    except OSError:
        return ""


def _ask(server: str, address: str, port: int, name: str, kind: str) -> Answer:
    if not address:
        return Answer(server, error=_("its address cannot be found"))
    query = dns.message.make_query(dns.name.from_text(name), kind, use_edns=0)
    query.flags &= ~dns.flags.RD
    try:
        said, _tcp = dns.query.udp_with_fallback(query, address, timeout=DNS.query_seconds, port=port)
    except (dns.exception.DNSException, OSError) as error:
        return Answer(server, error=_("no answer ({error})").format(error=type(error).__name__))
    return _read(server, said, query.question[0].name, dns.rdatatype.from_text(kind))


def _read(
    server: str, said: dns.message.Message, name: dns.name.Name, kind: dns.rdatatype.RdataType
) -> Answer:
    sections = [*said.answer, *said.authority] if kind == dns.rdatatype.NS else said.answer
    found = next((s for s in sections if s.name == name and s.rdtype in {kind, dns.rdatatype.CNAME}), None)
    return Answer(
        server, tuple(sorted(item.to_text() for item in found or ())), found.ttl if found else None,
        dns.rcode.to_text(said.rcode()), bool(said.flags & dns.flags.AA),
    )  # fmt: skip
