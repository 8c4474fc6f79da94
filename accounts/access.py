"""Access: who may open a customer page. Strangers sign in, people without an account open one first."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from .models import Membership
from .roles import Capability


def way_round(request: HttpRequest, capability: str) -> HttpResponse | None:
    """The answer to a person who may not come in; None lets him in."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not request.customer and not request.licence:
        messages.info(request, _("First tell us who the customer is: your account takes a minute."))
        return redirect(f"{reverse('accounts:profile')}?{urlencode({'next': request.get_full_path()})}")
    if not request.membership.may(capability):
        return render(request, "403.html", {"reason": refusal(request.membership, capability)}, status=403)
    return None


def refusal(membership: Membership, capability: str) -> str:
    """Why a role bars an act, and the way out."""
    if membership.customer.closed_at:
        words = _("The account of %(customer)s is terminated: it can be read, and you can write to support.")
        return words % {"customer": membership.customer}
    words = _(
        "Your role in the account of %(customer)s is “%(role)s”: it does not let you %(act)s. Ask an owner."
    )
    role, act = membership.get_role_display(), Capability(capability).label
    return words % {"customer": membership.customer, "role": role, "act": act}


def customer_required(capability: str = Capability.VIEW) -> Callable:
    """Decorate a view function: signed in, with an account, and allowed the capability in it."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request, *args, **kwargs):
            return way_round(request, capability) or view(request, *args, **kwargs)

        guarded.capability = capability
        return guarded

    return decorate


class CustomerRequired:
    """The same for a class-based view: first among its bases, with its `capability`."""

    capability: str = Capability.VIEW

    def dispatch(self, request, *args, **kwargs):
        return way_round(request, self.capability) or super().dispatch(request, *args, **kwargs)
