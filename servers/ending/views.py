"""Pages about the term and its end: renewing, not renewing, telling that a cause is corrected, withdrawing."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from accounts.access import CustomerRequired
from accounts.roles import Capability
from billing import ordering
from core import clock
from core.views import VerbView
from servers import prices
from servers.flows import servers
from servers.lifecycle import term
from servers.models import Server

from .forms import CorrectForm, RenewForm


class _AboutServer(CustomerRequired, VerbView):
    """A form about one of the customer's servers, with the verb it performs."""

    model = Server
    verb = ""

    def get_queryset(self):
        return super().get_queryset().select_related(*Server.schedule_related)

    def get_context_data(self, **kwargs):
        return super().get_context_data(server=self.object, **kwargs)

    def perform(self, form):
        servers.verbs[self.verb](self.object, self.act(), **form.cleaned_data)


@method_decorator(reauthentication_required, name="as_owner")
class _SignedInAnew(_AboutServer):
    """A form that ends something: for who has the holder's rights and has just shown that it is he."""

    capability, form_class = Capability.HOLD, forms.Form

    def get(self, request, *args, **kwargs):
        return self.as_owner(request, super().get, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return self.as_owner(request, super().post, *args, **kwargs)

    def as_owner(self, request, answer, *args, **kwargs):
        """The page, for its owner."""
        return answer(request, *args, **kwargs)


class RenewView(_AboutServer):
    """Choose the next term; its proforma is the answer. Nothing renews unless it is paid (HD-6.2)."""

    template_name, form_class, capability = "servers/ending/renew.html", RenewForm, Capability.ORDER

    def get_form_kwargs(self):
        tariff = prices.of(self.object.product, clock.local_date(clock.now()), self.object.customer.currency)
        return super().get_form_kwargs() | {"server": self.object, "tariff": tariff}

    def perform(self, form):
        term.order_renewal(self.object, self.act(), form.cleaned_data["cycle"])

    def get_success_url(self):
        proforma = ordering.open_proposal(self.object.public_id)
        return proforma.get_absolute_url() if proforma else self.object.get_absolute_url()

    def get_context_data(self, **kwargs):
        found = ordering.open_proposal(self.object.public_id) if self.object.is_live else None
        return super().get_context_data(open_proforma=found, **kwargs)


class NoticeView(_SignedInAnew):
    """He will not renew (HD-6.3): it ends on its last day, its data with it."""

    template_name, verb = "servers/ending/notice.html", "note_non_renewal"

    def perform(self, form):
        super().perform(form)
        messages.success(self.request, _("Noted: the server is not renewed; we have written to you."))


class TakeBackView(_AboutServer):
    """He renews after all."""

    template_name, form_class, capability = "servers/ending/take_back.html", forms.Form, Capability.HOLD
    verb = "take_back_notice"


class CorrectView(_AboutServer):
    """The cause of the suspension is corrected: it goes on top of the staff's list (SRV-6.2.1)."""

    template_name, form_class, capability = (
        "servers/ending/correct.html",
        CorrectForm,
        Capability.MANAGE_TECHNICAL,
    )
    verb = "say_corrected"

    def perform(self, form):
        super().perform(form)
        messages.success(self.request, _("Thank you: your notice is on top of our work list."))


class WithdrawView(_SignedInAnew):
    """A consumer withdraws before anything was activated (C-21)."""

    template_name, verb = "servers/ending/withdraw.html", "withdraw"
