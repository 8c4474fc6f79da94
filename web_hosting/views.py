"""Pages of hosting: the customer's spaces, one space with its life, its use and what can be asked for."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core import clock
from core.views import OwnedDetailView, OwnedListView
from notifications.history import history

from . import panels, timeline
from .listing import ListFilter
from .models import HostingAccount


class AccountListView(CustomerRequired, OwnedListView):
    """The customer's spaces, those of one state where he asks for them."""

    model = HostingAccount
    template_name = "web_hosting/list.html"
    capability = Capability.VIEW

    def get_queryset(self):
        self.filter = ListFilter(self.request.GET)
        return self.filter.narrow(super().get_queryset())

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, **kwargs)


class AccountDetailView(CustomerRequired, OwnedDetailView):
    """A space: its life, what comes next, what it uses, what can be done, what has been done."""

    model = HostingAccount
    template_name = "web_hosting/detail.html"
    context_object_name = "account"
    capability = Capability.VIEW

    def get_queryset(self):
        return super().get_queryset().select_related("plan", "customer")

    def get_context_data(self, **kwargs):
        now, account = clock.now(), self.object
        return super().get_context_data(
            line=timeline.life_line(account, clock.local_date(now)),
            entries=timeline.entries(account, now),
            history=history(account.public_id, dict(HostingAccount.State.choices)),
            **panels.of(account, self.request, now),
            **kwargs,
        )


def sandbox_door(request):
    """Demo: here the panel of the space would open."""
    if not settings.DEMO:
        raise Http404
    return render(request, "web_hosting/sandbox_door.html")
