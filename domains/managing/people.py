"""Pages about people: the contacts of a name, its operators, the yearly look, the proof of an address."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts import operators
from accounts.access import CustomerRequired
from accounts.models import Membership
from accounts.roles import Capability
from accounts.terms import ACCOUNTS
from core import clock
from core.acts import Act, act_of
from core.transitions import NotAllowed
from core.views import OwnedDetailView, VerbView
from domains.models import HELD, ContactReview, Domain

from . import contacts, emails, lifecycle
from .acts import why_not
from .contact_forms import ContactsForm, OperatorForm
from .links import verification_of
from .views import SENT, NameMixin


class ContactsView(NameMixin, VerbView):
    """Who is named at the registry, and whether it knows (DN-7.3.1, DN-8.2)."""

    capability = Capability.MANAGE_CONTACTS
    form_class, template_name = ContactsForm, "domains/managing/contacts.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"domain": self.object, "today": self.act().today}

    def perform(self, form) -> None:
        effective = form.cleaned_data["effective_on"]
        done = contacts.set_contacts(self.object, form.chosen, effective, self.act())
        if any(change.told_late for change in done):
            late = _("Sent. The contract asks for changes within %(days)s days: this one is noted as late.")
            messages.warning(self.request, late % {"days": ACCOUNTS.contact_update.days})
        else:
            messages.success(self.request, SENT)

    def get_success_url(self) -> str:
        return reverse("domains:contacts", args=[self.object.public_id])

    def get_context_data(self, **kwargs):
        facts = {
            "roles": contacts.roles(self.object),
            "holder_change": contacts.holder_change_url(self.object),
        }
        return super().get_context_data(
            domain=self.object, locked_out=why_not(self.object), **facts, **kwargs
        )


class OperatorsView(NameMixin, VerbView):
    """Who may use the name without being its holder (DN-13.1)."""

    capability = Capability.MANAGE_PEOPLE
    form_class, template_name = OperatorForm, "domains/managing/operators.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"today": self.act().today}

    def perform(self, form) -> None:
        given, act = form.cleaned_data, self.act()
        licence = operators.license_to(
            self.object.customer, given["email"], self.object.public_id, given["ends_on"], act
        )
        emails.licensed(self.object, licence, act)
        messages.success(self.request, _("%(person)s may operate the name.") % {"person": licence.user})

    def get_success_url(self) -> str:
        return reverse("domains:operators", args=[self.object.public_id])

    def get_context_data(self, **kwargs):
        today = self.act().today
        licences = operators.licences_of(self.object.customer, self.object.public_id, today)
        return super().get_context_data(domain=self.object, licences=licences, **kwargs)


class OperatorEndView(NameMixin, OwnedDetailView):
    """The holder takes a licence back."""

    capability = Capability.MANAGE_PEOPLE
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        domain, chosen = self.get_object(), request.POST.get("licence", "")
        licence = Membership.objects.of(domain.customer).filter(public_id=chosen).first()
        if licence and licence.is_licence and domain.public_id in licence.licensed:
            operators.end_license(licence, domain.public_id, act_of(request))
            messages.success(
                request, _("%(person)s may no longer operate the name.") % {"person": licence.user}
            )
        return redirect("domains:operators", public_id=domain.public_id)


class ContactReviewView(CustomerRequired, TemplateView):
    """The contacts of all names on one page, to be confirmed once a year (DN-7.3.1)."""

    capability = Capability.MANAGE_CONTACTS
    template_name = "domains/managing/review.html"

    def get_context_data(self, **kwargs):
        mine = Domain.objects.of(self.request.customer).filter(state__in=HELD)
        review = ContactReview.objects.of(self.request.customer).first()
        return super().get_context_data(names=mine.select_related("extension"), review=review, **kwargs)

    def post(self, request):
        act = act_of(request)
        lifecycle.begin_review(request.customer, act)
        lifecycle.confirm_review(ContactReview.objects.of(request.customer).get(), act)
        messages.success(request, _("Thank you: your contacts are confirmed."))
        return redirect("domains:contact_review")


def verify_address(request, token: str):
    """The page behind the link in the mail: opened by its reader, confirmed by a button (robots follow links)."""
    verification = verification_of(token)
    open_still = verification is not None and verification.state in ("asked", "overdue")
    if verification and open_still and request.method == "POST":
        act = Act(clock.now(), "reader", ip=request.META.get("REMOTE_ADDR", ""))
        try:
            lifecycle.end_verification(verification, lifecycle.confirm_address, act)
        except NotAllowed:
            verification.refresh_from_db()
        open_still = False
    status = 200 if verification else 404
    shown = {"verification": verification, "open_still": open_still}
    return render(request, "domains/managing/verify.html", shown, status=status)
