"""Templates: the usual records of a website, of a mail provider, of a parked name, as changes to a zone. Pure."""

import ipaddress
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.company import company

from . import rdata
from .entries import APEX, Entry, level
from .rules import is_spf
from .terms import DNS

ADDRESSES = {"A", "AAAA"}
WEB = {"A", "AAAA", "CNAME"}
WWW, DMARC, DOMAINKEY = "www", "_dmarc", "_domainkey"


@dataclass(frozen=True)
class Provider:
    """What a mail provider asks for: its servers, what SPF says of it, further records."""

    code: str
    label: Promise | str
    servers: Callable[[str], list[tuple[int, str]]]
    spf: Callable[[], str]
    more: Callable[[str], list[tuple[str, str, str]]] = lambda zone: []


PROVIDERS = {
    provider.code: provider
    for provider in (
        Provider(
            "company", _("Our own mail service"),
            lambda zone: [(10 * n, name) for n, name in enumerate(company().dns.mail_servers, 1)],
            lambda: company().dns.mail_spf,
        ),
        Provider(
            "google", "Google Workspace", lambda zone: [(1, "smtp.google.com")], lambda: "include:_spf.google.com"
        ),
        Provider(
            "microsoft", "Microsoft 365",
            lambda zone: [(0, f"{zone.replace('-', '').replace('.', '-')}.mail.protection.outlook.com")],
            lambda: "include:spf.protection.outlook.com",
            lambda zone: [("autodiscover", "CNAME", "autodiscover.outlook.com")],
        ),
    )
}  # fmt: skip


def website(entries: Iterable[Entry], zone: str, addresses: Iterable[str]) -> list[Entry]:
    """The name and www lead to one or two addresses, in place of where they led."""
    kept = [e for e in entries if not (e.name in {APEX, WWW} and e.type in WEB)]
    return level([*kept, *_addresses(APEX, addresses, zone), _entry(WWW, "CNAME", APEX, zone)])


def mail(entries: Iterable[Entry], zone: str, code: str) -> list[Entry]:
    """Mail for the name goes to a provider, and its SPF record says so."""
    provider = PROVIDERS[code]
    more = provider.more(zone)
    names = {name for name, _kind, _value in more}
    kept = [
        e for e in entries if not (e.name == APEX and (e.type == "MX" or is_spf(e))) and e.name not in names
    ]
    found = [
        _entry(APEX, "MX", f"{preference} {server}.", zone) for preference, server in provider.servers(zone)
    ]
    found += [_entry(name, kind, f"{value}.", zone) for name, kind, value in more]
    spf = " ".join(filter(None, ["v=spf1", provider.spf(), "~all"]))
    return level([*kept, *found, _entry(APEX, "TXT", spf, zone)])


def no_mail(entries: Iterable[Entry], zone: str) -> list[Entry]:
    """The name neither receives nor sends mail, said so that nobody can forge it (RFC 7505)."""
    kept = [e for e in entries if not _about_mail(e)]
    return level([
        *kept, _entry(APEX, "MX", "0 .", zone), _entry(APEX, "TXT", "v=spf1 -all", zone),
        _entry(DMARC, "TXT", "v=DMARC1; p=reject", zone),
    ])  # fmt: skip


@dataclass(frozen=True)
class Authenticity:
    """What a name says about its mail: who sends it, how it is signed, what becomes of forgeries."""

    senders: tuple[str, ...] = ()
    strict: bool = False
    selector: str = ""
    key: str = ""
    policy: str = ""
    report_to: str = ""


def authenticity(entries: Iterable[Entry], zone: str, wish: Authenticity) -> list[Entry]:
    """SPF, DKIM and DMARC records, in place of earlier ones."""
    names = {DMARC} if wish.policy else set()
    key_at = f"{wish.selector}.{DOMAINKEY}" if wish.selector else ""
    kept = [e for e in entries if not (is_spf(e) and e.name == APEX) and e.name not in names | {key_at}]
    return level([*kept, *_said(wish, key_at, zone)])


def parking() -> list[Entry]:
    """What a parked name says: the company's page, no mail."""
    found = [Entry(APEX, "AAAA" if ":" in a else "A", DNS.ttl_short, str(ipaddress.ip_address(a)))
             for a in company().dns.parking_addresses]  # fmt: skip
    return [*found, *(e._replace(name="*") for e in found), Entry(APEX, "MX", DNS.ttl_short, "0 .")]


def sender(text: str) -> str:
    """One sender as SPF writes it: an address, or the name of a provider's SPF record."""
    text = text.strip().lower()
    try:
        address = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return (
            text if re.match(r"(include|a|mx|ip4|ip6|exists):?", text) and ":" in text else f"include:{text}"
        )
    return f"ip{address.version}:{text}"


def _said(wish: Authenticity, key_at: str, zone: str) -> Iterator[Entry]:
    spf = ["v=spf1", "mx", *map(sender, wish.senders), "-all" if wish.strict else "~all"]
    yield _entry(APEX, "TXT", " ".join(spf), zone)
    if key_at:
        text = wish.key.strip()
        bare = re.sub(r"\s|-----[A-Z ]+-----", "", text)
        yield _entry(key_at, "TXT", text if text.startswith("v=DKIM1") else f"v=DKIM1; k=rsa; p={bare}", zone)
    if wish.policy:
        report = f"; rua=mailto:{wish.report_to}" if wish.report_to else ""
        yield _entry(DMARC, "TXT", f"v=DMARC1; p={wish.policy}{report}", zone)


def _about_mail(entry: Entry) -> bool:
    return entry.name == DMARC or (entry.name == APEX and (entry.type == "MX" or is_spf(entry)))


def _addresses(name: str, addresses: Iterable[str], zone: str) -> list[Entry]:
    return [
        _entry(name, "AAAA" if ":" in address else "A", address, zone) for address in addresses if address
    ]


def _entry(name: str, kind: str, value: str, zone: str) -> Entry:
    return Entry(name, kind, DNS.ttl, rdata.parse(kind, value, zone))
