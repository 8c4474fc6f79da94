"""Current customer: the account in which the signed-in person works, found when first asked."""

from django.utils.functional import SimpleLazyObject

from core.acts import act_of

from .models import Membership

SESSION_KEY = "customer"  # the public id of the account chosen by a person who has several


class CurrentCustomerMiddleware:
    """Sets `request.memberships`, `.membership`, `.customer` and `.licence`: one query at most, when first used.

    An operator has a `licence` and no `customer`: nothing of the account is his but what the licence names.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.memberships = SimpleLazyObject(lambda: memberships_of(request))
        request.membership = SimpleLazyObject(lambda: current(request))
        request.customer = SimpleLazyObject(lambda: account_of(request.membership))
        request.licence = SimpleLazyObject(lambda: licence_of(request.membership))
        return self.get_response(request)


def memberships_of(request) -> list[Membership]:
    """The person's memberships in force today, oldest first."""
    if not request.user.is_authenticated:
        return []
    in_force = Membership.objects.in_force(act_of(request).today).filter(user=request.user)
    return list(in_force.select_related("customer").order_by("pk"))


def current(request) -> Membership | None:
    """The membership of the account chosen in this session, else the oldest, accounts before licences."""
    chosen = request.session.get(SESSION_KEY)
    mine = sorted(request.memberships, key=lambda m: m.is_licence)
    return next((m for m in mine if m.customer.public_id == chosen), mine[0] if mine else None)


def account_of(membership: Membership | None):
    """The account that a person works in as one of its own."""
    return membership.customer if membership and not membership.is_licence else None


def licence_of(membership: Membership | None) -> Membership | None:
    """An operator's membership (DN-13.1)."""
    return membership if membership and membership.is_licence else None
