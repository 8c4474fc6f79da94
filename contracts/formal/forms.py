"""The forms of formal notices: the customer's own notice and answer, what staff type in."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from contracts import register
from core.admin import ReasonForm
from core.uploads import LIMIT, PaperField

from . import endings, postal
from .models import FormalNotice
from .terms import FORMAL

LONG = forms.Textarea({"rows": 6, "maxlength": FORMAL.characters})
DAY = forms.DateInput({"type": "date"})


class ScanField(PaperField):
    """A scan of a letter; both sides may open it."""

    def __init__(self, **kwargs):
        words = format_lazy(_("PDF, PNG or JPEG, {limit} MB at most."), limit=LIMIT)
        super().__init__(**{"help_text": words} | kwargs)


class ClauseField(forms.CharField):
    """A clause of the register, as every page shows it."""

    def __init__(self, **kwargs):
        super().__init__(max_length=20, label=_("Clause that was broken"), widget=forms.TextInput({"dir": "ltr"}),
                         help_text=_("Its number as our pages show it, such as SRV-6.1.2(1)."), **kwargs)  # fmt: skip

    def clean(self, value) -> str:
        typed = "".join(super().clean(value).split())
        try:
            return register.clause(typed).id if typed else ""
        except register.UnknownClause:
            raise ValidationError(
                _("No clause has this number: look it up in the list of clauses.")
            ) from None


class TrackingField(forms.CharField):
    """The number of a registered letter."""

    def __init__(self, **kwargs):
        super().__init__(max_length=20, label=_("Number of the registered letter"),
                         widget=forms.TextInput({"dir": "ltr", "autocapitalize": "characters"}),
                         help_text=_("On the postal slip, such as RR123456785MA."), **kwargs)  # fmt: skip

    def clean(self, value) -> str:
        typed = super().clean(value)
        return postal.number(typed) if typed else ""


class FileForm(forms.Form):
    """The customer's formal notice to us."""

    about = forms.ChoiceField(label=_("About"), required=False)
    broken = ClauseField(required=False)
    breach = forms.CharField(label=_("What we do not keep"), max_length=FORMAL.characters, widget=LONG)
    tracking = TrackingField()
    sent_on = forms.DateField(label=_("Posted on"), widget=DAY)
    received_on = forms.DateField(label=_("Received on, by your return receipt"), required=False, widget=DAY,
                                  help_text=_("Without it our thirty days count from today."))  # fmt: skip
    letter = ScanField(label=_("Scan of the letter"))

    def __init__(self, *args, customer: Customer, **kwargs):
        super().__init__(*args, **kwargs)
        services = [(thing.public_id, str(thing)) for thing in endings.services(customer)]
        self.fields["about"].choices = [("", _("the whole contract")), *services]


class AnswerForm(forms.Form):
    """The customer's answer to our notice."""

    words = forms.CharField(label=_("Your answer"), max_length=FORMAL.characters, widget=LONG)
    scan = ScanField(label=_("A paper, if there is one"), required=False)


# --- the desk ---------------------------------------------------------------------------------------------
class DraftForm(forms.ModelForm):
    """Our notice: to whom, about what, which clause, in which words."""

    broken = ClauseField()

    class Meta:
        model = FormalNotice
        fields = ["customer", "about", "broken", "breach", "damages"]
        help_texts = {"about": _("The number of the service; empty: the whole contract.")}


class PostForm(ReasonForm):
    """The letter is at the post."""

    tracking = TrackingField()
    sent_on = forms.DateField(label=_("Posted on"), widget=DAY)
    letter = ScanField(label=_("Scan of the letter"))
    field_order = ["tracking", "sent_on", "letter", "reason"]


class ReceiveForm(ReasonForm):
    """The return receipt."""

    received_on = forms.DateField(label=_("Received on"), widget=DAY)
    receipt = ScanField(label=_("Scan of the return receipt"))
    field_order = ["received_on", "receipt", "reason"]


class NoteAnswerForm(ReasonForm):
    """The answer, the customer's by post or ours to him."""

    words = forms.CharField(label=_("Answer"), max_length=FORMAL.characters, widget=LONG)
    answered_on = forms.DateField(label=_("Answered on"), widget=DAY)
    scan = ScanField(label=_("Scan of the answer"), required=False)
    field_order = ["words", "answered_on", "scan", "reason"]


class DecideForm(ReasonForm):
    """What follows, and why."""

    decision = forms.ChoiceField(
        label=_("Decision"), choices=FormalNotice.Decision.choices, widget=forms.RadioSelect
    )
    ground = forms.ChoiceField(label=_("Reason code"), choices=FormalNotice.Ground.choices)
    words = forms.CharField(label=_("What the customer reads"), required=False, max_length=FORMAL.characters,
                            widget=LONG)  # fmt: skip
    field_order = ["decision", "ground", "words", "reason"]


BY_VERB: dict[str, type[forms.Form]] = {
    "post": PostForm, "receive": ReceiveForm, "answer": NoteAnswerForm, "decide": DecideForm,
}  # fmt: skip
