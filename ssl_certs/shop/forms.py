"""The order form of a certificate: its name, its size, who it names, and what the customer can get at."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.countries import HOME, country_choices
from accounts.models import Contact
from accounts.phones import readable, to_e164
from accounts.validators import validate_ice, validate_street
from core import display
from ssl_certs.models import CertificateProduct
from ssl_certs.names import BETWEEN, InvalidNames, Rules, parse
from ssl_certs.ordering import SERVERS, Choice
from ssl_certs.organisation import WORDS
from ssl_certs.prices import Tariff

MOST_LICENCES = 100
NO_REACH = _(
    "Without one of these the certificate cannot be issued. Get the access first, then order (SSL-10.6)."
)
NAMES_HELP = _("{n} are included; {price} excl. VAT for each more (SSL-A3-1). You may name them later.")
REACH = {  # what proves control, by way (SSL-10.6, SSL-A2-1.1)
    "dns": _("I can change the DNS records of the name"),
    "http": _("I can put a file on the web site of the name"),
    "email": _("I can read admin@, administrator@, hostmaster@, postmaster@ or webmaster@ of the name"),
}
LTR = {"dir": "ltr", "spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}


class OrganisationForm(forms.Form):
    """Who an OV or EV certificate names, as the registers know him (SSL-A2-2.1, SSL-A2-3.3)."""

    org_name = forms.CharField(label=WORDS["name"], max_length=64)
    org_ice = forms.CharField(
        label=WORDS["ice"], max_length=30, required=False, help_text=_("15 digits, like 001987654000047.")
    )
    org_rc = forms.CharField(label=WORDS["rc"], max_length=20, required=False)
    org_rc_town = forms.CharField(label=WORDS["rc_town"], max_length=60, required=False)
    org_address = forms.CharField(
        label=WORDS["address"], max_length=200, widget=forms.Textarea({"rows": 2}),
        validators=[validate_street],
    )  # fmt: skip
    org_postal_code = forms.CharField(label=WORDS["postal_code"], max_length=16, required=False)
    org_city = forms.CharField(label=WORDS["city"], max_length=80)
    org_country = forms.ChoiceField(label=WORDS["country"], choices=country_choices, initial=HOME)
    org_phone = forms.CharField(
        label=WORDS["phone"], max_length=30,
        help_text=_("The authority calls a number that it finds in a public register; give that one."),
    )  # fmt: skip
    org_representative = forms.CharField(
        label=WORDS["representative"], max_length=120, help_text=_("Who may sign for the organisation.")
    )
    org_title = forms.CharField(label=WORDS["title"], max_length=80, required=False)

    def clean_org_ice(self) -> str:
        ice = self.cleaned_data["org_ice"].replace(" ", "")
        if ice:
            validate_ice(ice)
        return ice

    def clean(self):
        data = super().clean()
        if data.get("org_phone"):
            try:
                data["org_phone"] = to_e164(data["org_phone"], data.get("org_country") or HOME)
            except ValidationError as error:
                self.add_error("org_phone", error)
        return data


class CertificateForm(OrganisationForm):
    """The whole order: only what the product asks for is on the form, and what is sold in the account's currency."""

    name = forms.CharField(label=_("Main name"), max_length=253, widget=forms.TextInput(LTR))
    more_licences = forms.IntegerField(
        label=_("Additional server licences"), min_value=0, max_value=MOST_LICENCES, required=False
    )
    installation = forms.ChoiceField(label=_("Installation by us"), required=False, widget=forms.RadioSelect)
    tech = forms.ModelChoiceField(
        Contact.objects.none(), label=_("Technical contact"), required=False,
        help_text=_("Gets the instructions and the notices too."),
    )  # fmt: skip
    reach = forms.MultipleChoiceField(
        label=_("Before you order: which of these can you do?"), widget=forms.CheckboxSelectMultiple,
        help_text=_("One of them at least, for every name: without it nobody can prove control (SSL-10.6)."),
        error_messages={"required": NO_REACH},
    )  # fmt: skip

    def __init__(self, *args, product: CertificateProduct, tariff: Tariff, customer, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.product, self.customer, self.user = product, customer, user
        self.fields["tech"].queryset = Contact.objects.of(customer).usable()
        self.fields["tech"].empty_label = f"{user.name or user.email} <{customer.billing_email}>"
        self.fields["reach"].choices = [
            (way, words) for way, words in REACH.items() if way in product.methods
        ]
        self._size(tariff)
        if not product.needs_organisation:
            for field in [field for field in self.fields if field.startswith("org_")]:
                del self.fields[field]
        wildcard = product.kind == product.Kind.WILDCARD
        self.fields["name"].help_text = NAME_HELP["wildcard" if wildcard else "exact"]
        self.order_fields(ORDER)

    def _size(self, tariff: Tariff) -> None:
        """Additional names, licences and installation, each with its price, where they are sold."""
        product, currency = self.product, tariff.currency
        if tariff.name:
            most = product.names_most - product.names_included
            self.fields["more_names"] = forms.IntegerField(
                label=_("Additional names"), min_value=0, max_value=most, required=False, initial=0,
                help_text=format_lazy(NAMES_HELP, n=product.names_included,
                                      price=display.amount(tariff.name.ht, currency)),
            )  # fmt: skip
        if tariff.licence:
            self.fields["more_licences"].initial = 0
            self.fields["more_licences"].help_text = format_lazy(
                _("{n} server is included; {price} excl. VAT for each more (SSL-9.2b)."),
                n=product.licences, price=display.amount(tariff.licence.ht, currency),
            )  # fmt: skip
        else:
            del self.fields["more_licences"]
        self.fields["installation"].choices = [("", _("No, I install it myself (SSL-9.1)")), *(
            (server, format_lazy(_("{server}: {price} excl. VAT (SSL-9.4)"), server=capfirst(SERVERS[server]),
                                 price=display.amount(amount.ht, currency)))
            for server, amount in tariff.installation.items()
        )]  # fmt: skip

    def clean_name(self) -> str:
        """The main name in A-labels; the others come when the certificate is set up (SSL-A3-1)."""
        typed, product = self.cleaned_data["name"], self.product
        if len(BETWEEN.split(typed.strip())) > 1:
            raise ValidationError(ONE_NAME)
        try:
            return parse(typed, Rules(product.kind, product.level)).names[0]
        except InvalidNames as refused:
            raise ValidationError([str(refusal) for refusal in refused.refusals]) from None

    def choice(self, predecessor: str = "") -> Choice:
        """What was chosen, with the organisation and the contact as they are today."""
        said = self.cleaned_data
        return Choice(
            self.product, said["name"], more_names=said.get("more_names") or 0,
            more_licences=said.get("more_licences") or 0, installation=said["installation"],
            organisation={key.removeprefix("org_"): value for key, value in said.items() if key.startswith("org_")},
            contacts={"tech": said["tech"].snapshot() if said["tech"] else self._ourselves()},
            predecessor=predecessor, checklist=tuple(said["reach"]),
        )  # fmt: skip

    def _ourselves(self) -> dict[str, str]:
        """The person who orders, at the account's address."""
        own, customer = self.user, self.customer
        facts = {
            field: getattr(customer, field)
            for field in ("address", "city", "postal_code", "country", "phone")
        }
        named = {
            "full_name": own.name or customer.name,
            "organisation": customer.name,
            "email": customer.billing_email,
        }
        return named | facts  # fmt: skip


def initial_of(customer, user) -> dict[str, Any]:
    """The organisation as the account knows it."""
    person = customer.kind == customer.Kind.PERSON  # he has no organisation to name, unless he says so
    return {
        "org_name": "" if person else customer.name, "org_ice": customer.ice, "org_rc": customer.rc,
        "org_rc_town": customer.rc_town,
        "org_address": customer.address, "org_postal_code": customer.postal_code, "org_city": customer.city,
        "org_country": customer.country, "org_phone": readable(customer.phone), "org_representative": user.name,
    }  # fmt: skip


ORDER = [
    "name",
    "more_names",
    "more_licences",
    "installation",
    *OrganisationForm.base_fields,
    "tech",
    "reach",
]
NAME_HELP = {
    "exact": _("Like www.example.com. The other names come when you set the certificate up."),
    "wildcard": _("Like *.example.com: every name one level below, and example.com itself (SSL-A3-2)."),
}
ONE_NAME = _("Give one name here: the main one. The others come when you set the certificate up (SSL-A3-1).")
