"""What an order of a name needs beyond its line: required fields, an identity paper, a prior review (DN-2.1)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.countries import HOME
from domains import reserved
from domains.models import Extension, Paper, RegistrationFile
from domains.naming import ParsedName
from domains.terms import Family

BY_REGISTRY = {"zone", "reserved", "contains"}  # the registry must agree; a sensitive term only we look at

FIELDS: dict[str, Promise] = {
    "full_name": _("full name"),
    "organisation": _("organisation"),
    "address": _("address"),
    "city": _("town"),
    "country": _("country"),
    "email": _("e-mail address"),
    "phone": _("telephone"),
    "cin": _("identity card (CIN)"),
    "ice": _("ICE"),
}
ALWAYS = ("full_name", "address", "city", "country", "email", "phone")


def required(extension: Extension, role: str, contact: Mapping[str, Any]) -> list[str]:
    """The fields that a contact must have in a role under an extension (DN-7.3.1(1), facts B4)."""
    fields, organisation = [*ALWAYS], contact.get("kind") == "organisation"
    if organisation:
        fields.append("organisation")
    if extension.family == Family.MA and role == "holder" and contact.get("country") == HOME:
        fields.append("ice" if organisation else "cin")
    return fields


def missing(extension: Extension, role: str, contact: Mapping[str, Any]) -> list[Promise]:
    """The required fields that are empty, in words."""
    return [FIELDS[name] for name in required(extension, role, contact) if not contact.get(name)]


def review_options(name: ParsedName, extension: Extension, on: date) -> dict[str, str]:
    """What the order keeps of a prior review: why, which term, under which clause; empty where there is none."""
    terms = reserved.book(on).of(extension)
    found = reserved.review_of(
        name.label_unicode, extension.code, extension.reserved, extension.restricted, terms
    )
    return {"kind": found.kind, "term": found.term, "clause": found.clause} if found else {}


def needs_file(options: Mapping[str, Any], extension: Extension, on: date) -> bool:
    """Whether a paid line must wait for people or papers before the registry is asked."""
    return bool(options.get("review")) or not identity_shown(options["contacts"], extension, on)


def identity_shown(contacts: Mapping[str, Any], extension: Extension, on: date) -> bool:
    """Whether the holder's identity is proven, or need not be (ANRT/DG/N°02/2024, facts B4)."""
    holder = contacts.get("holder", {}).get("public_id", "")
    return not extension.requires_identity or Paper.objects.proves(holder, on)


def still_wanted(file: RegistrationFile, on: date) -> list[str]:
    """What the file still lacks from the customer; a paper that is being checked is here already."""
    lacking = []
    if file.needs_identity and not _identity_given(file, on):
        lacking.append("identity")
    if file.review_kind in BY_REGISTRY:
        given = Paper.objects.filter(about=file.public_id).exclude(state__in=["refused", "replaced"])
        kinds = set(given.values_list("kind", flat=True))
        lacking += [kind for kind in ("form", "support") if kind not in kinds]
    return lacking


def can_be_sent(file: RegistrationFile, on: date) -> bool:
    """Whether nothing but the registry stands between the file and its name."""
    return not file.needs_identity or Paper.objects.proves(file.holder_id, on)


def _identity_given(file: RegistrationFile, on: date) -> bool:
    shown = Paper.objects.identity_of(file.holder_id).exclude(state="expired")
    return any(paper.expires_on is None or paper.expires_on >= on for paper in shown)
