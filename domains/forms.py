"""Forms of domain names: ordering several names at once, renewing, buying back, letting expire."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Contact
from core.transitions import NotAllowed

from . import renewals


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

    def __init__(self, *args, customer, names, **kwargs):
        super().__init__(*args, **kwargs)
        self.names = names
        contacts = Contact.objects.of(customer).usable()
        for role in ("holder", "admin", "tech"):
            self.fields[role].queryset = contacts
        if only := list(contacts[:2]):
            self.initial |= {"holder": only[0], "admin": only[0]}
        for n, (name, extension) in enumerate(names):
            self.fields[f"years_{n}"] = forms.TypedChoiceField(
                label=name.name_unicode,
                coerce=int,
                choices=year_choices(max(extension.years_min, 1), extension.years_max),
            )

    def clean_admin(self):
        admin = self.cleaned_data["admin"]
        local = [name.name_unicode for name, extension in self.names if extension.requires_local_admin]
        if local and not admin.established_in_morocco:
            message = _(
                "%(contact)s is not established in Morocco, as the administrative contact of %(names)s must be"
                " (DN-A2-1.1). Choose another contact, or correct this one's address."
            )
            raise forms.ValidationError(message, params={"contact": admin, "names": ", ".join(local)})
        return admin

    def years(self) -> list[int]:
        """The chosen years, in the order of the names."""
        return [self.cleaned_data[f"years_{n}"] for n in range(len(self.names))]


class RenewForm(forms.Form):
    """How many years, and the consents that a renewal asks for anew (DN-16.1, DN-16.2)."""

    years = forms.TypedChoiceField(label=_("Duration"), coerce=int)

    def __init__(self, *args, domain, versions, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.domain, self.today = domain, today
        self.fields["years"].choices = year_choices(1, max(renewals.most_years(domain, today), 1))
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
    """One box for each document version that must be accepted."""
    for version in versions:
        form.fields[f"accept_{version.public_id}"] = forms.BooleanField(
            label=version.document.title, help_text=version.document.clause
        )


def accepted_ids(form: forms.Form) -> set[str]:
    """The versions whose box is ticked."""
    return {
        name.removeprefix("accept_")
        for name, yes in form.cleaned_data.items()
        if name.startswith("accept_") and yes
    }


__all__ = ["OrderNamesForm", "RedeemForm", "RenewForm", "accepted_ids"]
