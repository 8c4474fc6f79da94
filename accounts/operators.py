"""Operators: a holder lets a person use a name until a day, and stays holder, only contact and answerable (DN-13.1)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import evidence
from core.acts import Act
from core.transitions import NotAllowed

from .models import Customer, Membership, User
from .roles import Role


def license_to(customer: Customer, email: str, about: str, ends_on: date, act: Act) -> Membership:
    """Let the person with this address operate one thing of the account until a day."""
    with transaction.atomic():
        user = User.objects.of_address(email)
        mine = Membership.objects.select_for_update().filter(customer=customer, user=user).first()
        licence = mine or Membership(customer=customer, user=user, role=Role.OPERATOR)
        _refuse_colleague(licence, act)
        kept = licence.licensed if licence.counts_on(act.today) else []
        licence.role, licence.ends_on = Role.OPERATOR, ends_on
        licence.licensed = sorted({*kept, about})
        licence.save()
        _prove(licence, "licensed", about, act, until=ends_on)
    return licence


def end_license(licence: Membership, about: str, act: Act) -> None:
    """The holder takes the licence back; a person without any has no place in the account any more."""
    with transaction.atomic():
        licence = Membership.objects.select_for_update().get(pk=licence.pk)
        licence.licensed = [one for one in licence.licensed if one != about]
        if not licence.licensed:
            licence.ends_on = act.today
        licence.save()
        _prove(licence, "license_ended", about, act)


def licences_of(customer: Customer, about: str, today: date) -> list[Membership]:
    """Who may operate a thing today."""
    mine = Membership.objects.of(customer).in_force(today).filter(role=Role.OPERATOR).select_related("user")
    return [licence for licence in mine if about in licence.licensed]


def _refuse_colleague(licence: Membership, act: Act) -> None:
    """Who works in the account already sees every name: a licence would take rights away."""
    if licence.pk and not licence.is_licence and licence.counts_on(act.today):
        message = _("%(person)s works in this account already (%(role)s) and needs no licence for one name.")
        words = {"person": licence.user, "role": licence.get_role_display()}
        raise NotAllowed(message % words, "DN-13.1")


def _prove(licence: Membership, what: str, about: str, act: Act, **facts) -> None:
    kind = evidence.EvidenceRecord.Kind.ACT
    person = licence.user.public_id
    for thing in (about, licence.customer.public_id):
        evidence.record(thing, kind, what, act, "DN-13.1", operator=person, name=about, **facts)
