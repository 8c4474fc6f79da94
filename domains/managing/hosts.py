"""Name servers as people type them: names in any script, addresses that the whole world can reach. Pure."""

import ipaddress
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import idna
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .terms import MANAGING

TYPED_AT_MOST = 300
DOTS = str.maketrans("。．｡", "...")
CLAUSE = "DN-A2-6(1)"

MESSAGES: dict[str, Promise] = {
    "name": _("“%(typed)s” is not the name of a name server. It looks like ns1.example.ma."),
    "address_as_name": _("“%(typed)s” is an address. Type the server's name here, like ns1.example.ma."),
    "no_dot": _("“%(typed)s” is not a whole name. Type it with its domain, like ns1.example.ma."),
    "address": _("“%(typed)s” is not an IP address. It looks like 203.0.113.7 or 2001:db8::7."),
    "private": _("“%(typed)s” cannot be reached from the Internet. Give the server's public address."),
    "needs_glue": _("%(host)s lies under %(domain)s itself: nobody would find it without its address. "
                    "Type its IPv4 or IPv6 address beside it."),
    "no_glue": _("%(host)s does not lie under %(domain)s: its address is published by its own domain. "
                 "Leave the address empty."),
    "twice": _("%(host)s stands here twice. Keep it once."),
    "itself": _("A name cannot be its own name server. Give the server a name under it, like ns1.%(domain)s."),
    "few": _("A name needs at least %(n)s name servers, so that it is still found when one is down."),
    "many": _("A name has at most %(n)s name servers. Remove some."),
    "many_addresses": _("%(host)s has more than %(n)s addresses. Remove some."),
}  # fmt: skip


class WrongHost(ValueError):
    """What was typed is no name server; `message` says why and what to type."""

    def __init__(self, code: str, **facts: Any):
        super().__init__(code)
        self.code = code
        self.message = MESSAGES[code]
        self.facts = facts

    def __str__(self) -> str:
        return str(self.message) % self.facts


def host_name(typed: str) -> str:
    """The A-label form of a host's name. Raises WrongHost."""
    text = unicodedata.normalize("NFKC", typed[:TYPED_AT_MOST].strip()).translate(DOTS).lower().rstrip(".")
    if _is_address(text):
        raise WrongHost("address_as_name", typed=text[:60])
    if text and "." not in text:
        raise WrongHost("no_dot", typed=text[:60])
    try:
        name = idna.encode(text, uts46=False, std3_rules=True).decode()
    except (idna.IDNAError, UnicodeError):
        raise WrongHost("name", typed=_visible(text)) from None
    if name.rpartition(".")[2].isdigit():
        raise WrongHost("name", typed=text[:60])
    return name


def addresses(typed: str) -> list[str]:
    """The public addresses typed with blanks or commas between them. Raises WrongHost."""
    found = [_address(word) for word in typed[:TYPED_AT_MOST].replace(",", " ").split()]
    return list(dict.fromkeys(found))


def is_under(host: str, domain: str) -> bool:
    """Whether a host lies under the name itself: then the registry must know its addresses."""
    return host.endswith(f".{domain}")


def check_host(host: str, found: Sequence[str], domain: str) -> None:
    """Glue for the hosts under the name, and only for them. Raises WrongHost."""
    if host == domain:
        raise WrongHost("itself", domain=domain)
    if is_under(host, domain) and not found:
        raise WrongHost("needs_glue", host=host, domain=domain)
    if found and not is_under(host, domain):
        raise WrongHost("no_glue", host=host, domain=domain)
    if len(found) > MANAGING.addresses_max:
        raise WrongHost("many_addresses", host=host, n=MANAGING.addresses_max)


def check_set(rows: Sequence[Mapping[str, Any]]) -> None:
    """2 to 13 hosts, each once. Raises WrongHost."""
    names = [row["name"] for row in rows]
    if doubled := [name for name in names if names.count(name) > 1]:
        raise WrongHost("twice", host=doubled[0])
    if len(rows) < MANAGING.hosts_min:
        raise WrongHost("few", n=MANAGING.hosts_min)
    if len(rows) > MANAGING.hosts_max:
        raise WrongHost("many", n=MANAGING.hosts_max)


def _address(typed: str) -> str:
    try:
        address = ipaddress.ip_address(typed)
    except ValueError:
        raise WrongHost("address", typed=_visible(typed)) from None
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped or not is_public(address):
        raise WrongHost("private", typed=typed)
    return address.compressed


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether the whole Internet reaches it."""
    return address.is_global and not address.is_multicast and getattr(address, "scope_id", None) is None


def _is_address(text: str) -> bool:
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


def _visible(text: str) -> str:
    """Short, and with nothing invisible in it."""
    return "".join(c if unicodedata.category(c)[0] != "C" else "�" for c in text[:60])
