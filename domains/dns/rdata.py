"""The values of records: typed text in, the canonical form of a zone file out (dnspython reads), by type. Pure."""

import ipaddress
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rdtypes.ANY.TXT
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .names import is_address, target
from .refusals import BadRecord, shown
from .terms import DNS

CAA_TAGS = ("issue", "issuewild", "iodef")
CHUNK = 255  # of a character string (RFC 1035, 3.3)
SERVERS_OWN = {"SOA", "RRSIG", "NSEC", "NSEC3", "NSEC3PARAM", "DNSKEY", "CDS", "CDNSKEY", "ZONEMD"}


@dataclass(frozen=True)
class Kind:
    """A record type: what it is for, how its value looks, which of its words are names."""

    code: str
    what: Promise
    example: str
    names: tuple[int, ...] = ()
    words: int = 0


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("A", _("IPv4 address of a host"), "192.0.2.10"),
        Kind("AAAA", _("IPv6 address of a host"), "2001:db8::10"),
        Kind("CNAME", _("alias of another name"), "www.example.ma", (0,), 1),
        Kind("MX", _("mail server, with its preference"), "10 mail.example.ma", (1,), 2),
        Kind("TXT", _("text: SPF, DKIM, proof of ownership…"), "v=spf1 mx -all"),
        Kind("SRV", _("service: priority, weight, port, host"), "10 5 5060 sip.example.ma", (3,), 4),
        Kind("CAA", _("which authority may issue certificates"), '0 issue "letsencrypt.org"'),
        Kind("NS", _("delegation of a name below to other servers"), "ns1.example.ma", (0,), 1),
        Kind("SSHFP", _("fingerprint of a host's SSH key"), "4 2 0123…89abcdef"),
        Kind("TLSA", _("certificate of a service (DANE)"), "3 1 1 0123…89abcdef"),
    )
}  # fmt: skip


def parse(kind: str, typed: str, zone: str) -> str:
    """The value in its canonical form; raises `BadRecord`, and nothing else."""
    check_kind(kind)
    text = typed.strip()
    if len(text) > DNS.content:
        raise BadRecord("value_long", "value", n=len(text), max=DNS.content)
    if any(not c.isprintable() for c in text):
        raise BadRecord("value_control", "value")
    text = _quoted(text) if kind == "TXT" else _with_whole_names(kind, text, zone)
    try:
        rdata = dns.rdata.from_text("IN", kind, text, origin=dns.name.from_text(f"{zone}."), relativize=False)
        value = _canonical(rdata)
    except (
        dns.exception.DNSException,
        ValueError,
        UnicodeError,
        OverflowError,
        IndexError,
        struct.error,
    ) as error:
        raise _not_a_value(kind, typed, error) from None
    if check := CHECKS.get(kind):
        check(value)
    if len(content := value.to_text()) > DNS.content:
        raise BadRecord("value_long", "value", n=len(content), max=DNS.content)
    return content


def check_kind(kind: str) -> None:
    """Only the offered types; SOA has its own words."""
    if kind == "SOA":
        raise BadRecord("type_soa", "value")
    if kind not in KINDS:
        raise BadRecord("type", "value", type=shown(kind, 20), types=", ".join(KINDS))


def readable(kind: str, content: str) -> str:
    """A value as a form shows it: the text of a TXT record in one piece, everything else as it stands."""
    if kind != "TXT":
        return content
    joined = b"".join(getattr(_rdata(kind, content), "strings", ()))
    try:
        text = joined.decode()
    except UnicodeDecodeError:
        return content
    return text if text.isprintable() and not text.startswith('"') and text == text.strip() else content


def pointed_to(kind: str, content: str) -> str:
    """The name that a record points to, without its final dot; nothing where it points nowhere."""
    places = KINDS[kind].names if kind in KINDS else ()
    return content.split()[places[0]].rstrip(".").lower() if places else ""


def canonical(kind: str, content: str) -> str:
    """A value that a server shows, in the form in which the portal writes it; a foreign type stays as it is."""
    if kind not in KINDS:
        return content
    try:
        return _canonical(_rdata(kind, content)).to_text()
    except (dns.exception.DNSException, ValueError):
        return content


def _rdata(kind: str, text: str) -> dns.rdata.Rdata:
    return dns.rdata.from_text("IN", kind, text, relativize=False)


def _canonical(rdata: dns.rdata.Rdata) -> dns.rdata.Rdata:
    """Names in lower case (RFC 4034, 6.2), so that one value has one form."""
    wire = rdata.to_digestable()
    return dns.rdata.from_wire(rdata.rdclass, rdata.rdtype, wire, 0, len(wire))


def _quoted(text: str) -> str:
    """Plain text as character strings of at most 255 bytes; text that comes in quotes is taken as it is."""
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        return text
    raw = text.encode()
    chunks = tuple(raw[i : i + CHUNK] for i in range(0, len(raw), CHUNK)) or (b"",)
    return dns.rdtypes.ANY.TXT.TXT(dns.rdataclass.IN, dns.rdatatype.TXT, chunks).to_text()


def _with_whole_names(kind: str, text: str, zone: str) -> str:
    """Every name among the words made absolute and ASCII, before anything else reads it."""
    words = text.split()
    known = KINDS[kind]
    if known.words and len(words) != known.words:
        raise _not_a_value(kind, text, ValueError(_("number of words")))
    for place in known.names:
        words[place] = target(words[place], kind, zone)
    return " ".join(words)


def _not_a_value(kind: str, typed: str, error: Exception) -> BadRecord:
    if kind in {"A", "AAAA"} and is_address(typed.strip()):
        error = ValueError(_("it is an address of the other kind: use an A record for IPv4, AAAA for IPv6"))
    reason = error.args[0] if error.args and not isinstance(error, dns.exception.DNSException) else str(error)
    return BadRecord(
        "value",
        "value",
        value=shown(typed),
        type=kind,
        example=KINDS[kind].example,
        reason=reason or _("syntax"),
    )


# --- what dnspython lets pass ---------------------------------------------------------------------------
def _address(rdata) -> None:
    address = ipaddress.ip_address(rdata.address)
    if address.is_unspecified or address.is_multicast or (address.version == 4 and address.is_reserved):
        raise BadRecord("value_address", "value", value=rdata.address)


def _caa(rdata) -> None:
    if rdata.tag.decode() not in CAA_TAGS:
        raise BadRecord("value_caa", "value", value=shown(rdata.tag.decode()))
    _allowed(rdata.flags, {0, 128}, _("the flag"))


def _sshfp(rdata) -> None:
    _allowed(rdata.algorithm, {1, 2, 3, 4, 6}, _("the algorithm"))
    _allowed(rdata.fp_type, {1, 2}, _("the kind of fingerprint"))
    _digits(rdata.fingerprint, {1: 20, 2: 32}[rdata.fp_type])


def _tlsa(rdata) -> None:
    _allowed(rdata.usage, {0, 1, 2, 3}, _("the usage"))
    _allowed(rdata.selector, {0, 1}, _("the selector"))
    _allowed(rdata.mtype, {0, 1, 2}, _("the matching type"))
    if rdata.mtype:
        _digits(rdata.cert, {1: 32, 2: 64}[rdata.mtype])


def _allowed(value: int, allowed: set[int], what: Promise) -> None:
    if value not in allowed:
        raise BadRecord(
            "value_number", "value", value=value, what=what, allowed=", ".join(map(str, sorted(allowed)))
        )


def _digits(fingerprint: bytes, size: int) -> None:
    if len(fingerprint) != size:
        raise BadRecord("value_digest", "value", n=2 * len(fingerprint), expected=2 * size)


CHECKS: Mapping[str, Callable] = {
    "A": _address,
    "AAAA": _address,
    "CAA": _caa,
    "SSHFP": _sshfp,
    "TLSA": _tlsa,
}
