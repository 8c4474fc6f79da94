"""Ways to prove control of a name (SSL-A2-1.1): what product, authority and day allow, what is advised.

A file proves one exact name, so never a wildcard (§12 guard 9). E-mail goes to one of five constructed addresses at the
name or at the name registered under its extension; authorities are leaving it (facts C), so nothing advises it.
"""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ssl_certs.authority import authority_for
from ssl_certs.authority.port import DNS, EMAIL, HTTP
from ssl_certs.models import SslOrder
from ssl_certs.names import WILDCARD, readable, registrable
from ssl_certs.terms import HANDLING

MAILBOXES = ("admin", "administrator", "webmaster", "hostmaster", "postmaster")
DNS_WORD, HTTP_WORD = _("DNS record"), _("file on the web site")


class Way(NamedTuple):
    """How one name is to be proven; `address` only for e-mail."""

    method: str
    address: str = ""


def offered(order: SslOrder, on: date) -> tuple[str, ...]:
    """The methods that can be chosen for an order on a day, the advised one first."""
    at_authority = authority_for(order.product.authority).methods
    dead = {EMAIL} if on >= HANDLING.email_until else set()
    return tuple(
        m for m in (DNS, HTTP, EMAIL) if m in order.product.methods and m in at_authority and m not in dead
    )


def for_all(methods: Collection[str], names: Collection[str]) -> list[tuple[str, Promise]]:
    """The choices for every name at once: `dns`, `http`, or `email:` and a mailbox."""
    star = any(name.startswith(WILDCARD) for name in names)
    found: list[tuple[str, Promise]] = [(DNS, DNS_WORD)] if DNS in methods else []
    if HTTP in methods and not star:
        found.append((HTTP, HTTP_WORD))
    if EMAIL in methods:
        at = readable(registrable(next(iter(names)))) if len({registrable(n) for n in names}) == 1 else "…"
        found += [
            (f"{EMAIL}:{box}", format_lazy(_("e-mail to {address}"), address=f"{box}@{at}"))
            for box in MAILBOXES
        ]
    return found


def for_one(methods: Collection[str], name: str) -> list[tuple[str, Promise]]:
    """The choices for one name; e-mail with the whole address."""
    found: list[tuple[str, Promise]] = [(DNS, DNS_WORD)] if DNS in methods else []
    if HTTP in methods and not name.startswith(WILDCARD):
        found.append((HTTP, HTTP_WORD))
    if EMAIL in methods:
        found += [
            (f"{EMAIL}:{address}", format_lazy(_("e-mail to {address}"), address=_shown(address)))
            for address in addresses(name)
        ]
    return found


def addresses(name: str) -> list[str]:
    """The constructed addresses for a name: at the name registered under its extension, and at the name itself."""
    bare, above = name.removeprefix(WILDCARD), registrable(name)
    return [f"{box}@{domain}" for domain in dict.fromkeys([above, bare]) for box in MAILBOXES]


def way_of(chosen: str, name: str) -> Way:
    """A choice, for one name: a mailbox alone is at the name registered under its extension."""
    method, _colon, address = chosen.partition(":")
    if method == EMAIL and "@" not in address:
        address = f"{address}@{registrable(name)}"
    return Way(method, address)


def advised(methods: Collection[str], reaches: Collection[str]) -> str:
    """The way to begin with: the first that the customer says he can go (SSL-10.6)."""
    way = next((m for m in methods if m in reaches), next(iter(methods), ""))
    return f"{EMAIL}:{MAILBOXES[0]}" if way == EMAIL else way


def _shown(address: str) -> str:
    box, _at, domain = address.partition("@")
    return f"{box}@{readable(domain)}"
