"""A colleague gets a place in the account: the holder names his address and his role, and answers for him (SSL-P2).

The place is there at once; who owns the address signs in with it, or chooses a password by a link that goes to it.
"""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import throttle
from core.acts import Act
from core.transitions import NotAllowed
from notifications import outbox

from . import lifecycle
from .models import Customer, Membership, User
from .roles import Role
from .terms import ACCOUNTS

CLAUSE = "SSL-P2"


def invite(customer: Customer, email: str, role: str, act: Act) -> Membership:
    """Give the person with this address a place. Raises NotAllowed for who is there already and for too many a day."""
    if throttle.count(f"invitations:{customer.public_id}", ACCOUNTS.day) > ACCOUNTS.invitations:
        raise NotAllowed(_("That was many invitations in one day. Go on tomorrow, or write to us."), CLAUSE)
    with transaction.atomic():
        Customer.objects.select_for_update().get(pk=customer.pk)
        user = User.objects.of_address(email, language=customer.language)
        place = Membership.objects.filter(customer=customer, user=user).first()
        place = place or Membership(customer=customer, user=user)
        _refuse_who_works_here(place, act)
        place.role, place.ends_on, place.licensed = role, None, []
        lifecycle.save_membership(place, act)
        _tell(place, act)
    return place


def _refuse_who_works_here(place: Membership, act: Act) -> None:
    """An operator of one name may become a colleague; who has a role already gets another one on his own page."""
    if place.pk and place.counts_on(act.today) and place.role != Role.OPERATOR:
        words = _(
            "%(person)s works in this account already (%(role)s): change the role on that person’s page."
        )
        raise NotAllowed(words % {"person": place.user, "role": place.get_role_display()}, CLAUSE)


def _tell(place: Membership, act: Act) -> None:
    with translation.override(place.user.language):
        role = place.get_role_display()
    context = {
        "account": place.customer.name,
        "role": role,
        "link": outbox.link("accounts:profile"),
        "sign_in": outbox.link("account_reset_password"),
    }
    outbox.queue(
        "accounts.invited", to=place.user.email, language=place.user.language, context=context,
        about=place.customer.public_id, key=f"{place.public_id}:invited:{act.now:%Y%m%d%H%M%S}", now=act.now,
        clause=CLAUSE, act=act,
    )  # fmt: skip
