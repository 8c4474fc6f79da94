"""The account's pages: who the customer is, his contacts, his people, and oneself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, FormView, TemplateView, UpdateView

from core.acts import act_of
from core.transitions import NotAllowed
from core.views import OwnedListView, OwnedMixin, VerbView
from notifications.lifecycle import works_again
from notifications.models import FailingAddress

from . import inviting, lifecycle, reach
from .access import CustomerRequired
from .countries import country_name
from .forms import ConfirmForm, ContactForm, InvitationForm, PersonForm, ProfileForm, RoleForm
from .history import history_of
from .languages import remember_language
from .middleware import SESSION_KEY
from .models import Contact, Customer, Membership, User
from .roles import Capability
from .terms import ACCOUNTS


class ReturningMixin:
    """After a form, back to the page that asked for it (`next`), if it is one of ours."""

    def next_url(self) -> str:
        target = self.request.POST.get("next") or self.request.GET.get("next", "")
        here = {self.request.get_host()}
        return target if url_has_allowed_host_and_scheme(target, here, self.request.is_secure()) else ""

    def get_success_url(self) -> str:
        return self.next_url() or str(self.success_url)

    def get_context_data(self, **kwargs):
        return super().get_context_data(next=self.next_url(), **kwargs)


@login_required
def profile(request):
    """The account; a person without one opens it here."""
    return (overview if request.customer else open_account)(request)


class OverviewView(TemplateView):
    """The account as it stands, and what was done to it."""

    template_name = "accounts/overview.html"

    def get_context_data(self, **kwargs):
        customer = self.request.customer
        may_edit = self.request.membership.may(Capability.MANAGE_PEOPLE)
        facts = {"country": country_name(customer.country), "history": history_of(customer)}
        return super().get_context_data(
            may_edit=may_edit, accounts=self.request.memberships, **facts, **kwargs
        )


class OpenAccountView(ReturningMixin, CreateView):
    """The form that opens the account."""

    form_class = ProfileForm
    template_name = "accounts/profile.html"
    success_url = reverse_lazy("accounts:profile")

    def get_initial(self):
        user = self.request.user
        return {"name": user.name, "billing_email": user.email, "language": user.language}

    def form_valid(self, form):
        customer = lifecycle.open_account(form.instance, self.request.user, act_of(self.request))
        messages.success(self.request, _("The account of %(customer)s is open.") % {"customer": customer})
        return redirect(self.get_success_url())


overview = OverviewView.as_view()
open_account = OpenAccountView.as_view()


class ProfileEditView(CustomerRequired, ReturningMixin, UpdateView):
    """The customer keeps his data up to date himself (HD-7.1)."""

    capability = Capability.MANAGE_PEOPLE
    form_class = ProfileForm
    template_name = "accounts/profile.html"
    success_url = reverse_lazy("accounts:profile")

    def get_object(self, queryset=None):
        return Customer.objects.get(pk=self.request.customer.pk)

    def form_valid(self, form):
        lifecycle.change_account(form.instance, act_of(self.request))
        messages.success(self.request, _("Your data are up to date."))
        return redirect(self.get_success_url())


class ContactsView(CustomerRequired, OwnedListView):
    """The contacts that names may carry."""

    model = Contact
    template_name = "accounts/contacts.html"

    def get_queryset(self):
        archived = "archives" in self.request.GET
        return super().get_queryset().filter(is_archived=archived)

    def get_context_data(self, **kwargs):
        may_edit = self.request.membership.may(Capability.MANAGE_CONTACTS)
        return super().get_context_data(may_edit=may_edit, archived="archives" in self.request.GET, **kwargs)


class ContactFormMixin(CustomerRequired, ReturningMixin, OwnedMixin):
    """The exact data of one contact (DN-7.3.1)."""

    capability = Capability.MANAGE_CONTACTS
    model = Contact
    form_class = ContactForm
    template_name = "accounts/contact.html"
    success_url = reverse_lazy("accounts:contacts")

    def form_valid(self, form):
        form.instance.customer = self.request.customer
        try:
            contact = lifecycle.save_contact(form.instance, act_of(self.request))
        except NotAllowed as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        if contact.changed_late:
            late = _("Saved. The contract asks for changes within %(days)s days: this one is noted as late.")
            messages.warning(self.request, late % {"days": ACCOUNTS.contact_update.days})
        else:
            messages.success(self.request, _("%(contact)s: saved.") % {"contact": contact})
        return redirect(self.get_success_url())


class ContactCreateView(ContactFormMixin, CreateView):
    """A new contact starts from the account's own address."""

    def get_initial(self):
        same = ("address", "postal_code", "city", "country", "phone")
        customer = self.request.customer
        return {name: getattr(customer, name) for name in same} | {"email": customer.billing_email}


class ContactEditView(ContactFormMixin, UpdateView):
    """A contact's data change, from a day on."""

    def get_initial(self):
        return {"changed_effective_on": act_of(self.request).today}

    def get_context_data(self, **kwargs):
        return super().get_context_data(history=history_of(self.object), **kwargs)


class ContactArchiveView(CustomerRequired, VerbView):
    """Archive a contact, after a second yes."""

    capability = Capability.MANAGE_CONTACTS
    model = Contact
    form_class = ConfirmForm
    template_name = "accounts/contact_archive.html"

    def perform(self, form) -> None:
        lifecycle.archive_contact(self.object, self.act())
        messages.success(self.request, _("%(contact)s is archived.") % {"contact": self.object})

    def get_success_url(self) -> str:
        return reverse("accounts:contacts")


class AddressesView(CustomerRequired, TemplateView):
    """The addresses at which our mails do not arrive, each with the pages on which it is corrected (HD-7.1)."""

    template_name = "accounts/addresses.html"

    def get_context_data(self, **kwargs):
        rows = reach.places(self.request.customer, act_of(self.request).now)
        may_edit = self.request.membership.may(Capability.MANAGE_CONTACTS)
        return super().get_context_data(rows=rows, may_edit=may_edit, **kwargs)


class AddressWorksView(CustomerRequired, VerbView):
    """An address takes mail again, after a second yes."""

    capability = Capability.MANAGE_CONTACTS
    model = FailingAddress
    form_class = ConfirmForm
    template_name = "accounts/address_works.html"

    def perform(self, form) -> None:
        works_again(self.object, self.act())
        messages.success(self.request, _("%(address)s counts as working again.") % {"address": self.object})

    def get_success_url(self) -> str:
        return reverse("accounts:addresses")


class PeopleView(CustomerRequired, OwnedListView):
    """Who may work in the account; its holder answers for all of them (SSL-P2)."""

    model = Membership
    template_name = "accounts/people.html"

    def get_queryset(self):
        in_force = super().get_queryset().in_force(act_of(self.request).today)
        return in_force.select_related("user")

    def get_context_data(self, **kwargs):
        may_edit = self.request.membership.may(Capability.MANAGE_PEOPLE)
        return super().get_context_data(may_edit=may_edit, **kwargs)


class InviteView(CustomerRequired, FormView):
    """A place in the account for a colleague."""

    capability = Capability.MANAGE_PEOPLE
    form_class, template_name = InvitationForm, "accounts/invite.html"
    success_url = reverse_lazy("accounts:people")

    def form_valid(self, form):
        given = form.cleaned_data
        try:
            place = inviting.invite(
                self.request.customer, given["email"], given["role"], act_of(self.request)
            )
        except NotAllowed as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        messages.success(
            self.request, _("%(person)s has a place in this account and was told.") % {"person": place.user}
        )
        return super().form_valid(form)


class PersonView(CustomerRequired, VerbView):
    """The role of one person in the account."""

    capability = Capability.MANAGE_PEOPLE
    model = Membership
    form_class = RoleForm
    template_name = "accounts/person.html"

    def get_initial(self):
        return {"role": self.object.role}

    def perform(self, form) -> None:
        lifecycle.change_role(self.object, form.cleaned_data["role"], self.act())
        messages.success(self.request, _("%(person)s has a new role.") % {"person": self.object.user})

    def get_success_url(self) -> str:
        return reverse("accounts:people")


class PersonEndView(PersonView):
    """End a person's access, after a second yes."""

    form_class = ConfirmForm
    template_name = "accounts/person_end.html"

    def perform(self, form) -> None:
        lifecycle.end_membership(self.object, self.act())
        messages.success(self.request, _("%(person)s has no access any more.") % {"person": self.object.user})


class MeView(LoginRequiredMixin, UpdateView):
    """One's own name and language."""

    form_class = PersonForm
    template_name = "accounts/me.html"
    success_url = reverse_lazy("accounts:me")

    def get_object(self, queryset=None):
        return User.objects.get(pk=self.request.user.pk)

    def form_valid(self, form):
        response = super().form_valid(form)
        remember_language(response, form.instance.language)
        messages.success(self.request, _("Saved."))
        return response


@require_POST
@login_required
def switch(request):
    """Work in another of one's accounts."""
    chosen = request.POST.get("customer", "")
    if chosen not in {m.customer.public_id for m in request.memberships}:
        raise Http404
    request.session[SESSION_KEY] = chosen
    return redirect("accounts:profile")
