"""The head of a zone: SOA and NS come from the company profile, and the whole zone as a server shall hold it."""

from core.company import company

from .entries import APEX, Entry, RRset, absolute, rrsets
from .port import WantedZone
from .terms import DNS

SIGNED = {"signing", "signed", "secure", "unsigning"}
OURS = {"SOA", "NS"}


def head(zone: str, serial: int) -> tuple[RRset, ...]:
    """The two record sets that are ours."""
    service = company().dns
    mailbox, _at, host = service.hostmaster.rpartition("@")
    who = f"{mailbox.replace('.', chr(92) + '.')}.{host}."
    numbers = f"{serial} {DNS.soa_refresh} {DNS.soa_retry} {DNS.soa_expire} {DNS.soa_minimum}"
    name = absolute(APEX, zone)
    return (
        RRset(name, "SOA", DNS.ttl, (f"{service.name_servers[0]}. {who} {numbers}",)),
        RRset(name, "NS", DNS.ttl, tuple(sorted(f"{server}." for server in service.name_servers))),
    )


def hosts() -> dict[str, list]:
    """The company's name servers as a change at the registry wants them."""
    return {"hosts": [{"name": name, "addresses": []} for name in company().dns.name_servers]}


def delegated_to_us(nameservers: list[dict]) -> bool:
    """Whether a name's registry sends the world to our servers."""
    return {row["name"] for row in nameservers} == set(company().dns.name_servers)


def wanted(zone, entries: list[Entry], replaces: tuple[str, ...] = ()) -> WantedZone:
    """A zone as the server shall hold it."""
    sets = (*head(zone.name, zone.serial), *rrsets(entries, zone.name))
    return WantedZone(zone.name, zone.public_id, zone.serial, sets, zone.dnssec in SIGNED, replaces)


def is_ours(rrset: RRset, zone: str) -> bool:
    """Whether a record set is the head's."""
    return rrset.type in OURS and rrset.name == absolute(APEX, zone)
