"""Pages about the end of an order: cancelling with a refund, revoking without one, giving notice (SSL-6 to SSL-8)."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.access import CustomerRequired
from accounts.roles import Capability
from core import clock
from core.acts import act_of
from core.transitions import NotAllowed
from core.views import OwnedDetailView, VerbView
from ssl_certs.models import Certificate, SslCancellation, SslOrder

from . import cancellations, notices, refunds, revocations
from .forms import CancelForm, ClaimForceMajeureForm, NoticeForm, RevokeForm


@method_decorator(reauthentication_required, name="as_owner")
class _SignedInAnew(CustomerRequired, VerbView):
    """A form that ends something: for who has the holder's rights and has just shown that it is he (SSL-7.1a)."""

    capability = Capability.HOLD

    def get(self, request, *args, **kwargs):
        return self.as_owner(request, super().get, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return self.as_owner(request, super().post, *args, **kwargs)

    def as_owner(self, request, answer, *args, **kwargs):
        """The page, for its owner."""
        return answer(request, *args, **kwargs)


class _AboutOrder(_SignedInAnew):
    """A form about one of the customer's orders."""

    model = SslOrder

    def get_queryset(self):
        return super().get_queryset().select_related("product", "customer")

    def get_context_data(self, **kwargs):
        order, now = self.object, clock.now()
        live = order.certificates.filter(state="issued").first()
        facts = {"order": order, "live": live, "cancellable": order.cancellable(now)}
        return super().get_context_data(**facts, **kwargs)


class CancelView(_AboutOrder):
    """Cancel the order with its refund, inside the twenty days (SSL-6.1, SSL-6.3, C-08)."""

    template_name, form_class = "ssl_certs/ending/cancel.html", CancelForm

    @cached_property
    def preview(self) -> refunds.Preview:
        """What would be paid back."""
        return refunds.preview(self.object)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"order": self.object, "by_original": self.preview.by_original}

    def get_context_data(self, **kwargs):
        why = "" if self.object.cancellable(clock.now()) else cancellations.why_not(self.object, clock.now())
        return super().get_context_data(preview=self.preview, why_not=why, **kwargs)

    def perform(self, form):
        said = form.cleaned_data
        cancellations.ask(self.object, self.act(), said["reason"], said["refund"], said["detail"])
        messages.success(self.request, _("Your request is recorded; we have written to you."))


class RevokeView(_SignedInAnew):
    """Revoke a certificate, without refund; beside it, as long as it is there, the way with a refund (SSL-7, C-08)."""

    model = Certificate
    template_name, form_class = "ssl_certs/ending/revoke.html", RevokeForm

    def get_queryset(self):
        return super().get_queryset().select_related("order__product", "order__customer")

    def get_form_kwargs(self):
        order = self.object.order
        return super().get_form_kwargs() | {"order": order, "cancellable": order.cancellable(clock.now())}

    def get_context_data(self, **kwargs):
        order = self.object.order
        facts = {"certificate": self.object, "order": order, "cancellable": order.cancellable(clock.now())}
        facts["revocable"] = self.object.state in Certificate.LIVE
        return super().get_context_data(**facts, **kwargs)

    def perform(self, form):
        revocations.ask(self.object, self.act(), form.cleaned_data["code"])
        messages.success(
            self.request, _("The revocation is asked for. Take the certificate off every server now.")
        )

    def get_success_url(self):
        return self.object.order.get_absolute_url()


class NoticeView(_AboutOrder):
    """Give two months' notice (SSL-8.1a)."""

    template_name, form_class = "ssl_certs/ending/notice.html", NoticeForm

    def get_context_data(self, **kwargs):
        today = clock.local_date(clock.now())
        why = notices.why_no_notice(self.object, today)
        return super().get_context_data(why_not=why, ends_on=notices.end_of_notice(today), **kwargs)

    def perform(self, form):
        notices.give_notice(self.object, self.act(), by=SslOrder.EndedBy.CUSTOMER)
        messages.success(self.request, _("Your notice is recorded; we have written to you."))


class ForceMajeureView(_AboutOrder):
    """End the order for a force majeure of more than thirty days, without compensation (SSL-8.2)."""

    template_name, form_class = "ssl_certs/ending/force_majeure.html", ClaimForceMajeureForm

    def perform(self, form):
        notices.claim_force_majeure(self.object, self.act(), **form.cleaned_data)
        messages.success(self.request, _("Your request has arrived. We have written to you."))


class _TakenBack(CustomerRequired, OwnedDetailView):
    """A request taken back by one click."""

    capability = Capability.HOLD
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        thing = self.get_object()
        try:
            messages.success(request, self.take_back(thing, act_of(request)))
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        return redirect(thing.get_absolute_url())


class WithdrawView(_TakenBack):
    """Take a cancellation back as long as staff have not accepted it."""

    model = SslCancellation

    def take_back(self, request, act):
        cancellations.withdraw(request, act)
        return _("Your request is withdrawn: the order goes on.")


class WithdrawNoticeView(_TakenBack):
    """Take one's notice back before its end (SSL-8.1b)."""

    model = SslOrder

    def take_back(self, order, act):
        notices.withdraw_notice(order, act, by=SslOrder.EndedBy.CUSTOMER)
        return _("Your notice is withdrawn: the order goes on.")
