"""The customer's forms of outsourcing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from support import coverage

from .contracts import LABEL
from .models import Mission


class _AboutService(forms.Form):
    """Which of the customer's services it is about, where it is one of them."""

    about = forms.ChoiceField(label=_("Which service?"), required=False)

    def __init__(self, *args, customer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", _("None in particular")), *coverage.services(customer).items()]


class MissionForm(_AboutService):
    """A job to be estimated (HD-2.3.1)."""

    task = forms.ChoiceField(label=_("Kind of work"), choices=Mission.Task.choices)
    title = forms.CharField(label=_("In a few words"), max_length=120)
    purpose = forms.CharField(
        label=_("What is to be reached?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    field_order = ["task", "title", "purpose", "about"]


class ContractForm(_AboutService):
    """A monthly contract on one server or site (HD-2.3.2)."""

    label = forms.CharField(
        label=_("Server or site"), max_length=LABEL, help_text=_("Its name or address, as you call it."),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )  # fmt: skip
    field_order = ["label", "about"]
