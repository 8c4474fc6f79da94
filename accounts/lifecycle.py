"""The acts on an account: each writes the row and leaves what changed as evidence, in one transaction."""

from collections.abc import Callable
from datetime import date

from django.db import models, transaction
from django.utils.translation import gettext as _

from core import evidence
from core.acts import Act
from core.transitions import NotAllowed

from .accuracy import looking
from .models import Contact, Customer, Membership, User
from .roles import Role

_contact_guards: list[Callable[[Contact], None]] = []
_contact_followers: list[Callable[[Contact, Act], None]] = []


def open_account(customer: Customer, user: User, act: Act) -> Customer:
    """Open the account; the person who opens it is its owner and answers for it (SSL-P2)."""
    with transaction.atomic():
        add_account(customer, act)
        _write(Membership(user=user, customer=customer, role=Role.OWNER), act, "person_joined", "SSL-P2")
    return customer


def add_account(customer: Customer, act: Act) -> None:
    """A new account, without people yet."""
    customer.created_at = act.now
    _write(customer, act, "account_opened", "HD-7.1")
    looking.call_staff(customer, act)


def change_account(customer: Customer, act: Act) -> None:
    """The customer keeps the account's data up to date himself (HD-7.1)."""
    _write(customer, act, "account_changed", "HD-7.1")
    looking.call_staff(customer, act)


def save_contact(contact: Contact, act: Act) -> Contact:
    """A change entered more than 7 days after it took effect is flagged, never refused (DN-7.3.1)."""
    contact.changed_at = act.now
    contact.changed_late = contact.entered_late(act.today)
    with transaction.atomic():
        for guard in _contact_guards:
            guard(contact)
        _write(contact, act, "contact_changed" if contact.pk else "contact_added", "DN-7.3.1")
        for follower in _contact_followers:
            follower(contact, act)
    return contact


def guard_contacts(guard: Callable[[Contact], None]) -> None:
    """Hand over what may refuse a contact's new data, before they are written. Raises NotAllowed."""
    if guard not in _contact_guards:
        _contact_guards.append(guard)


def follow_contacts(follower: Callable[[Contact, Act], None]) -> None:
    """Hand over what passes a contact's new data on, in the transaction that writes them (DN-A2-6(1))."""
    if follower not in _contact_followers:
        _contact_followers.append(follower)


def archive_contact(contact: Contact, act: Act) -> None:
    """An archived contact is offered no more; what names it already keeps it."""
    contact.is_archived, contact.changed_at = True, act.now
    _write(contact, act, "contact_archived", "DN-7.3.1")


def change_role(membership: Membership, role: str, act: Act) -> None:
    """Give a person another role; an account always keeps an owner."""
    with transaction.atomic():
        if role != Role.OWNER:
            _keep_an_owner(membership, act)
        membership.role = role
        _write(membership, act, "role_changed", "SSL-P2")


def end_membership(membership: Membership, act: Act, ends_on: date | None = None) -> None:
    """End a person's access, from a day on (today unless told)."""
    with transaction.atomic():
        _keep_an_owner(membership, act)
        membership.ends_on = ends_on or act.today
        _write(membership, act, "access_ended", "SSL-P2")


def save_membership(membership: Membership, act: Act) -> None:
    """Staff place a person in an account."""
    _write(membership, act, "person_changed" if membership.pk else "person_joined", "SSL-P2")


def _keep_an_owner(leaving: Membership, act: Act) -> None:
    """An account without an owner would have nobody who answers for it (SSL-P2)."""
    Customer.objects.select_for_update().get(pk=leaving.customer_id)
    others = Membership.objects.of(leaving.customer).in_force(act.today).filter(role=Role.OWNER, ends_on=None)
    if leaving.role == Role.OWNER and not others.exclude(pk=leaving.pk).exists():
        raise NotAllowed(_("An account always has an owner: name another owner first."), "SSL-P2")


def _write(row: Customer | Contact | Membership, act: Act, what: str, clause: str) -> None:
    """Save the row; where anything changed, leave it as evidence about the account or the contact."""
    with transaction.atomic():
        known = type(row)._base_manager.select_for_update()
        before = known.get(pk=row.pk) if row.pk else None
        row.save()
        if changed := _changes(before, row):
            about = row.customer.public_id if isinstance(row, Membership) else row.public_id
            evidence.record(about, evidence.EvidenceRecord.Kind.ACT, what, act, clause, changed=changed)


def _changes(before: models.Model | None, row: models.Model) -> dict[str, list]:
    """Each changed field with its value before and after; of secret fields only that they changed."""
    names = [f.attname for f in row._meta.concrete_fields if f.attname not in ("id", "changed_at")]
    pairs = {name: [getattr(before, name, None), getattr(row, name)] for name in names}
    secret = getattr(row, "secret_fields", ())
    return {k: ["…", "…"] if k in secret else pair for k, pair in pairs.items() if pair[0] != pair[1]}
