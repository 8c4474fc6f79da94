"""One registry's entry in settings.REGISTRIES: how to reach it, and in which ways it differs from others.

[anrt]
adapter = "manual"
extensions = ["ma", "net.ma"]

[verisign]
adapter = "epp"
extensions = ["com", "net"]
host = "epp.example"
clid = "atlas"
password_file = "secrets/verisign"        # or password = "…"
client_certificate = "verisign.pem"       # where the registry demands one
roles = []                                # a thin registry: no contacts
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

from domains.registry.epp.terms import EPP

STANDARD = "urn:ietf:params:xml:ns:"
KNOWN_HOSTS = ("auto", "objects", "attributes")
KNOWN_DNSSEC = ("auto", "ds", "keys", "none")
KNOWN_ROLES = ("registrant", "admin", "tech", "billing")
KNOWN_POSTAL = ("int", "loc")
PLAIN_PASSWORD = 16  # the longest `pw` without loginSec (RFC 5730, RFC 8807)


class Misconfigured(ValueError):
    """A registry's entry lacks or misspells something; the message says what."""


@dataclass(frozen=True)
class Connection:
    """How to reach one registry by EPP, and its ways. Times are seconds."""

    name: str
    host: str
    clid: str
    password: str = field(repr=False)
    port: int = 700
    ca_file: str = ""  # empty: the system's authorities
    client_certificate: str = ""
    client_key: str = ""
    client_key_password: str = field(default="", repr=False)
    check_hostname: bool = True
    server_name: str = ""  # where the certificate bears another name than `host`
    language: str = "en"
    registrar_ids: tuple[str, ...] = ()  # other ids by which the registry calls us, `clid` apart
    domain_uri: str = STANDARD + "domain-1.0"
    contact_uri: str = STANDARD + "contact-1.0"
    host_uri: str = STANDARD + "host-1.0"
    secdns_uri: str = STANDARD + "secDNS-1.1"
    rgp_uri: str = STANDARD + "rgp-1.0"
    hosts: str = "auto"  # name servers: objects, or attributes of the name; auto: as the greeting shows
    dnssec: str = "auto"  # ds, keys (then we refuse) or none
    roles: tuple[str, ...] = ("registrant", "admin", "tech")  # the contacts that the registry wants
    postal: tuple[str, ...] = ("int",)  # forms of an address; `int` is ASCII only (RFC 5733)
    handle_prefix: str = "HP"
    transaction_prefix: str = "HP"
    auth_code_length: int = 16
    auth_code_signs: str = "-+#"  # signs that every auth code holds, apart from letters and digits
    nameservers: tuple[str, ...] = ()  # where a registry demands some at the creation
    restore_report: bool = True
    names_a_check: int = 0  # the most names in one check; 0: as many as there are
    longest_password: int = PLAIN_PASSWORD  # without loginSec; some registries take more
    sessions: int = 4  # in one process
    connect_seconds: float = EPP.connect.total_seconds()
    greeting_seconds: float = EPP.greeting.total_seconds()
    answer_seconds: float = EPP.answer.total_seconds()
    wait_seconds: float = EPP.wait.total_seconds()
    hello_seconds: float = EPP.hello.total_seconds()
    idle_seconds: float = EPP.idle.total_seconds()

    def is_us(self, registrar: str) -> bool:
        """Whether a registrar's id is ours."""
        return registrar.lower() in {one.lower() for one in (self.clid, *self.registrar_ids)}


REQUIRED = [f.name for f in fields(Connection) if f.default is MISSING and f.name != "name"]
CHOICES = {"hosts": KNOWN_HOSTS, "dnssec": KNOWN_DNSSEC, "roles": KNOWN_ROLES, "postal": KNOWN_POSTAL}
FILES = ("ca_file", "client_certificate", "client_key")


def connection(name: str, entry: Mapping[str, Any]) -> Connection:
    """The connection that an entry describes. Raises Misconfigured with the first fault in words."""
    for fault in faults(name, entry):
        raise Misconfigured(fault)
    facts: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in _own(entry).items()}
    if "password" not in facts:
        facts["password"] = Path(entry["password_file"]).read_text().strip()
    return Connection(name=name, **facts)


def faults(name: str, entry: Mapping[str, Any]) -> list[str]:
    """Each thing that is missing or wrong, in words."""
    own = _own(entry)
    given = {key for key, value in own.items() if value not in ("", None)}
    given |= {"password"} if entry.get("password_file") else set()
    found = [f"{name}: «{key}» is missing." for key in REQUIRED if key not in given]
    found += [
        f"{name}: «{key}» is no setting of an EPP registry." for key in own.keys() - _TYPES.keys() - {"name"}
    ]
    found += _wrong_values(name, own)
    paths = {key: entry[key] for key in (*FILES, "password_file") if entry.get(key)}
    found += [
        f"{name}: {key} names {path}, which is not there."
        for key, path in paths.items()
        if not Path(path).is_file()
    ]
    return found


def _wrong_values(name: str, own: Mapping[str, Any]) -> list[str]:
    found = []
    for key, value in own.items():
        wanted = _TYPES.get(key)
        if wanted and not _is_a(value, wanted):
            found.append(f"{name}: {key} is {value!r}; it must be {wanted}.")
        elif key in CHOICES:
            said = value if isinstance(value, list | tuple) else [value]
            found += [
                f"{name}: {key} has {one!r}; known: {', '.join(CHOICES[key])}."
                for one in said
                if one not in CHOICES[key]
            ]
    return found


def _is_a(value: Any, wanted: str) -> bool:
    if wanted == "a list of words":
        return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
    if wanted == "a number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, bool) if wanted == "true or false" else isinstance(value, str)


def _own(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in entry.items() if k not in {"adapter", "extensions", "password_file"}}


_WORDS = {"str": "a text", "int": "a number", "float": "a number", "bool": "true or false"}
_TYPES = {f.name: _WORDS.get(getattr(f.type, "__name__", ""), "a list of words") for f in fields(Connection)}
del _TYPES["name"]
