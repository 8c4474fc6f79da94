"""Choosing the way to prove control of each name (SSL-A2-1.1): one for all, another for some; what is advised.

What product, authority and day allow stands in `ssl_certs.methods`. A file proves one exact name, so it is not
offered for all where a wildcard is among them (§12 guard 9).
"""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ssl_certs.methods import DNS, EMAIL, HTTP, MAILBOXES, addresses_for, methods_for
from ssl_certs.models import SslOrder
from ssl_certs.names import readable, registrable

WORDS = {DNS: _("DNS record"), HTTP: _("File on the web site")}
MAIL = _("E-mail to {address}")


class Way(NamedTuple):
    """How one name is to be proven; `address` only for e-mail."""

    method: str
    address: str = ""


def offered(order: SslOrder, names: Collection[str], on: date) -> dict[str, list[str]]:
    """Name → the methods that can be chosen for it that day, the steadiest first."""
    return {name: methods_for(order, name, on) for name in names}


def for_all(offers: dict[str, list[str]]) -> list[tuple[str, Promise]]:
    """The choices that fit every name: `dns`, `http`, or `email:` and a mailbox."""
    common = [way for way in next(iter(offers.values())) if all(way in ways for ways in offers.values())]
    found: list[tuple[str, Promise]] = [(way, WORDS[way]) for way in common if way in WORDS]
    if EMAIL in common:
        places = {registrable(name) for name in offers}
        at = readable(places.pop()) if len(places) == 1 else "…"
        found += [(f"{EMAIL}:{box}", format_lazy(MAIL, address=f"{box}@{at}")) for box in MAILBOXES]
    return found


def for_one(name: str, methods: Collection[str]) -> list[tuple[str, Promise]]:
    """The choices for one name; e-mail with the whole address."""
    found: list[tuple[str, Promise]] = [(way, WORDS[way]) for way in methods if way in WORDS]
    if EMAIL in methods:
        found += [(f"{EMAIL}:{at}", format_lazy(MAIL, address=_shown(at))) for at in addresses_for(name)]
    return found


def way_of(chosen: str, name: str) -> Way:
    """A choice, for one name: a mailbox alone is at the name registered under its extension."""
    method, _colon, address = chosen.partition(":")
    if method == EMAIL and "@" not in address:
        address = f"{address}@{registrable(name)}"
    return Way(method, address)


def advised(choices: list[tuple[str, Promise]], reaches: Collection[str]) -> str:
    """The choice to begin with: the first that the customer says he can go (SSL-10.6)."""
    codes = [code for code, _words in choices]
    return next((code for code in codes if code.partition(":")[0] in reaches), next(iter(codes), ""))


def _shown(address: str) -> str:
    box, _at, domain = address.partition("@")
    return f"{box}@{readable(domain)}"
