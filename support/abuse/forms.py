"""The forms of abuse: the public report, the customer's word, staff's decisions."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.admin import ReasonForm

from . import services
from .models import AbuseCase
from .terms import ABUSE

LONG = {"rows": 6, "cols": 80}


class ReportForm(forms.ModelForm):
    """What, where, what was seen, and who says so. `website` is a trap: no person sees it, machines fill it in."""

    website = forms.CharField(required=False, widget=forms.HiddenInput({"autocomplete": "off"}))

    class Meta:
        model = AbuseCase
        fields = ["category", "target", "evidence", "reporter_name", "reporter_email"]
        labels = {"category": _("What it is"), "target": _("Where: the site, the host name or the IP address"),
                  "evidence": _("What you have seen, and when"), "reporter_name": _("Your name"),
                  "reporter_email": _("Your e-mail address")}  # fmt: skip
        help_texts = {
            "evidence": _("Paste the headers of the mail, lines of a log or the address of the page."),
            "reporter_email": _("We write to it what becomes of your report. The customer never sees it."),
        }
        widgets = {"evidence": forms.Textarea({"rows": 8, "maxlength": ABUSE.characters}),
                   "target": forms.TextInput({"dir": "ltr", "spellcheck": "false", "autocapitalize": "none"}),
                   "reporter_email": forms.EmailInput({"dir": "ltr", "autocomplete": "email"}),
                   "reporter_name": forms.TextInput({"autocomplete": "name"})}  # fmt: skip

    def clean_evidence(self) -> str:
        said = self.cleaned_data["evidence"].strip()
        if len(said) > ABUSE.characters:
            raise ValidationError(_("Shorten it to %(n)s characters.") % {"n": ABUSE.characters})
        return said

    def clean_target(self) -> str:
        typed = self.cleaned_data["target"].strip()
        if "." not in services.host_of(typed) and ":" not in services.host_of(typed):
            raise ValidationError(_("Write a site, a host name or an IP address, like www.example.ma."))
        return typed

    @property
    def is_machines(self) -> bool:
        """The trap was filled in."""
        return bool(self.data.get("website"))


class AnswerForm(forms.Form):
    """The customer's word."""

    answer = forms.CharField(
        label=_("Your answer"), max_length=ABUSE.characters, widget=forms.Textarea({"rows": 8})
    )


class NameForm(ReasonForm):
    """The service, by its public id."""

    about = forms.CharField(label=_("number of the service"), max_length=24)
    field_order = ["about", "reason"]


class AskForm(ReasonForm):
    """What the customer reads; never who reported it."""

    question = forms.CharField(label=_("what the customer is asked"), max_length=ABUSE.characters,
                               widget=forms.Textarea(LONG))  # fmt: skip
    field_order = ["question", "reason"]


class DismissForm(ReasonForm):
    """Why nothing is done."""

    decision = forms.CharField(label=_("what the customer reads"), max_length=ABUSE.characters,
                               widget=forms.Textarea(LONG))  # fmt: skip
    field_order = ["decision", "reason"]


class UpholdForm(DismissForm):
    """What is done, and whether an authority delays the customer's notice."""

    measure = forms.ChoiceField(
        label=_("measure"), choices=AbuseCase.Measure.choices, widget=forms.RadioSelect
    )
    gag_until = forms.DateField(
        label=_("customer not told before (order of an authority only, C-29)"), required=False,
        widget=forms.DateInput({"type": "date"}),
    )  # fmt: skip
    field_order = ["measure", "decision", "gag_until", "reason"]


BY_VERB: dict[str, type[forms.Form]] = {
    "name_service": NameForm, "ask": AskForm, "uphold": UpholdForm, "dismiss": DismissForm,
}  # fmt: skip
