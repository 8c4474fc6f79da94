"""Pages of personal data: what we keep and why, for everybody; one's requests, copies and consent, for oneself."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView, View

from accounts.access import CustomerRequired
from accounts.forms import ConfirmForm
from accounts.roles import Capability
from core.acts import act_of
from core.transitions import NotAllowed
from core.views import OwnedDetailView, OwnedListView, VerbView

from . import consents, lifecycle, retention, stranger
from .forms import AddressForm, AskForm, ConsentForm, CopyForm, ReplyForm, StrangerForm
from .models import PrivacyRequest
from .terms import PRIVACY


class PersonalDataView(TemplateView):
    """What we keep, why, for how long, and what everybody may ask (law 09-08)."""

    template_name = "accounts/privacy/page.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(rules=retention.rules(), terms=PRIVACY, **kwargs)


class AddressView(FormView):
    """Somebody without an account says where we may write to him; the answer is the same for every address."""

    template_name, form_class = "accounts/privacy/address.html", AddressForm
    success_url = reverse_lazy("accounts:privacy_link_sent")

    def form_valid(self, form):
        try:
            if not form.cleaned_data["website"]:
                stranger.send_link(form.cleaned_data["email"], get_language(), act_of(self.request))
        except NotAllowed as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        return super().form_valid(form)


class SentView(TemplateView):
    """The link is on its way, whoever it is."""

    template_name = "accounts/privacy/link_sent.html"


@method_decorator(never_cache, name="dispatch")
class StrangerView(FormView):
    """What is asked, by who holds the address (art. 7 to 9); an old link leads back to the first page."""

    template_name, form_class = "accounts/privacy/stranger.html", StrangerForm
    success_url = reverse_lazy("accounts:privacy_thanks")

    def dispatch(self, request, *args, **kwargs):
        self.address = stranger.address_of(kwargs["token"])
        if self.address is None:
            messages.error(request, _("This link is too old or incomplete. Ask for another one here."))
            return redirect("accounts:privacy_address")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(address=self.address, terms=PRIVACY, **kwargs)

    def form_valid(self, form):
        said, act = form.cleaned_data, act_of(self.request)
        what = (said["name"], said["kind"], said["words"], get_language())
        try:
            stranger.ask(self.address, *what, act, said["proof"])
        except NotAllowed as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        return super().form_valid(form)


class ThanksView(TemplateView):
    """The request is here, and when it is answered."""

    template_name, extra_context = "accounts/privacy/thanks.html", {"terms": PRIVACY}


class _Mine(CustomerRequired):
    """One's own requests only: a colleague's are his."""

    model = PrivacyRequest

    def get_queryset(self):
        return super().get_queryset().filter(person=self.request.user)


class RequestsView(_Mine, OwnedListView):
    """One's requests, and what may be asked."""

    template_name = "accounts/privacy/requests.html"


class RequestView(_Mine, VerbView):
    """One request: its clock, our question, our answer, the copy."""

    template_name, form_class = "accounts/privacy/request.html", ReplyForm

    def perform(self, form) -> None:
        lifecycle.inform(self.object, self.act(), words=form.cleaned_data["words"])
        messages.success(self.request, _("Thank you: your answer is with our staff."))


class WithdrawView(_Mine, VerbView):
    """The person asks no more, after a second yes."""

    template_name, form_class = "accounts/privacy/withdraw.html", ConfirmForm

    def perform(self, form) -> None:
        lifecycle.withdraw(self.object, self.act())


class _AskingView(CustomerRequired, FormView):
    """A form that begins a request."""

    def form_valid(self, form):
        try:
            made = self.ask(form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        return redirect(made)


@method_decorator(reauthentication_required, name="dispatch")
class CopyView(_AskingView):
    """A copy of everything, for who has just signed in anew (art. 7)."""

    template_name, form_class = "accounts/privacy/copy.html", CopyForm

    def get_form_kwargs(self):
        owner = self.request.membership.may(Capability.MANAGE_PEOPLE)
        return super().get_form_kwargs() | {"owner": owner}

    def ask(self, data) -> PrivacyRequest:
        customer, whole = self.request.customer, data["scope"] == CopyForm.ACCOUNT
        return lifecycle.ask_for_copy(customer, self.request.user, whole, act_of(self.request))


class AskView(_AskingView):
    """A correction, an erasure, an opposition (art. 8 and 9)."""

    template_name, form_class = "accounts/privacy/ask.html", AskForm

    def ask(self, data) -> PrivacyRequest:
        said = {"marketing": data["marketing"], "proof": data["proof"]}
        who, act = (self.request.customer, self.request.user), act_of(self.request)
        return lifecycle.ask(*who, data["kind"], data["words"], act, **said)


@method_decorator(never_cache, name="dispatch")
@method_decorator(reauthentication_required, name="get")
class DownloadView(_Mine, OwnedDetailView):
    """The copy, for who has just signed in anew; the taking is logged."""

    def get(self, request, *args, **kwargs):
        wanted = self.get_object()
        content = lifecycle.read_copy(wanted, act_of(request))
        if content is None:
            raise Http404
        name = f"{wanted.public_id}.zip"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(content, content_type="application/zip", headers=headers)


class ConsentView(LoginRequiredMixin, FormView):
    """Marketing: yes or no, apart from the contract's mails (art. 10)."""

    template_name, form_class = "accounts/privacy/consent.html", ConsentForm
    success_url = reverse_lazy("accounts:marketing")

    def get_initial(self):
        return {"agreed": consents.agrees(self.request.user)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(standing=consents.standing(self.request.user), **kwargs)

    def form_valid(self, form):
        act, person = act_of(self.request), self.request.user
        if form.cleaned_data["agreed"]:
            consents.give(person, act)
        else:
            consents.withdraw(person, "page", act)
        messages.success(self.request, _("Saved."))
        return super().form_valid(form)


@method_decorator(csrf_exempt, name="dispatch")  # RFC 8058: the mail program posts, it has no cookie
class UnsubscribeView(View):
    """The way out of marketing mails: one click, no sign-in, at once, free (art. 10)."""

    def get(self, request, token):
        return self.page(request, token, done=False)

    def post(self, request, token):
        person = consents.person_of(token)
        if person:
            consents.withdraw(person, "link", act_of(request))
        return self.page(request, token, done=True)

    def page(self, request, token, done):
        if consents.person_of(token) is None:
            raise Http404
        return render(request, "accounts/privacy/unsubscribe.html", {"done": done, "back": reverse("home")})
