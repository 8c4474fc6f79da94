"""Forms of the account: each error says what is wrong and shows an example."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .countries import HOME, country_choices
from .models import Contact, Customer, User
from .phones import readable, to_e164
from .roles import role_choices


class PartyForm(forms.ModelForm):
    """A form with an address and telephone numbers; `groups` is how the page lays the fields out."""

    layout: tuple[tuple[str, tuple[str, ...]], ...] = ()
    phone_fields: tuple[str, ...] = ("phone",)
    only: dict[str, str] = {}  # fields shown for one kind alone: "person" or "organisation"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        country = self.fields["country"]
        self.fields["country"] = forms.ChoiceField(
            label=country.label, choices=country_choices, initial=country.initial
        )
        self.fields["address"].widget = forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address"})
        self.fields["address"].help_text = _("Street and number, at most 3 lines.")
        self.fields["phone"].help_text = _("With its country code, like +212 5 22 12 34 56.")
        typed = (*self.phone_fields, "ice", "cin")  # with blanks: the model judges what remains
        for name in (name for name in typed if name in self.fields):
            self.fields[name].validators = []
            self.fields[name].widget.attrs["maxlength"] = 30
        for name in self.phone_fields:
            self.fields[name].widget.attrs.update(dir="ltr", type="tel", autocomplete="tel")
            self.initial[name] = readable(self.initial.get(name) or "")
        for name, hint in {
            "city": "address-level2",
            "postal_code": "postal-code",
            "country": "country",
        }.items():
            self.fields[name].widget.attrs["autocomplete"] = hint
        for name, kind in self.only.items():
            if name in self.fields:
                self.fields[name].only = kind

    def groups(self) -> list[dict]:
        """The fields in named groups."""
        return [
            {"title": title, "fields": [self[name] for name in names if name in self.fields]}
            for title, names in self.layout
            if any(name in self.fields for name in names)
        ]

    def clean(self):
        data = super().clean()
        for name in self.phone_fields:
            if data.get(name):
                self._normalise(name, data)
        kind = "person" if data.get("kind") == "person" else "organisation"
        for name in (name for name, only in self.only.items() if only != kind):
            self.errors.pop(name, None)
            data[name] = ""
        return data

    def clean_ice(self) -> str:
        return self.cleaned_data["ice"].replace(" ", "")

    def clean_cin(self) -> str:
        return self.cleaned_data["cin"].replace(" ", "").upper()

    def _normalise(self, name: str, data: dict) -> None:
        try:
            data[name] = to_e164(data[name], data.get("country") or "MA")
        except ValidationError as error:
            self.add_error(name, error)


class ProfileForm(PartyForm):
    """Who the customer is; a company gives its ICE (facts D), a private person may give a CIN."""

    only = {"rc": "organisation", "rc_town": "organisation", "cin": "person"}
    layout = (
        (_("Who orders"), ("kind", "name")),
        (_("Identifiers"), ("ice", "if_number", "rc", "rc_town", "cin")),
        (_("Address"), ("address", "postal_code", "city", "country")),
        (_("Where we reach you"), ("phone", "billing_email", "language")),
    )

    class Meta:
        model = Customer
        fields = [
            *("kind", "name", "ice", "if_number", "rc", "rc_town", "cin"),
            *("address", "postal_code", "city", "country", "phone", "billing_email", "language"),
        ]
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Customer.Kind.choices
        self.fields["name"].help_text = _("As it must stand on your invoices.")
        self.fields["ice"].help_text = _(
            "15 digits, like 001987654000047. Required for a company in Morocco."
        )
        self.fields["billing_email"].help_text = _("Invoices, notices and reminders go there.")
        for name in ("ice", "if_number", "rc"):
            self.fields[name].widget.attrs.update(dir="ltr", inputmode="numeric")

    def clean(self):
        data = super().clean()
        company = data.get("kind") == Customer.Kind.COMPANY and data.get("country") == HOME
        if company and not data.get("ice") and "ice" not in self.errors:
            self.add_error(
                "ice", _("A company gives its ICE, for its invoices: 15 digits, like 001987654000047.")
            )
        return data


class ContactForm(PartyForm):
    """A contact's exact data, since when: all but the fax are needed (DN-7.3.1(1), DN-7.3.1(2))."""

    phone_fields = ("phone", "fax")
    only = {"organisation": "organisation", "ice": "organisation"}
    layout = (
        (_("Who"), ("kind", "full_name", "organisation", "ice", "cin")),
        (_("Address"), ("address", "postal_code", "city", "country")),
        (_("Where the registry reaches them"), ("email", "phone", "fax")),
        (_("Since when"), ("changed_effective_on",)),
    )

    class Meta:
        model = Contact
        fields = [
            *("kind", "full_name", "organisation", "ice", "cin", "address", "postal_code", "city", "country"),
            *("email", "phone", "fax", "changed_effective_on"),
        ]
        widgets = {
            "kind": forms.RadioSelect,
            "changed_effective_on": forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Contact.Kind.choices
        self.fields["full_name"].help_text = _("For an organisation, the person who answers for it.")
        self.fields["changed_effective_on"].help_text = _("The day from which the new data are true.")
        self.fields["changed_effective_on"].required = True
        if not self.instance.pk:
            del self.fields["changed_effective_on"]

    def clean(self):
        data = super().clean()
        if data.get("kind") == Contact.Kind.ORGANISATION and not data.get("organisation"):
            self.add_error("organisation", _("Give the organisation's name as registered."))
        return data


class RoleForm(forms.Form):
    """The role of a person in the account."""

    role = forms.ChoiceField(label=_("Role"), choices=role_choices, widget=forms.RadioSelect)


class InvitationForm(RoleForm):
    """Who gets a place in the account, by the address with which he signs in."""

    email = forms.EmailField(
        label=_("E-mail address of the person"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("The person signs in with it, and is written to at once."),
    )
    field_order = ["email", "role"]


class PersonForm(forms.ModelForm):
    """A person's own name and language."""

    class Meta:
        model = User
        fields = ["name", "language"]


class ConfirmForm(forms.Form):
    """The second yes before an act that binds."""

    confirmed = forms.BooleanField(label=_("Yes, I am sure"))
