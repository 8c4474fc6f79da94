"""Whom an account can be written to when a notice does not arrive, and which of its addresses fail (clauses §9)."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.dashboard import Todo, Waiting
from notifications.bounces.reach import Contact as Reached
from notifications.models import FailingAddress

from .models import Contact, Customer, Membership
from .roles import Role


def of_account(customer_id: int, now: datetime) -> list[Reached]:
    """The address for notices, the owners, the other people, the contacts; who operates one name is not the account."""
    first: dict[str, Reached] = {}
    for one in _everywhere(Customer.objects.get(pk=customer_id), now):
        first.setdefault(one.address.lower(), one)
    return list(first.values())


def _everywhere(customer: Customer, now: datetime) -> list[Reached]:
    people = Membership.objects.of(customer).in_force(clock.local_date(now)).filter(user__is_active=True)
    people = people.exclude(role=Role.OPERATOR).select_related("user")
    found = [
        Reached(
            customer.billing_email, _("e-mail for invoices and notices"), reverse("accounts:profile_edit")
        )
    ]
    for person in sorted(people, key=lambda one: (one.role != Role.OWNER, one.pk)):
        found.append(Reached(person.user.email, _person(person), reverse("accounts:people")))
    for contact in Contact.objects.of(customer).usable().order_by("pk"):
        found.append(Reached(contact.email, _contact(contact), contact.get_absolute_url()))
    return found


def failing(customer: Customer, now: datetime) -> QuerySet[FailingAddress]:
    """The addresses in use at which our mails do not arrive: one that was corrected is not in use any more."""
    people = Membership.objects.in_force(clock.local_date(now)).exclude(role=Role.OPERATOR)
    mine = people.filter(customer=OuterRef("customer"), user__email=OuterRef("address"))
    named = Contact.objects.usable().filter(customer=OuterRef("customer"), email__iexact=OuterRef("address"))
    used = Q(customer__billing_email__iexact=F("address")) | Exists(mine) | Exists(named)
    return FailingAddress.objects.of(customer).filter(used, over_at=None)


def places(customer: Customer, now: datetime) -> list[tuple[FailingAddress, list[Reached]]]:
    """Each failing address in use, with the pages on which it can be corrected."""
    known = _everywhere(customer, now)
    rows = failing(customer, now)
    return [(row, [one for one in known if one.address.lower() == row.address]) for row in rows]


def _todo(row: FailingAddress, now: datetime) -> Todo:
    words = _("Our mails to %(address)s do not arrive") % {"address": row.address}
    return Todo(words, reverse("accounts:addresses"), _("Correct the address"), tone="late", icon="mail-x",
                detail=row.why, clause="HD-7.1", rank=5)  # fmt: skip


def _person(person: Membership) -> str:
    return f"{person.user} – {person.get_role_display()}"


def _contact(contact: Contact) -> str:
    return _("contact %(name)s") % {"name": contact}


WAITING = Waiting(failing, ("address", "status"), _todo)
