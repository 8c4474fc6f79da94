"""Forms of domain names: ordering several names at once, renewing, buying back, letting expire."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Contact
from billing.forms import ACCEPT, tick
from core.templatetags.portal import clause_link
from core.transitions import NotAllowed

from . import renewals
from .files.needs import missing
from .files.uploads import PaperField


def year_choices(first: int, last: int) -> list[tuple[int, str]]:
    """The durations a customer can choose (DN-3.2a)."""
    return [(n, ngettext("%(n)s year", "%(n)s years", n) % {"n": n}) for n in range(first, last + 1)]


class OrderNamesForm(forms.Form):
    """Years for each name, and the contacts they share (DN-7.3.1)."""

    holder = forms.ModelChoiceField(
        Contact.objects.none(), label=_("Holder"), help_text=_("The registrant: whose name it will be.")
    )
    admin = forms.ModelChoiceField(
        Contact.objects.none(),
        label=_("Administrative contact"),
        help_text=_("For .ma names a person established in Morocco (DN-A2-1.1)."),
    )
    tech = forms.ModelChoiceField(
        Contact.objects.none(),
        label=_("Technical contact"),
        required=False,
        empty_label=_("Our own technicians"),
    )

    for_other = forms.BooleanField(
        label=_("The holder is somebody else, who has mandated me"),
        required=False,
        help_text=_("You declare the mandate before you confirm the order (DN-7.3.5)."),
    )
    mandate = PaperField(label=_("The holder's mandate"), required=False)

    def __init__(self, *args, customer, names, **kwargs):
        super().__init__(*args, **kwargs)
        self.names = names
        contacts = Contact.objects.of(customer).usable()
        self.admin_asked = any("admin" in extension.required_contacts for _name, extension in names)
        self.fields["admin"].required = self.admin_asked
        for role in ("holder", "admin", "tech"):
            self.fields[role].queryset = contacts
        if only := list(contacts[:2]):
            self.initial |= {"holder": only[0], "admin": only[0]}
        for n, (name, extension) in enumerate(names):
            self.fields[f"years_{n}"] = forms.TypedChoiceField(
                label=name.name_unicode,
                coerce=int,
                choices=year_choices(*extension.term_years),
            )
        self.order_fields([*(f"years_{n}" for n in range(len(names))), *CONTACT_FIELDS])

    def offer_local_contact(self, fee: str) -> None:
        """The company as administrative contact in Morocco, for a yearly fee (DN-A2-1.1)."""
        self.fields["admin"].required = False
        self.fields["local_contact"] = forms.BooleanField(
            label=_("Take our own contact in Morocco as administrative contact of the .ma names"),
            required=False,
            help_text=format_lazy(_("{fee} excl. VAT a year for each .ma name (DN-A2-1.1)."), fee=fee),
        )
        self.order_fields([name for name in self.fields if name.startswith("years_")] + CONTACT_FIELDS)

    def clean(self):
        data = super().clean()
        holder, admin, lent = data.get("holder"), data.get("admin"), data.get("local_contact")
        if self.admin_asked and not (admin or lent) and "admin" not in self.errors:
            self.add_error("admin", self.fields["admin"].error_messages["required"])
        for name, extension in self.names:
            if admin and extension.requires_local_admin and not lent and not admin.established_in_morocco:
                self._refuse("admin", ABROAD, contact=admin, name=name.name_unicode)
            for role, contact in (("holder", holder), ("admin", admin)):
                if contact and (lacking := missing(extension, role, contact.snapshot())):
                    fields = ", ".join(str(field) for field in lacking)
                    self._refuse(role, LACKING, contact=contact, name=name.name_unicode, fields=fields)
            if holder and extension.requires_legal_person and holder.kind == Contact.Kind.PERSON:
                self._refuse("holder", LEGAL_PERSONS, name=name.name_unicode)
        return data

    def _refuse(self, field: str, message, **params) -> None:
        self.add_error(field, forms.ValidationError(message, params=params))

    def years(self) -> list[int]:
        """The chosen years, in the order of the names."""
        return [self.cleaned_data[f"years_{n}"] for n in range(len(self.names))]


CONTACT_FIELDS = ["holder", "admin", "local_contact", "tech", "for_other", "mandate"]
ABROAD = _(
    "%(contact)s is not established in Morocco, as the administrative contact of %(name)s must be"
    " (DN-A2-1.1). Choose another contact, or correct this one's address."
)
LACKING = _("%(contact)s lacks for %(name)s: %(fields)s (DN-2.1). Complete the contact, then order.")
LEGAL_PERSONS = _("%(name)s can only be held by an organisation (DN-A2-1.2). Choose another holder.")


class RenewForm(forms.Form):
    """How many years, and the consents that a renewal asks for anew (DN-16.1, DN-16.2)."""

    years = forms.TypedChoiceField(label=_("Duration"), coerce=int)

    def __init__(self, *args, domain, versions, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.domain, self.today = domain, today
        first = domain.extension.term_years[0]
        self.fields["years"].choices = year_choices(first, max(renewals.most_years(domain, today), first))
        add_consents(self, versions)

    def clean_years(self) -> int:
        years = self.cleaned_data["years"]
        try:
            renewals.check_years(self.domain, years, self.today)
        except NotAllowed as refusal:
            raise forms.ValidationError(refusal.message) from None
        return years


class RedeemForm(forms.Form):
    """The consents of a buy-back."""

    def __init__(self, *args, domain, versions, today, **kwargs):
        super().__init__(*args, **kwargs)
        add_consents(self, versions)


def add_consents(form: forms.Form, versions) -> None:
    """One box for each document version that must be accepted, with the way to read it first (DN-P2)."""
    for version in versions:
        field = tick(version)
        field.help_text = clause_link(version.document.clause)
        form.fields[f"{ACCEPT}{version.public_id}"] = field


def accepted_ids(form: forms.Form) -> set[str]:
    """The versions whose box is ticked."""
    return {
        name.removeprefix(ACCEPT)
        for name, yes in form.cleaned_data.items()
        if name.startswith(ACCEPT) and yes
    }


__all__ = ["OrderNamesForm", "RedeemForm", "RenewForm", "accepted_ids"]
