"""Staff forms of the identity check: what was found, on which number, from which source."""

import phonenumbers
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import ReasonForm
from core.clock import LOCAL

MOROCCO = "MA"


class FindingForm(ReasonForm):
    """What was found in a step; it is kept with the step."""

    finding = forms.CharField(
        label=gettext_lazy("Finding"), widget=forms.Textarea({"rows": 4}), max_length=4000
    )
    field_order = ["finding", "reason"]


class PhoneField(forms.CharField):
    """A telephone number that exists; its clean value is written internationally."""

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, MOROCCO)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            raise forms.ValidationError(
                _("This is no telephone number: write it with its country, as +212 5…")
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class CompleteForm(FindingForm):
    """A step that is done; for the call also its number and where that was found."""

    phone = PhoneField(label=gettext_lazy("Number called (call only)"), required=False, max_length=30)
    source = forms.CharField(
        label=gettext_lazy("Independent source of the number (call only)"), required=False, max_length=200
    )
    field_order = ["finding", "phone", "source", "reason"]


class CallForm(ReasonForm):
    """When the organisation is called, on the Moroccan clock, and on which number."""

    at = forms.DateTimeField(
        label=gettext_lazy("Call at (Moroccan time)"), widget=forms.DateTimeInput({"type": "datetime-local"})
    )
    phone = PhoneField(label=gettext_lazy("Number to call"), max_length=30)
    field_order = ["at", "phone", "reason"]

    def clean_at(self):
        """What was typed is the wall clock of Casablanca, whatever time zone the process runs in."""
        return self.cleaned_data["at"].replace(tzinfo=LOCAL)


class ChooseForm(ReasonForm):
    """Another way to prove control, as the customer has asked (SSL-11.3(2))."""

    method = forms.ChoiceField(
        label=gettext_lazy("Way to prove control"),
        choices=[("dns", gettext_lazy("DNS record")), ("http", gettext_lazy("file on the web site")),
                 ("email", gettext_lazy("e-mail"))],
    )  # fmt: skip
    address = forms.EmailField(label=gettext_lazy("Address (e-mail only)"), required=False)
    field_order = ["method", "address", "reason"]
