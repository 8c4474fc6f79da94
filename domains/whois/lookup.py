"""One RDAP question, read by the library whoisit.

whoisit rather than rdap: it reads all of RFC 9083 that we show, and depends on requests alone, where rdap brings
its own copy of the phonenumbers package that the portal already has in its light form.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import idna
import whoisit
from django.conf import settings
from requests.exceptions import RequestException
from whoisit.errors import ParseError, QueryError, ResourceDoesNotExist

from domains.terms import WHOIS

log = logging.getLogger(__name__)


class NotAName(ValueError):
    """What was typed is no domain name."""


class Unanswered(Exception):
    """The registry's directory gave no answer that can be read."""


@dataclass(frozen=True)
class Holding:
    """A name as its registry publishes it."""

    name: str
    registrar: str = ""
    statuses: tuple[str, ...] = ()
    nameservers: tuple[str, ...] = ()
    registered_at: datetime | None = None
    expires_at: datetime | None = None
    changed_at: datetime | None = None
    signed: bool = False
    people: dict[str, str] = field(default_factory=dict)


def ascii_name(typed: str) -> str:
    """A name in A-label form. Raises NotAName."""
    name = typed.strip().rstrip(".").lower()
    try:
        encoded = idna.encode(name, uts46=True).decode()
    except idna.IDNAError as error:
        raise NotAName(str(error)) from None
    if "." not in encoded:
        raise NotAName(name)
    return encoded


def look_up(name: str) -> Holding | None:
    """What is published about a name; None when nobody holds it. Raises Unanswered."""
    url = f"{settings.RDAP_URL.rstrip('/')}/domain/{name}"
    query = whoisit.Query(whoisit.get_session(None, False), "GET", url)
    try:
        said = query.request(timeout=WHOIS.answer.total_seconds())
        return _holding(name, whoisit.parse(whoisit._bootstrap, "domain", name, said, False))
    except ResourceDoesNotExist:
        return None
    except (
        QueryError,
        ParseError,
        RequestException,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
    ) as error:
        log.warning("RDAP of %s: %s", name, error)
        raise Unanswered(str(error)) from error


def _holding(name: str, said: dict[str, Any]) -> Holding:
    people = {
        role: entity["name"]
        for role in ("registrant", "administrative", "technical")
        for entity in said["entities"].get(role, [])[:1]
        if entity.get("name")
    }
    registrar = next((e.get("name", "") for e in said["entities"].get("registrar", [])), "")
    return Holding(
        said["name"] or name, registrar, tuple(said["status"]), tuple(said["nameservers"]), said["registration_date"],
        said["expiration_date"], said["last_changed_date"], said["dnssec"], people,
    )  # fmt: skip
