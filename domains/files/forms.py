"""Forms of registration files and identity papers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from core.admin import ReasonForm
from core.uploads import PaperField, PapersField
from domains.models import Paper

DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")
UNTIL = _("As printed on it; leave it empty only where it does not expire.")


class AnswerForm(forms.Form):
    """What a file still wants from the customer: an answer, an identity paper, the registry's form, other papers."""

    text = forms.CharField(label=_("Your answer"), widget=forms.Textarea({"rows": 5}), max_length=5000)
    identity = PaperField(label=_("Identity paper of the holder"))
    identity_expires_on = forms.DateField(label=_("Valid until"), required=False, widget=DAY, help_text=UNTIL)
    form = PaperField(label=_("Registry's form, signed"))
    support = PapersField(label=_("Papers that show the right to the name"))

    def __init__(self, *args, file, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        for code, names in {"answer": ["text"], "identity": ["identity", "identity_expires_on"],
                            "form": ["form"]}.items():  # fmt: skip
            if code not in file.wanted:
                for name in names:
                    del self.fields[name]
        self.fields["support"].required = "support" in file.wanted
        if "answer" in file.wanted and "support" not in file.wanted:
            self.fields["support"].label = _("Further papers")

    def clean_identity_expires_on(self):
        return _not_past(self.cleaned_data["identity_expires_on"], self.today)

    def uploads(self) -> list:
        """The uploaded papers with their kinds."""
        data = self.cleaned_data
        singles = [(kind, data[kind]) for kind in (Paper.Kind.IDENTITY, Paper.Kind.FORM) if data.get(kind)]
        return singles + [(Paper.Kind.SUPPORT, upload) for upload in data.get("support") or ()]


class IdentityForm(forms.Form):
    """An identity paper of one of the account's contacts."""

    contact = forms.ModelChoiceField(
        Contact.objects.none(),
        label=_("Whose paper"),
        help_text=_("For a person the CIN or residence card, for an organisation its register extract."),
    )
    paper = PaperField(label=_("Paper"))
    expires_on = forms.DateField(label=_("Valid until"), required=False, widget=DAY, help_text=UNTIL)

    def __init__(self, *args, customer, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["contact"].queryset = Contact.objects.of(customer).usable()

    def clean_expires_on(self):
        return _not_past(self.cleaned_data["expires_on"], self.today)


class QuestionForm(ReasonForm):
    """What staff ask of the customer; the mail carries it as it is written."""

    question = forms.CharField(label=_("Question to the customer"), widget=forms.Textarea({"rows": 4}))
    field_order = ["question", "reason"]


class AcceptForm(ReasonForm):
    """A paper is in order: until when."""

    expires_on = forms.DateField(label=_("Valid until"), required=False, widget=DAY)


def _not_past(day, today):
    if day and day < today:
        raise forms.ValidationError(_("This paper has expired. Send one that is valid."))
    return day
