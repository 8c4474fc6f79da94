"""Contact objects: their handles are derived from what they say, so a retry finds what a first try made.

A handle is the registry's prefix and 60 bits of a digest of our registrar id and the data, 3 to 16 characters
(RFC 5730 clIDType). The same person has one object, other data are another object: an object of ours never changes,
and whether a name carries the right contacts is seen from `domain:info` alone.
"""

import hashlib
import re
from base64 import b32encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from typing import Any

import phonenumbers
from anyascii import anyascii
from django.utils.crypto import salted_hmac

from core.ports import PortRefused

from . import answers, objects
from .codes import ABSENT, EXISTS, NOT_OURS
from .config import Connection
from .objects import Address, Person
from .pool import Pool

PORTAL_ROLES = {"holder": "registrant", "admin": "admin", "tech": "tech", "billing": "billing"}
INSTEAD = {"billing": ("admin", "holder"), "tech": ("admin", "holder"), "admin": ("holder",), "holder": ()}
NEEDED = {"full_name": "name", "city": "city", "country": "country", "email": "e-mail address"}
HIDDEN = {ABSENT, NOT_OURS}
LINE, LINES, HANDLE_DIGITS = 255, 3, 12


def handles(
    connection: Connection,
    contacts: Mapping[str, Mapping[str, Any]],
    only: Iterable[str] = tuple(PORTAL_ROLES),
) -> dict[str, tuple[str, Person]]:
    """For each role that the registry wants: the handle and the data of its contact. Raises PortRefused."""
    found = {}
    for ours, role in PORTAL_ROLES.items():
        if role in connection.roles and ours in only:
            snapshot = next((contacts[r] for r in (ours, *INSTEAD[ours]) if contacts.get(r)), None)
            if snapshot is None:
                raise PortRefused(2003, f"the registry wants a contact: {role}")
            person = person_of(snapshot, role, connection)
            found[role] = handle_of(person, connection), person
    return found


def ensure(pool: Pool, uri: str, wanted: Mapping[str, tuple[str, Person]], reference: str) -> None:
    """See that these contact objects are there and say what they should."""
    people = dict(wanted.values())
    if not people:
        return
    for handle, person in people.items():
        answer = pool.answer(objects.contact_info(uri, handle), reference)
        if answer.code < 2000:
            _correct(pool, uri, handle, person, answers.contact_info(answer), reference)
        elif answer.code == ABSENT:
            _create(pool, uri, handle, person, reference)
        else:
            raise answer.error


def shown(
    pool: Pool, connection: Connection, roles: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Who stands behind each role's handle, in the portal's words; each handle is asked for once."""
    people = {}
    for handle in dict.fromkeys(who["handle"] for who in roles.values()):
        answer = pool.answer(objects.contact_info(connection.contact_uri, handle))
        if answer.code < 2000:
            people[handle] = snapshot_of(answers.contact_info(answer), connection)
        elif answer.code not in HIDDEN:
            raise answer.error
    return {role: {"handle": who["handle"], **people.get(who["handle"], {})} for role, who in roles.items()}


def snapshot_of(person: Person, connection: Connection) -> dict[str, Any]:
    """A contact object as the portal keeps a contact; of several forms of its address, the one that we send."""
    forms = {address.form: address for address in person.addresses}
    address = next((forms[form] for form in (*connection.postal, *forms) if form in forms), None)
    known = {"email": person.email, "phone": person.voice, "fax": person.fax}
    if address:
        known |= {
            "full_name": address.name, "organisation": address.organisation, "city": address.city,
            "address": "\n".join(address.street), "postal_code": address.postal_code, "country": address.country,
        }  # fmt: skip
    return {fact: said for fact, said in known.items() if said}


def _create(pool: Pool, uri: str, handle: str, person: Person, reference: str) -> None:
    secret = replace(person, auth_code=auth_code(pool.connection, handle, "contact"))
    answer = pool.answer(objects.contact_create(uri, handle, secret), reference)
    if answer.code == EXISTS:  # somebody of ours was faster
        shown = answers.contact_info(pool.ask(objects.contact_info(uri, handle), reference))
        _correct(pool, uri, handle, person, shown, reference)
    elif answer.code >= 2000:
        raise answer.error


def _correct(pool: Pool, uri: str, handle: str, person: Person, shown: Person, reference: str) -> None:
    """Somebody may have changed an object behind our back, or another registrar may have taken the handle."""
    if shown.sponsor and not pool.connection.is_us(shown.sponsor):
        raise PortRefused(
            EXISTS, f"the contact handle {handle} belongs to another registrar: {shown.sponsor}"
        )
    if not _same(person, shown):
        pool.ask(objects.contact_update(uri, handle, person), reference)


def _same(wanted: Person, shown: Person) -> bool:
    """Whether the registry shows what we sent; forms that it adds, and what it hides, do not count."""
    theirs = {address.form: address for address in shown.addresses}
    pairs = [(getattr(wanted, tag), getattr(shown, tag)) for tag in ("voice", "email")]
    pairs += [
        (one, other)
        for ours in wanted.addresses
        if ours.form in theirs
        for one, other in zip(_flat(ours), _flat(theirs[ours.form]), strict=True)
    ]
    return all(one.casefold() == other.casefold() for one, other in pairs if other)


def _flat(address: Address) -> Sequence[str]:
    parts = (*astuple(replace(address, street=()))[1:3], " ".join(address.street))
    return [
        " ".join(str(part).split()) for part in (*parts, address.city, address.postal_code, address.country)
    ]


def person_of(snapshot: Mapping[str, Any], role: str, connection: Connection) -> Person:
    """A contact's snapshot in the registry's form. Raises PortRefused for what is missing, in words."""
    for key, words in NEEDED.items():
        if not str(snapshot.get(key) or "").strip():
            raise PortRefused(2003, f"{role}: the {words} is missing")
    forms = tuple(_address(snapshot, form) for form in connection.postal)
    country = str(snapshot["country"]).strip()
    if len(country) != 2:
        raise PortRefused(2005, f"{role}: the country must be a code of two letters, not {country}")
    voice, fax = (telephone(str(snapshot.get(tag) or ""), country) for tag in ("phone", "fax"))
    return Person(forms, voice, fax, str(snapshot["email"]).strip())


def handle_of(person: Person, connection: Connection) -> str:
    """The handle that this data has, for us, at this registry."""
    digest = hashlib.sha256(repr((connection.clid, astuple(person))).encode()).digest()
    prefix = re.sub(r"[^A-Za-z0-9]", "", connection.handle_prefix)[:4]
    return prefix + b32encode(digest).decode()[:HANDLE_DIGITS]


def telephone(number: str, country: str) -> str:
    """A number as EPP writes it, +212.528000001; empty when it is none (RFC 5733 2.5)."""
    try:
        parsed = phonenumbers.parse(number, country.upper())
    except phonenumbers.NumberParseException:
        return ""
    national = phonenumbers.national_significant_number(parsed)
    return f"+{parsed.country_code}.{national[:14]}"


def auth_code(connection: Connection, reference: str, name: str) -> str:
    """The first auth code of a registration: secret, and the same at each try, so `info` proves whose it is."""
    signs, length = connection.auth_code_signs, connection.auth_code_length
    seed = salted_hmac(
        "domains.registry.auth_code", f"{connection.name}|{reference}|{name}", algorithm="sha256"
    )
    letters = b32encode(seed.digest()).decode().rstrip("=")
    wanted = "".join(_every_kind(letters, signs))
    return (wanted + letters.lower())[:length]


def _every_kind(letters: str, signs: str) -> Iterator[str]:
    """Registries ask for a capital, a small letter, a digit and a sign."""
    yield next(c for c in letters + "A" if c.isalpha())
    yield next(c for c in letters + "a" if c.isalpha()).lower()
    yield next((c for c in letters if c.isdigit()), "7")
    yield signs


def _address(snapshot: Mapping[str, Any], form: str) -> Address:
    def said(key: str, limit: int = LINE) -> str:
        value = " ".join(str(snapshot.get(key) or "").split())
        return (anyascii(value) if form == "int" else value).strip()[:limit]

    lines = [line.strip() for line in str(snapshot.get("address") or "").splitlines() if line.strip()]
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], ", ".join(lines[LINES - 1 :])]
    street = tuple((anyascii(line) if form == "int" else line)[:LINE] for line in lines)
    country = str(snapshot["country"]).strip().upper()
    return Address(
        form, said("full_name"), said("organisation"), street, said("city"), said("postal_code", 16), country
    )
