"""The tracker: what is to be put where for each name, how far the authority is, who the organisation is (SSL-10.4a)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core import clock
from core.acts import act_of
from core.transitions import NotAllowed
from core.views import OwnedDetailView, VerbView
from ssl_certs.lifecycle import choosing, papers, proving
from ssl_certs.models import NameValidation, SslOrder

from . import throttle, tracker
from .forms import MethodForm, PaperForm

CHECKED = "certificate__order__product"


class TrackerView(CustomerRequired, OwnedDetailView):
    """The validation of an order, name by name."""

    model = SslOrder
    template_name = "ssl_certs/validation/tracker.html"
    context_object_name = "order"
    capability = Capability.VIEW

    def get_queryset(self):
        return super().get_queryset().select_related("product", "customer")

    def get_context_data(self, **kwargs):
        may = self.request.membership.may(Capability.MANAGE_TECHNICAL)
        return super().get_context_data(tracker=tracker.of(self.object, clock.now()), may=may, **kwargs)


class _PostView(CustomerRequired, OwnedDetailView):
    """An act of one click; a refusal is shown in words, on the tracker."""

    capability = Capability.MANAGE_TECHNICAL
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs) -> HttpResponse:
        thing = self.get_object()
        try:
            messages.success(request, self.perform(thing))
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        return redirect(self.tracker_of(thing))

    def perform(self, thing) -> str:
        """Do it, and say what comes next. Raises NotAllowed."""
        raise NotImplementedError

    def tracker_of(self, thing) -> str:
        return thing.get_absolute_url()


class CheckAllView(_PostView):
    """Everything is in place: we look, then the authority (SSL-A2-1.1)."""

    model = SslOrder

    def perform(self, thing):
        throttle.count_check(thing)
        certificate = thing.certificates.filter(state="validating").first()
        if certificate is None:
            raise NotAllowed(_("%(order)s: nothing is being validated now.") % {"order": thing})
        rows = proving.submit_names(certificate, act_of(self.request))
        words = ngettext("%(n)s name is being checked.", "%(n)s names are being checked.", len(rows))
        return words % {"n": len(rows)}

    def tracker_of(self, thing):
        return reverse("ssl_certs:tracker", args=[thing.public_id])


class CheckView(_PostView):
    """The proof of one name is in place; `anyway` sends the authority whatever we have found."""

    model = NameValidation

    def get_queryset(self):
        return super().get_queryset().select_related(CHECKED)

    def perform(self, thing):
        throttle.count_check(thing.certificate.order)
        anyway = bool(self.request.POST.get("anyway"))
        proving.submit_names(thing.certificate, act_of(self.request), [thing.name], anyway)
        return _("%(name)s is being checked.") % {"name": thing}


class ResendView(_PostView):
    """The authority's mail has not come: it is asked to write again (SSL-10.4a)."""

    model = NameValidation

    def get_queryset(self):
        return super().get_queryset().select_related(CHECKED)

    def perform(self, thing):
        choosing.resend(thing, act_of(self.request))
        return _("The authority is asked to write to %(address)s again.") % {"address": thing.address}


class MethodView(CustomerRequired, VerbView):
    """Another way to prove control of a name that is not proven yet."""

    model = NameValidation
    form_class = MethodForm
    template_name = "ssl_certs/validation/method.html"
    capability = Capability.MANAGE_TECHNICAL

    def get_queryset(self):
        return super().get_queryset().select_related(CHECKED, "customer")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"validation": self.object, "today": self.act().today}

    def perform(self, form):
        choosing.change_method(self.object, self.act(), **form.cleaned_data)
        messages.success(self.request, _("The authority is asked what it wants instead."))


class OrganisationView(CustomerRequired, VerbView):
    """The identity check of OV and EV: its steps, the papers that were sent, and how to send more (SSL-A2-2.1)."""

    model = SslOrder
    form_class = PaperForm
    template_name = "ssl_certs/validation/organisation.html"
    capability = Capability.ORDER

    def get_queryset(self):
        return super().get_queryset().select_related("product", "customer")

    def get_context_data(self, **kwargs):
        order = self.object
        shown = order.papers.defer("token")
        return super().get_context_data(order=order, steps=order.vetting.all(), papers=shown, **kwargs)

    def perform(self, form):
        papers.keep(self.object, form.cleaned_data["kind"], form.cleaned_data["paper"], self.act())
        messages.success(self.request, _("Thank you. Our staff check the paper."))

    def get_success_url(self):
        return reverse("ssl_certs:organisation", args=[self.object.public_id])
