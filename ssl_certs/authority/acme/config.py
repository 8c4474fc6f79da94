"""One ACME authority's entry in settings.AUTHORITIES.

[letsencrypt]
adapter = "acme"
directory = "https://acme-v02.api.letsencrypt.org/directory"
contact = ["hostmaster@portal.example.ma"]
profile = "tlsserver"                     # where the directory offers it; a product's own code goes before

[sectigo]
adapter = "acme"
directory = "https://acme.sectigo.example/v2/DV"
eab_kid = "…"                             # the external account (RFC 8555 7.3.4)
eab_key_file = "secrets/sectigo-hmac"     # holds its HMAC key as the authority gives it: base64url
asks_validity = true                      # it takes the wish for a validity (`notAfter`)
ca_file = "secrets/sectigo-ca.pem"        # where its server's certificate is of no public authority
"""

import binascii
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import josepy

from .terms import ACME

ALGORITHMS = ("HS256", "HS384", "HS512")
FILES = ("ca_file", "eab_key_file")


class Misconfigured(ValueError):
    """An authority's entry lacks or misspells something; the message says what."""


@dataclass(frozen=True)
class Config:
    """How to reach one authority by ACME, and its ways. Times are seconds."""

    name: str
    directory: str
    eab_kid: str = ""
    eab_key: str = field(default="", repr=False)
    eab_algorithm: str = "HS256"
    ca_file: str = ""  # empty: the public authorities
    contact: tuple[str, ...] = ()
    profile: str = ""
    asks_validity: bool = False
    connect_seconds: float = ACME.connect.total_seconds()
    answer_seconds: float = ACME.answer.total_seconds()


KNOWN = {f.name for f in fields(Config)} - {"name", "eab_key"} | {"adapter", "eab_key_file"}
TEXTS = ("directory", "eab_kid", "eab_algorithm", "profile", *FILES)
NUMBERS = ("connect_seconds", "answer_seconds")


def config(code: str, entry: Mapping[str, Any]) -> Config:
    """The entry, read with the files that it names. Raises Misconfigured with the first fault in words."""
    for fault in faults(code, entry):
        raise Misconfigured(fault)
    facts = {k: v for k, v in entry.items() if k not in ("adapter", "eab_key_file", "contact")}
    if entry.get("eab_key_file"):
        facts["eab_key"] = Path(entry["eab_key_file"]).read_text().strip()
    return Config(name=code, contact=tuple(entry.get("contact", ())), **facts)


def faults(code: str, entry: Mapping[str, Any]) -> list[str]:
    """Each thing that is missing or wrong, in words."""
    said = [f"«{key}» is no setting of an ACME authority." for key in sorted(entry.keys() - KNOWN)]
    said += _wrong_types(entry)
    if not said:
        said = [*_about_the_directory(entry), *_about_the_binding(entry), *_about_files(entry)]
    return [f"{code}: {one}" for one in said]


def _wrong_types(entry: Mapping[str, Any]) -> list[str]:
    found = [f"{key} must be a text." for key in TEXTS if not isinstance(entry.get(key, ""), str)]
    found += [f"{key} must be a number above 0." for key in NUMBERS if not _is_a_duration(entry.get(key, 1))]
    if not isinstance(entry.get("asks_validity", False), bool):
        found.append("asks_validity must be true or false.")
    contact = entry.get("contact", [])
    if not isinstance(contact, list | tuple) or not all(isinstance(c, str) and "@" in c for c in contact):
        found.append('contact must be a list of e-mail addresses, ["hostmaster@…"].')
    return found


def _is_a_duration(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _about_the_directory(entry: Mapping[str, Any]) -> list[str]:
    directory = entry.get("directory", "")
    if not directory:
        return ["«directory» is missing: the https address at which the authority lists its services."]
    if not directory.startswith("https://"):
        return [f"directory is {directory}; it must begin with https:// (RFC 8555 6.1)."]
    return []


def _about_the_binding(entry: Mapping[str, Any]) -> list[str]:
    kid, file = entry.get("eab_kid"), entry.get("eab_key_file")
    found = []
    if bool(kid) != bool(file):
        missing = "eab_key_file" if kid else "eab_kid"
        found.append(f"«{missing}» is missing: an external account needs both eab_kid and eab_key_file.")
    algorithm = entry.get("eab_algorithm", ALGORITHMS[0])
    if algorithm not in ALGORITHMS:
        found.append(f"eab_algorithm is {algorithm}; known: {', '.join(ALGORITHMS)}.")
    return found


def _about_files(entry: Mapping[str, Any]) -> list[str]:
    given = {key: Path(entry[key]) for key in FILES if entry.get(key)}
    found = [f"{key} names {path}, which is not there." for key, path in given.items() if not path.is_file()]
    if found:
        return found
    if (path := given.get("eab_key_file")) and not _is_hmac_key(path):
        found.append(f"eab_key_file names {path}, which does not hold a key in base64url on one line.")
    if (path := given.get("ca_file")) and not _holds_certificates(path):
        found.append(f"ca_file names {path}, which holds no certificate in PEM.")
    return found


def _is_hmac_key(path: Path) -> bool:
    try:
        text = path.read_text().strip()
        return bool(josepy.b64decode(text)) and josepy.b64encode(
            josepy.b64decode(text)
        ).decode() == text.rstrip("=")
    except (OSError, UnicodeError, ValueError, binascii.Error):
        return False


def _holds_certificates(path: Path) -> bool:
    try:
        ssl.create_default_context(cafile=str(path))
    except (OSError, ssl.SSLError):
        return False
    return True
