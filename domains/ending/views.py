"""Pages about the end of a name: cancelling it, saying what protects it, registering it anew."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from accounts.access import CustomerRequired
from accounts.roles import Capability
from billing.views.documents import stored
from core import clock
from core.acts import act_of
from core.transitions import NotAllowed
from core.views import OwnedDetailView, VerbView
from domains import prices
from domains.models import Cancellation, Domain, Hold
from domains.phases import last_day

from . import cancellations, claims
from .forms import CancelForm, ClaimForm


class _AboutName(CustomerRequired, VerbView):
    """A form about one of the customer's names, by somebody who has the holder's rights (DN-13.1)."""

    model = Domain
    capability = Capability.HOLD

    def get_queryset(self):
        return super().get_queryset().select_related("extension", "customer")

    def get_context_data(self, **kwargs):
        return super().get_context_data(domain=self.object, **kwargs)


@method_decorator(reauthentication_required, name="as_holder")
class CancelView(_AboutName):
    """Ask for the cancellation of a name (DN-A2-4.1.1, DN-6.2.5): signed in anew, ticked, and typed."""

    template_name, form_class = "domains/ending/cancel.html", CancelForm

    def get(self, request, *args, **kwargs):
        return self.as_holder(request, super().get, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return self.as_holder(request, super().post, *args, **kwargs)

    def as_holder(self, request, answer, *args, **kwargs):
        """The page, for who has just shown that it is he."""
        return answer(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"domain": self.object}

    def get_context_data(self, **kwargs):
        tags = prices.of(self.object, clock.local_date(clock.now()))
        return super().get_context_data(tags=tags, terms=self.object.terms, **kwargs)

    def perform(self, form):
        said = form.cleaned_data
        cancellations.ask(self.object, self.act(), said["reason"], said["detail"])
        messages.success(self.request, _("Your request is recorded; we have written to you."))


class WithdrawView(CustomerRequired, OwnedDetailView):
    """Take a cancellation back as long as staff have not accepted it."""

    model = Cancellation
    capability = Capability.HOLD
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        asked = self.get_object()
        try:
            cancellations.withdraw(asked, act_of(request))
            messages.success(request, _("Your request is withdrawn: the name stays."))
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        return redirect(asked.domain)


class ClaimView(_AboutName):
    """Say what protects the name, with proof: it does so at once (DN-A1-2)."""

    template_name, form_class = "domains/ending/claim.html", ClaimForm

    def perform(self, form):
        said = form.cleaned_data
        claims.claim_circumstance(self.object, self.act(), said["kind"], said["detail"], said["proof"])
        messages.success(self.request, _("The name is protected while we check what you have told us."))


class ProofView(CustomerRequired, OwnedDetailView):
    """The proof that the customer has sent."""

    model = Hold

    def get(self, request, *args, **kwargs):
        hold = self.get_object()
        if hold.proof is None:
            raise Http404
        return stored(hold.proof, hold.public_id)


class RegisterAnewView(CustomerRequired, OwnedDetailView):
    """A cancelled .ma name as a new one: what is lost, what it costs, what is asked again (DN-A2-4.1.3, C-36)."""

    model = Domain
    capability = Capability.ORDER
    template_name = "domains/ending/anew.html"
    context_object_name = "domain"

    def get_queryset(self):
        cancelled = super().get_queryset().filter(state=Domain.State.CANCEL_GRACE)
        return cancelled.exclude(ended_by=Domain.EndedBy.DECISION).select_related("extension", "customer")

    def get_context_data(self, **kwargs):
        tags = prices.of(self.object, clock.local_date(clock.now()))
        return super().get_context_data(tags=tags, last=last_day(self.object), **kwargs)
