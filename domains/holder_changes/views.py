"""Pages of a change of holder: asking it, following it, and the page on which each holder says yes or no."""

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access import CustomerRequired
from accounts.roles import Capability
from billing.models import Proforma
from core.acts import act_of
from core.transitions import NotAllowed
from core.views import OwnedDetailView, VerbView
from domains.files import papers
from domains.forms import accepted_ids
from domains.models import Domain, HolderChange, Paper
from domains.models.holder_changes import shortens
from notifications.history import history

from . import asking, emails, lifecycle, rules
from .forms import AskForm, DocumentsForm, WordForm


class AskView(CustomerRequired, VerbView):
    """Ask for a new holder: what it costs, what it does to the term, and what is accepted (DN-14.1)."""

    model = Domain
    form_class = AskForm
    template_name = "domains/holder_changes/ask.html"
    capability = Capability.HOLD

    def get_queryset(self):
        return super().get_queryset().select_related("extension", "customer")

    def until(self):
        """The new expiry, where the extension starts a new term."""
        return rules.new_term(self.object.extension, self.act().today)

    def get_form_kwargs(self):
        today, domain = self.act().today, self.object
        facts = {"versions": asking.consents(domain, today), "shortens": shortens(domain, self.until())}
        return super().get_form_kwargs() | {"customer": self.request.customer, **facts}

    def get_context_data(self, **kwargs):
        domain = self.object
        return super().get_context_data(
            domain=domain, refusal=rules.standing_in_the_way(domain), under_way=lifecycle.open_change(domain),
            fee=asking.fee_of(domain, self.act().today), **kwargs, until=self.until(),
            shortens=shortens(domain, self.until()),
        )  # fmt: skip

    def perform(self, form):
        data, agent = form.cleaned_data, self.request.headers.get("User-Agent", "")
        self.change = asking.ask(
            self.object, self.request.user, data["holder"], data["admin"], self.act().because(data["reason"]),
            accepted=accepted_ids(form), accepts_loss=data.get("accepts_loss", False), user_agent=agent,
        )  # fmt: skip

    def get_success_url(self):
        return self.change.get_absolute_url()


class ChangeView(CustomerRequired, OwnedDetailView):
    """How far a change is, what is missing, and until when."""

    model = HolderChange
    template_name = "domains/holder_changes/detail.html"
    context_object_name = "change"

    def get_queryset(self):
        return super().get_queryset().select_related("domain__extension", "customer", "new_contact")

    def get_context_data(self, **kwargs):
        change, today = self.object, act_of(self.request).today
        return super().get_context_data(
            missing=rules.documents_missing(change, today),
            papers=Paper.objects.of(change.customer).filter(about=change.public_id).defer("token"),
            proforma=Proforma.objects.of(change.customer).filter(public_id=change.proforma).first(),
            history=history(change.public_id, dict(HolderChange.State.choices)),
            may_hold=self.request.membership.may(Capability.HOLD), form=DocumentsForm(), **kwargs,
        )  # fmt: skip


class DocumentsView(CustomerRequired, VerbView):
    """Both signed forms (DN-14.1(3))."""

    model = HolderChange
    form_class = DocumentsForm
    template_name = "domains/holder_changes/documents.html"
    capability = Capability.HOLD

    def get_queryset(self):
        mine = super().get_queryset().select_related("domain__extension", "customer", "new_contact")
        return mine.filter(state__in=["requested", "documents_pending"])

    def perform(self, form):
        change, act = self.object, self.act()
        for kind, upload in form.cleaned_data.items():
            if upload:
                papers.keep(change.customer, kind, upload, act, about=change.public_id)
        lifecycle.documents_given(change, act)
        messages.success(self.request, _("Thank you. Our staff look at the documents."))


class WithdrawView(CustomerRequired, OwnedDetailView):
    """Give the change up, before anything was sent."""

    model = HolderChange
    capability = Capability.HOLD
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        change = self.get_object()
        try:
            lifecycle.withdraw(change, act_of(request))
            messages.success(request, _("The change of holder is withdrawn."))
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        return redirect(change)


@never_cache
def word_page(request, token: str):
    """A holder's page, opened by the link in his own mail. Opening it does nothing; only the form does."""
    change, side = _named(token)
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verb = lifecycle.confirm if form.cleaned_data["word"] == "yes" else lifecycle.decline
        try:
            verb(change, act_of(request), side=side)
        except NotAllowed as refusal:
            messages.error(request, refusal.message)
        return redirect("domains:holder_confirm", token)
    said = change.old_confirmed_at if side == "old" else change.new_confirmed_at
    page = {"change": change, "side": side, "said": said, "form": form, "asked": change.state == "requested"}
    return render(request, "domains/holder_changes/word.html", page)


def _named(token: str) -> tuple[HolderChange, str]:
    try:
        public_id, side = emails.read(token)
    except (BadSignature, ValueError):
        raise Http404 from None
    changes = HolderChange.objects.select_related("domain__extension", "customer", "new_contact")
    return get_object_or_404(changes, public_id=public_id), side
