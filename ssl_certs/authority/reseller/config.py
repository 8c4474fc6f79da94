"""A reseller's entry in settings.AUTHORITIES.

[digicert]
adapter = "reseller"
key_file = "secrets/digicert"                            # the API key, alone in its file
base_url = "https://www.digicert.com/services/v2"        # Europe: https://certcentral.digicert.eu/services/v2
dns = "txt"                                              # or "cname"
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .terms import RESELLER

URL = "https://www.digicert.com/services/v2"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
WAYS = ("txt", "cname")
TEXTS = ("base_url", "key_file", "dns", "locale", "payment")
NUMBERS = ("connect_seconds", "answer_seconds")


class Misconfigured(ValueError):
    """The entry lacks or misspells something; the message says what."""


@dataclass(frozen=True)
class Connection:
    """How to reach the API."""

    name: str
    key: str = field(repr=False)
    base_url: str = URL
    dns: str = "txt"
    locale: str = "fr"
    payment: str = "balance"
    connect_seconds: float = RESELLER.connect.total_seconds()
    answer_seconds: float = RESELLER.answer.total_seconds()


def connection(code: str, entry: Mapping[str, Any]) -> Connection:
    """The connection that an entry describes. Raises Misconfigured with the first fault in words."""
    for fault in faults(code, entry):
        raise Misconfigured(fault)
    facts = {name: entry[name] for name in (*TEXTS, *NUMBERS) if name in entry and name != "key_file"}
    return Connection(code, Path(entry["key_file"]).read_text(encoding="utf-8").strip(), **facts)


def faults(code: str, entry: Mapping[str, Any]) -> list[str]:
    """Each thing that is missing or wrong, in words."""
    known = {"adapter", *TEXTS, *NUMBERS}
    found = [f"{code}: «{name}» is no setting of a reseller's API." for name in sorted(entry.keys() - known)]
    found += [f"{code}: {name} must be a text." for name in TEXTS if not isinstance(entry.get(name, ""), str)]
    found += [
        f"{code}: {name} must be a number."
        for name in NUMBERS
        if not isinstance(entry.get(name, 1), int | float)
    ]
    return found or _key_faults(code, entry) + _value_faults(code, entry)


def _key_faults(code: str, entry: Mapping[str, Any]) -> list[str]:
    path = entry.get("key_file", "")
    if not path:
        return [f"{code}: «key_file» is missing: a file with the API key."]
    if not Path(path).is_file():
        return [f"{code}: key_file names {path}, which is not there."]
    return [] if Path(path).read_text(encoding="utf-8").strip() else [f"{code}: {path} is empty."]


def _value_faults(code: str, entry: Mapping[str, Any]) -> list[str]:
    parts = urlsplit(entry.get("base_url", URL))
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    found = [] if safe and parts.hostname else [f"{code}: base_url must begin with https://."]
    if entry.get("dns", "txt") not in WAYS:
        found.append(f"{code}: dns is «{entry['dns']}»; known: {', '.join(WAYS)}.")
    return found
