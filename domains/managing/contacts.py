"""The contacts that names carry: kept current at every registry (DN-7.3.1, DN-8.2), within what is no holder change.

The account's contacts are the one place of the data. A name carries a snapshot of each role's contact; a contact
that changes is told to the registries of all the names that carry it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Contact
from core.acts import Act
from core.dashboard import Todo, Waiting
from core.transitions import NotAllowed, claim
from domains.changes.lifecycle import ask_for
from domains.models import HELD, ContactReview, Domain, RegistryChange
from domains.terms import Family

from .acts import CHANGEABLE, changing
from .lifecycle import ask_verification

ROLES = ("holder", "admin", "tech")
IDENTITY = ("kind", "full_name", "organisation")  # another one is another holder (DN-14.1)
CLAUSES = {"holder": "DN-7.3.1", "admin": "DN-7.3.1(1)", "tech": "DN-7.3.1(2)"}


@dataclass(frozen=True)
class Role:
    """One role of a name: who it is, and whether the registry knows."""

    name: str
    facts: dict[str, Any]
    coming: dict[str, Any]
    state: str
    change: RegistryChange | None = None


def roles(domain: Domain) -> list[Role]:
    """Each role with the newest change of it that matters."""
    open_ones = [c for c in domain.changes.all() if c.kind == "contacts" and c.state in {"sending", "failed"}]
    return [_role(domain, name, [c for c in open_ones if name in c.wanted]) for name in ROLES]


def _role(domain: Domain, name: str, open_ones: list[RegistryChange]) -> Role:
    change = open_ones[0] if open_ones else None
    coming = change.wanted[name] if change else {}
    return Role(name, domain.contacts.get(name, {}), coming, change.state if change else "synced", change)


# --- what may not be --------------------------------------------------------------------------------------


def why_not(domain: Domain, role: str, snapshot: dict[str, Any]) -> str:
    """Why a role cannot be given to this contact; empty when it can."""
    if role == "holder" and is_another(domain.contacts.get("holder", {}), snapshot):
        words = _("%(contact)s is not the holder of %(name)s: another name or organisation is a change of holder "
                  "(DN-14.1(1)). Ask for it on the name's page.")  # fmt: skip
        return words % {"contact": said(snapshot), "name": domain}
    if role == "admin" and domain.extension.requires_local_admin and not _in_morocco(snapshot):
        words = _("The administrative contact of %(name)s stays established in Morocco, with a Moroccan address and "
                  "telephone (DN-A2-5.3(3)); %(contact)s is not. "
                  "Choose another contact, or us as local contact.")  # fmt: skip
        return words % {"contact": said(snapshot), "name": domain}
    return ""


def is_another(holder: dict[str, Any], snapshot: dict[str, Any]) -> bool:
    """Whether it is another holder: name or organisation differ beyond blanks and case."""
    known = [name for name in IDENTITY if name in holder]
    return any(_plain(holder.get(name)) != _plain(snapshot.get(name)) for name in known)


def _plain(text: Any) -> str:
    return " ".join(str(text or "").split()).casefold()


def _in_morocco(snapshot: dict[str, Any]) -> bool:
    return Contact(
        country=snapshot.get("country", ""), phone=snapshot.get("phone", "")
    ).established_in_morocco


def said(snapshot: dict[str, Any]) -> str:
    """A contact in one breath."""
    return ", ".join(filter(None, [snapshot.get("full_name"), snapshot.get("organisation")]))


def holder_change_url(domain: Domain) -> str:
    """Where a change of holder is asked for."""
    return reverse("domains:holder_ask", args=[domain.public_id])


# --- from the page of one name ----------------------------------------------------------------------------


def set_contacts(
    domain: Domain, chosen: dict[str, dict[str, Any]], effective_on, act: Act
) -> list[RegistryChange]:
    """Give roles to contacts; what is already so is not told again. Raises NotAllowed."""
    with changing(domain, "DN-7.3.1"):
        for role, snapshot in chosen.items():
            if why := why_not(domain, role, snapshot):
                raise NotAllowed(why, "DN-14.1(1)" if role == "holder" else "DN-A2-5.3(3)")
        return [
            _tell(domain, role, snapshot, effective_on, act)
            for role, snapshot in chosen.items()
            if snapshot != _standing(domain, role)
        ]


def _standing(domain: Domain, role: str) -> dict[str, Any]:
    sending = domain.changes.filter(kind="contacts", subject=role, state="sending").first()
    return sending.wanted[role] if sending else domain.contacts.get(role, {})


def _tell(domain: Domain, role: str, snapshot: dict[str, Any], effective_on, act: Act) -> RegistryChange:
    """One change for each role, so that each has its own state at the registry (DN-8.2)."""
    before = domain.contacts.get("holder", {}).get("email", "")
    change = ask_for(domain, "contacts", {role: snapshot}, act, CLAUSES[role], role, effective_on)
    new = snapshot.get("email", "")
    if role == "holder" and domain.extension.family == Family.GTLD and new.lower() != before.lower():
        ask_verification(domain.customer, new, act)
    return change


# --- from the account's contacts --------------------------------------------------------------------------


def guard(contact: Contact) -> None:
    """A contact's new data must be possible for every name that carries it (DN-14.1(1), DN-A2-5.3(3))."""
    for domain, role in carried_by(contact):
        if why := why_not(domain, role, contact.snapshot()):
            raise NotAllowed(why, "DN-7.3.1")


def pass_on(contact: Contact, act: Act) -> None:
    """Every registry of a name that carries the contact is told (DN-A2-6(1)); the names are locked in one order."""
    for domain, role in carried_by(contact):
        with transaction.atomic():
            claim(domain)
            if domain.state in CHANGEABLE and contact.snapshot() != _standing(domain, role):
                _tell(domain, role, contact.snapshot(), contact.changed_effective_on, act)


def carried_by(contact: Contact) -> Iterator[tuple[Domain, str]]:
    """The names that carry a contact, with the role it has in each."""
    if contact.pk is None:
        return
    mine = Domain.objects.of(contact.customer).filter(state__in=HELD).select_related("extension", "customer")
    for domain in mine.order_by("pk"):
        for role in ROLES:
            if domain.contacts.get(role, {}).get("public_id") == contact.public_id:
                yield domain, role


def _todo(review: ContactReview, now: datetime) -> Todo:
    """The yearly look at the contacts (DN-7.3.1)."""
    return Todo(_("Are your contacts still right?"), reverse("domains:contact_review"), _("Look and confirm"),
                icon="contact-round", clause="DN-7.3.1", rank=45)  # fmt: skip


WAITING = Waiting(
    lambda customer, now: ContactReview.objects.of(customer).filter(state="asked"), ("state",), _todo
)
