"""What everybody can read about a name, before it is ordered and afterwards (facts B3, B4, DN-A2-5.3(1))."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.company import company
from domains.changes.told import ds_line, host_line
from domains.models import Domain
from domains.terms import Family

PERSONAL = ("full_name", "organisation", "address", "postal_code", "city", "country", "phone", "email")
LABELS: dict[str, Promise] = {
    "full_name": _("Full name"), "organisation": _("Organisation"), "address": _("Address"),
    "postal_code": _("Postal code"), "city": _("Town"), "country": _("Country"), "phone": _("Telephone"),
    "email": _("E-mail address"),
}  # fmt: skip
ROLES: dict[str, Promise] = {
    "holder": _("Holder"), "admin": _("Administrative contact"), "tech": _("Technical contact"),
}  # fmt: skip
OPEN_FOR_GTLD = {("holder", "country")}  # all else is redacted since the Registration Data Policy
COLLECTED_FOR_GTLD = {"holder", "tech"}  # the administrative contact is no longer sent to generic registries


@dataclass(frozen=True)
class Field:
    """One line of WHOIS or RDAP: who, what, the value; whether everybody reads it."""

    group: str | Promise
    label: str | Promise
    value: str
    public: bool


def is_published(family: str, role: str, name: str) -> bool:
    """Whether a registry publishes a contact's field: .ma all of it, a generic one hardly any."""
    return family == Family.MA or (role, name) in OPEN_FOR_GTLD


def of_contacts(family: str, contacts: dict[str, dict[str, Any]]) -> list[Field]:
    """The people of a name, field by field; without values where nobody is chosen yet."""
    roles = [role for role in ROLES if family == Family.MA or role in COLLECTED_FOR_GTLD]
    return [
        Field(ROLES[role], LABELS[name], " ".join(str(contacts.get(role, {}).get(name, "")).split()),
              is_published(family, role, name))
        for role in roles
        for name in PERSONAL
        if contacts.get(role, {}).get(name) or not contacts
    ]  # fmt: skip


def of_name(domain: Domain) -> list[Field]:
    """All that a look-up of the name shows."""
    return [*_registration(domain), *of_contacts(domain.extension.family, domain.contacts)]


def _registration(domain: Domain) -> list[Field]:
    group = _("The name")
    created, expires = domain.registry_created_at, domain.registry_expires_at
    facts = [
        (_("Name"), domain.name),
        (_("Registrar"), company().name),
        (_("Complaints about abuse"), company().support_email),
        (_("Registered on"), created.date().isoformat() if created else ""),
        (_("Expires at the registry on"), expires.date().isoformat() if expires else ""),
        (_("Name servers"), ", ".join(host_line(row) for row in domain.nameservers)),
        (_("DNSSEC"), "; ".join(ds_line(row) for row in domain.ds_records)),
        (_("Status"), " ".join(_statuses(domain))),
    ]
    return [Field(group, label, value, True) for label, value in facts if value]


def _statuses(domain: Domain) -> list[str]:
    found = [("clientTransferProhibited", domain.locked), ("clientHold", domain.on_hold)]
    return [status for status, stands in found if stands] or ["ok"]
