"""Current customer: the account in which the signed-in person works, found when first asked."""

from django.utils.functional import SimpleLazyObject

from core.acts import act_of

from .models import Membership

SESSION_KEY = "customer"  # the public id of the account chosen by a person who has several


class CurrentCustomerMiddleware:
    """Sets `request.memberships`, `.membership` and `.customer`: one query at most, when first used."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.memberships = SimpleLazyObject(lambda: memberships_of(request))
        request.membership = SimpleLazyObject(lambda: current(request))
        request.customer = SimpleLazyObject(lambda: request.membership and request.membership.customer)
        return self.get_response(request)


def memberships_of(request) -> list[Membership]:
    """The person's memberships in force today, oldest first."""
    if not request.user.is_authenticated:
        return []
    in_force = Membership.objects.in_force(act_of(request).today).filter(user=request.user)
    return list(in_force.select_related("customer").order_by("pk"))


def current(request) -> Membership | None:
    """The membership of the account chosen in this session, else the oldest."""
    chosen = request.session.get(SESSION_KEY)
    mine = list(request.memberships)
    return next((m for m in mine if m.customer.public_id == chosen), mine[0] if mine else None)
