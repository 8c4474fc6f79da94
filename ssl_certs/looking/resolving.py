"""Questions to the DNS: of the configured resolvers, and of a zone's own name servers."""

import ipaddress
import time
from dataclasses import dataclass, field

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import dns.resolver
from django.conf import settings

from ssl_certs.terms import VALIDATION

PORT = 53
NO_ANSWER, NO_NAME = "NOANSWER", "NONAME"  # beside the DNS's own codes
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # an IPv4 address inside, whichever
LABELS = 12  # a name is climbed so far at most


class OutOfTime(Exception):
    """The look has taken as long as it may."""


@dataclass(frozen=True)
class Heard:
    """An answer: its code, whether the resolver has verified it by DNSSEC, and the records with their owners."""

    rcode: str
    verified: bool = False
    sets: tuple = ()

    @property
    def fine(self) -> bool:
        return self.rcode == "NOERROR"

    def records(self, kind: str) -> list:
        """The records of a type, wherever CNAMEs have led."""
        wanted = dns.rdatatype.from_text(kind)
        return [item for one in self.sets if one.rdtype == wanted for item in one]

    def values(self, kind: str) -> list[str]:
        """The same as text: TXT joined, names in lower case without their last dot."""
        return [text_of(item, kind) for item in self.records(kind)]

    def owner(self, name: str) -> str:
        """Where the CNAMEs of an answer lead to."""
        aliases = {
            _plain(one.name): _plain(one[0].target) for one in self.sets if one.rdtype == dns.rdatatype.CNAME
        }
        seen = {name}
        while (name := aliases.get(name, name)) not in seen:
            seen.add(name)
        return name


@dataclass
class Resolver:
    """The resolvers of `settings.VALIDATION_RESOLVERS`; each question is asked once in a look."""

    ends_at: float = field(default_factory=lambda: time.monotonic() + VALIDATION.whole_look.total_seconds())
    heard: dict[tuple[str, str, bool], Heard] = field(default_factory=dict)

    def ask(self, name: str, kind: str, unchecked: bool = False) -> Heard:
        """The answer; `unchecked` asks for it even where DNSSEC does not hold (the CD bit)."""
        key = (name, kind, unchecked)
        if key not in self.heard:
            self.heard[key] = self._ask(name, kind, unchecked)
        return self.heard[key]

    def left(self) -> float:
        """The seconds that are left. Raises OutOfTime."""
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise OutOfTime
        return left

    def addresses(self, host: str) -> list[str]:
        """The addresses of a host, public or not; IPv4 first."""
        return [*self.ask(host, "A").values("A"), *self.ask(host, "AAAA").values("AAAA")]

    def zone_of(self, name: str) -> tuple[str, list[str]]:
        """The zone that holds a name, and the names of its servers; nothing where none is found."""
        labels = name.split(".")
        for start in range(min(len(labels), LABELS)):
            place = ".".join(labels[start:])
            sets = self.ask(place, "NS").sets
            hosts = [s for s in sets if s.rdtype == dns.rdatatype.NS and _plain(s.name) == place]
            if hosts:
                return place, sorted(_plain(item.target) for item in hosts[0])
        return "", []

    def ask_server(self, address: str, name: str, kind: str) -> Heard:
        """What a name server itself says, without asking further."""
        query = _query(name, kind)
        query.flags &= ~dns.flags.RD
        return self._exchange(query, address, settings.VALIDATION_PORTS["dns"])

    def _ask(self, name: str, kind: str, unchecked: bool) -> Heard:
        try:
            query = _query(name, kind)
        except (dns.exception.DNSException, UnicodeError):  # no name that the DNS could hold
            return Heard(NO_NAME)
        query.flags |= dns.flags.AD | (dns.flags.CD if unchecked else 0)
        heard = Heard(NO_ANSWER)
        for address, port in resolvers():
            heard = self._exchange(query, address, port)
            if heard.rcode in ("NOERROR", "NXDOMAIN"):
                break
        return heard

    def _exchange(self, query: dns.message.Message, address: str, port: int) -> Heard:
        patience = min(VALIDATION.dns_patience.total_seconds(), self.left())
        try:
            answer, _tcp = dns.query.udp_with_fallback(query, address, patience, port, ignore_unexpected=True)
        except (dns.exception.DNSException, OSError, EOFError):
            return Heard(NO_ANSWER)
        verified = bool(answer.flags & dns.flags.AD)
        return Heard(dns.rcode.to_text(answer.rcode()), verified, tuple(answer.answer))


def resolvers() -> list[tuple[str, int]]:
    """Address and port of each resolver that is asked."""
    named = settings.VALIDATION_RESOLVERS
    if not named:
        try:
            named = [str(one) for one in dns.resolver.get_default_resolver().nameservers]
        except dns.exception.DNSException:  # a machine without resolvers
            return []
    return [(address, int(port or PORT)) for address, _hash, port in (one.partition("#") for one in named)]


def reachable(address: str) -> bool:
    """Whether it may be spoken to: public addresses only, so that nobody looks into an inner network through us."""
    if settings.PRIVATE_HOSTS:
        return True
    found = ipaddress.ip_address(address)
    wrapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None) or found in TRANSLATED
    return found.is_global and not found.is_multicast and not wrapped


def text_of(item, kind: str) -> str:
    if kind == "TXT":
        return b"".join(item.strings).decode("utf-8", "replace")
    if kind in ("CNAME", "NS"):
        return _plain(item.target)
    return item.to_text()


def _query(name: str, kind: str) -> dns.message.Message:
    return dns.message.make_query(dns.name.from_text(name), kind, use_edns=0, want_dnssec=True)


def _plain(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()
