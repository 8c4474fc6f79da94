"""Forms of billing: each says what is wrong and what would be right."""

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from contracts import acceptances

from .figures import papers
from .papers import DocumentField

ACCEPT = "accept_"


class QuantityForm(forms.Form):
    """For how many years."""

    quantity = forms.IntegerField(label=_("Years"), min_value=1)


class ConsentForm(forms.Form):
    """A tick for each document to accept (guard 1)."""

    def __init__(self, *args, versions=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.versions = list(versions)
        for version in self.versions:
            self.fields[f"{ACCEPT}{version.public_id}"] = tick(version)

    def clean(self):
        """A version published since the page was shown is named: the page comes back with its text (C-22)."""
        ticked = {name.removeprefix(ACCEPT) for name in self.data if name.startswith(ACCEPT)}
        if newer := acceptances.outdated(self.versions, ticked):
            self.add_error(None, acceptances.OutdatedAcceptance(newer).message)
        return super().clean()

    @property
    def accepted(self) -> set[str]:
        """The public ids of the ticked versions."""
        data = self.cleaned_data
        return {name.removeprefix(ACCEPT) for name, yes in data.items() if name.startswith(ACCEPT) and yes}


class ReviewForm(ConsentForm):
    """The second confirmation: the ticks, and the total that was read."""

    seen_ttc = forms.IntegerField(widget=forms.HiddenInput)


def tick(version) -> forms.BooleanField:
    """A box whose label leads to the text: a document is accepted, a declaration is made."""
    document, url = version.document, reverse("contracts:document", args=[version.public_id])
    link = format_html('<a href="{}" target="_blank" rel="noopener">{}</a>', url, document.title)
    declared = document.kind == document.Kind.DECLARATION
    label = _("I declare: {}") if declared else _("I have read and accept: {}")
    return forms.BooleanField(label=format_html(label, link), error_messages=TICK)


TICK = {"required": _("Please read this and tick the box: an order is not valid without it.")}


class TransferForm(forms.Form):
    """The customer says that the money is on its way, and may show the bank's slip."""

    value_date = forms.DateField(
        label=_("Date of the transfer"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    slip = forms.FileField(
        label=_("Slip of the transfer"),
        required=False,
        help_text=_("PDF, PNG or JPEG, 5 MB at most. With it we find your payment sooner."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/png,image/jpeg"}),
    )


class WafacashForm(forms.Form):
    """What the agency's slip says: with the number staff collect the money."""

    number = forms.CharField(
        label=_("Number of the transfer"), max_length=30, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    sender = forms.CharField(label=_("Name of the sender, as on the slip"), max_length=80)


class CardForm(forms.Form):
    """The sandbox bank's card form. It takes the sandbox's own cards; a real one is never asked for."""

    number = forms.CharField(
        label=_("Card number"),
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr"}),
    )
    code = forms.CharField(label=_("Code sent by the bank"), max_length=8, required=False)

    def clean_number(self) -> str:
        return "".join(c for c in self.cleaned_data["number"] if c.isdigit())

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if code and code != CODE:
            raise forms.ValidationError(_("That is not the code. In this sandbox it is 1234."))
        return code


CODE = "1234"  # the sandbox bank's


class AgencyForm(forms.Form):
    """The sandbox agency's counter."""

    code = forms.CharField(
        label=_("Payment code"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr"}),
    )


class CertificateForm(forms.Form):
    """The certificate of VAT that a public body keeps back."""

    certificate = DocumentField(label=_("Certificate of the tax withheld"))


class PapersForm(forms.Form):
    """Which documents: of a kind, of a year, with a number or about a name."""

    words = forms.CharField(label=_("Number, name or server"), required=False, max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *papers.KINDS.items()])
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=2000,
        max_value=2100,
        widget=forms.NumberInput(attrs={"dir": "ltr"}),
    )


class PeriodForm(forms.Form):
    """From which day to which, both included."""

    first = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self):
        data = super().clean()
        if "first" in data and "last" in data and data["first"] > data["last"]:
            raise forms.ValidationError(_("The first day comes after the last one: exchange them."))
        return data
