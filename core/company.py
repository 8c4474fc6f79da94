"""The company profile: who runs this installation, read once from a TOML file (`settings.COMPANY_PROFILE`).

One legal entity issues the documents (C-31). Every value is checked when it is read, and all faults are
told together, each with its key, so an installation is corrected in one go.
"""

import base64
import re
import tomllib
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from email.utils import parseaddr
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

from django.conf import settings

from .identifiers import is_iban, is_ice, is_rib
from .money import CENTIMES

READABLE = 4.5  # WCAG 2.2, 1.4.3: contrast of text with its background
IMAGE_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}


class CompanyProfileError(Exception):
    """The profile cannot be used; `problems` says which key and why, one line each."""

    def __init__(self, path: Path, problems: list[str]):
        self.problems = problems
        super().__init__(f"company profile {path.name}: " + "; ".join(problems))


EXPECTED = {str: "a text", int: "a whole number", tuple: "a list"}  # of a key, in words


def contrast_with_white(colour: str) -> float:
    """The WCAG contrast ratio of a #rrggbb colour with white."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


# --- what a value must be: each check answers with the fault in words, or "" --------------------------
Check = Callable[[Any], str]


def _digits(n: int) -> Check:
    return lambda value: "" if re.fullmatch(rf"[0-9]{{1,{n}}}", value) else f"must be at most {n} digits"


def _ice(value: str) -> str:
    return "" if is_ice(value) else "is not a valid ICE (15 digits, key mod 97)"


def _rib(value: str) -> str:
    return "" if is_rib(value) else "is not a valid RIB (24 digits, key mod 97)"


def _iban(value: str) -> str:
    return "" if is_iban(value) else "is not a valid Moroccan IBAN (MA and 26 digits, key mod 97)"


def _swift(value: str) -> str:
    return "" if re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", value) else "is not a SWIFT code"


def _country(value: str) -> str:
    return "" if re.fullmatch(r"[A-Z]{2}", value) else "is not a two-letter country code"


def _email(value: str) -> str:
    return (
        "" if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", parseaddr(value)[1]) else "is not an e-mail address"
    )


def _accent(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        return "is not a #rrggbb colour"
    contrast = contrast_with_white(value)
    return (
        "" if contrast >= READABLE else f"has a contrast of {contrast:.1f} with white, {READABLE} is needed"
    )


def _logo(value: str) -> str:
    path = _logo_path(value)
    if path.suffix not in IMAGE_TYPES:
        return "must be an SVG or PNG file"
    return "" if path.is_file() else f"names no file ({path.name})"


def _host_names(value: tuple[str, ...]) -> str:
    wrong = [name for name in value if not re.fullmatch(r"([a-z0-9-]+\.)+[a-z0-9-]+", name)]
    return f"has no host name in {wrong[0]}" if wrong else ""


def _languages(value: dict[str, str]) -> str:
    missing = [code for code, _name in settings.LANGUAGES if not value.get(code)]
    return f"lacks {', '.join(missing)}" if missing else ""


def _logo_path(value: str) -> Path:
    return Path(settings.BASE_DIR) / "static" / value  # an absolute path wins over what stands before it


# --- the profile ------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class BankAccount:
    """An account that receives transfers."""

    bank: str
    holder: str
    rib: Annotated[str, _rib]
    iban: Annotated[str, _iban]
    swift: Annotated[str, _swift]


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """Who signs for the company."""

    name: str
    title: str


@dataclass(frozen=True, kw_only=True)
class ContactPoint:
    """A contact lent to names: technical, or administrative and local for .ma (DN-7.3.1)."""

    name: str
    organisation: str
    address: str
    postal_code: str
    city: str
    country: Annotated[str, _country]
    phone: str
    email: Annotated[str, _email]


@dataclass(frozen=True, kw_only=True)
class NameService:
    """The DNS that the company runs, and what its own offers look like in a zone."""

    name_servers: Annotated[tuple[str, ...], _host_names]
    hostmaster: Annotated[str, _email]
    parking_addresses: tuple[str, ...]  # of the page that parked names show
    mail_servers: Annotated[tuple[str, ...], _host_names] = ()
    mail_spf: str = ""  # what an SPF record says to let them send


@dataclass(frozen=True, kw_only=True)
class Company:
    """The company of this installation."""

    name: str
    legal_form: str
    capital_mad: int
    address: tuple[str, ...]
    city: str
    country: Annotated[str, _country]
    phone: str
    phone_hours: Annotated[dict[str, str], _languages]  # HD-0.1, by language
    email: Annotated[str, _email]
    support_email: Annotated[str, _email]
    mail_from: Annotated[str, _email]
    website: str
    ice: Annotated[str, _ice]
    if_number: Annotated[str, _digits(8)]
    rc: Annotated[str, _digits(8)]
    rc_town: str
    tp: Annotated[str, _digits(8)]
    cnss: Annotated[str, _digits(8)]
    cndp: tuple[str, ...] = ()  # receipts of declaration and authorisation (law 09-08)
    court: str  # HD-8.1
    accent: Annotated[str, _accent]
    logo: Annotated[str, _logo]  # below static/, or an absolute path of the installation
    document_set: tuple[str, ...]  # contract documents in force here (C-31)
    signatory: Signatory
    technical_contact: ContactPoint
    local_contact: ContactPoint
    dns: NameService
    bank_accounts: tuple[BankAccount, ...]

    @property
    def legal_name(self) -> str:
        """Name and legal form: Atlas Nuage SARL."""
        return f"{self.name} {self.legal_form}"

    @property
    def cndp_declaration(self) -> str:
        """The receipt of the declaration of our processing (law 09-08): D-…"""
        return next((number for number in self.cndp if number.startswith("D")), "")

    @property
    def cndp_authorisation(self) -> str:
        """The authorisation to handle national identity numbers (law 09-08): A-…"""
        return next((number for number in self.cndp if number.startswith("A")), "")

    @cached_property
    def logo_path(self) -> Path:
        """The logo's file."""
        return _logo_path(self.logo)

    @cached_property
    def logo_data_uri(self) -> str:
        """The logo as an image source that needs no other file: pages, mails and documents use the same."""
        kind = IMAGE_TYPES[self.logo_path.suffix]
        return f"data:{kind};base64,{base64.b64encode(self.logo_path.read_bytes()).decode()}"

    def seller(self) -> dict[str, Any]:
        """The company as a document freezes it (billing's `Seller`)."""
        return {
            "name": self.name,
            "legal_form": self.legal_form,
            "capital": self.capital_mad * CENTIMES,
            "address": list(self.address),
            "cndp": list(self.cndp),
            **{key: getattr(self, key) for key in _SELLER},
        }

    def accounts(self) -> list[dict[str, str]]:
        """The bank accounts as a document freezes them."""
        return [{f.name: getattr(account, f.name) for f in fields(account)} for account in self.bank_accounts]


_SELLER = (
    *("city", "country", "phone", "email", "website"),
    *("ice", "if_number", "rc", "rc_town", "tp", "cnss", "court"),
)


# --- reading ----------------------------------------------------------------------------------------
def _value(kind: Any, value: Any, key: str, problems: list[str]) -> Any:
    """One value as the profile declares it; faults are added to `problems`."""
    if get_origin(kind) is Annotated:
        kind, check = get_args(kind)
        before = len(problems)
        value = _value(kind, value, key, problems)
        if len(problems) == before and (fault := check(value)):
            problems.append(f"`{key}` {fault}")
        return value
    if is_dataclass(kind) and isinstance(value, dict):
        return _section(kind, value, f"{key}.", problems)
    if get_origin(kind) is tuple and isinstance(value, list):
        inner = get_args(kind)[0]
        return tuple(_value(inner, item, f"{key}[{n}]", problems) for n, item in enumerate(value, 1))
    plain = get_origin(kind) or kind
    if not isinstance(value, plain):
        problems.append(f"`{key}` must be {EXPECTED.get(plain, 'a table')}")
    return value


def _section(kind: Any, table: dict[str, Any], where: str, problems: list[str]) -> Any:
    """One table of the file as its dataclass."""
    known = {f.name: f for f in fields(kind)}
    problems += [f"`{where}{key}` is unknown" for key in table if key not in known]
    values = {}
    for name, declared in known.items():
        if table.get(name) in (None, "", [], {}):
            if declared.default is MISSING:
                problems.append(f"`{where}{name}` is missing")
            continue
        values[name] = _value(declared.type, table[name], f"{where}{name}", problems)
    required = {name for name, declared in known.items() if declared.default is MISSING}
    return kind(**values) if required <= values.keys() else None


def read(path: Path) -> Company:
    """Read and check a profile; `CompanyProfileError` names every faulty key."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CompanyProfileError(path, [f"cannot be read ({error.strerror})"]) from error
    except ValueError as error:
        raise CompanyProfileError(path, [f"is not TOML ({error})"]) from error
    problems: list[str] = []
    profile = _section(Company, table, "", problems)
    if problems:
        raise CompanyProfileError(path, problems)
    return profile


@lru_cache(maxsize=4)
def _read_once(path: Path) -> Company:
    return read(path)


def company() -> Company:
    """The company of this installation, read once per process."""
    return _read_once(Path(settings.COMPANY_PROFILE))
