"""Forms of requests, of consent, and of staff's verbs on requests."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.admin import ReasonForm
from core.uploads import PaperField

from . import consents
from .models import PrivacyRequest
from .terms import PRIVACY

AREA = forms.Textarea(attrs={"rows": 5})
ASKED = [c for c in PrivacyRequest.Kind.choices if c[0] != PrivacyRequest.Kind.ACCESS]


class CopyForm(forms.Form):
    """How much is copied; the whole account is its owner's to ask for."""

    MINE, ACCOUNT = "mine", "account"
    scope = forms.ChoiceField(label=_("What is copied"), widget=forms.RadioSelect)

    def __init__(self, *args, owner: bool, **kwargs):
        super().__init__(*args, **kwargs)
        account = (
            [(self.ACCOUNT, _("All data of the account, with its papers and documents"))] if owner else []
        )
        self.fields["scope"].choices = [
            *account,
            (self.MINE, _("My own data: sign-in, what I did, my consents")),
        ]
        self.fields["scope"].initial = self.fields["scope"].choices[0][0]


class AskForm(forms.Form):
    """What is to be corrected, erased, or not done any more."""

    kind = forms.ChoiceField(label=_("What you ask"), choices=ASKED, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Which data, and what is to be done"), max_length=PRIVACY.characters, widget=AREA,
        help_text=_("What is wrong and what is right; or which use you oppose, and why."),
    )  # fmt: skip
    proof = PaperField(label=_("Supporting paper"), required=False)
    marketing = forms.BooleanField(
        label=_("I oppose marketing: done at once, without a reason"), required=False
    )

    def clean(self):
        """Marketing is opposed without a reason, and without saying more."""
        data = super().clean()
        if data.get("marketing"):
            for name in ("kind", "words"):
                self.errors.pop(name, None)
            data |= {"kind": PrivacyRequest.Kind.OPPOSITION, "words": data.get("words", "")}
        return data


class AddressForm(forms.Form):
    """Where the link goes that shows whose address it is. `website` is a trap for machines."""

    email = forms.EmailField(
        label=_("Your e-mail address"), widget=forms.EmailInput({"dir": "ltr", "autocomplete": "email"}),
        help_text=_("The address that we may know you by. We send it a link, valid for one day."),
    )  # fmt: skip
    website = forms.CharField(required=False, widget=forms.HiddenInput({"autocomplete": "off"}))


class StrangerForm(forms.Form):
    """What somebody without an account asks; his address is shown to be his by the link."""

    name = forms.CharField(
        label=_("Your name"), max_length=160, widget=forms.TextInput({"autocomplete": "name"})
    )
    kind = forms.ChoiceField(
        label=_("What you ask"), choices=PrivacyRequest.Kind.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Which data, and what is to be done"), max_length=PRIVACY.characters, widget=AREA,
        help_text=_("The name, the server or the site it is about, and since when you know of it."),
    )  # fmt: skip
    proof = PaperField(
        label=_("Supporting paper"), required=False,
        help_text=_("What shows who you are, if the address does not: PDF, PNG or JPEG. Stored encrypted."),
    )  # fmt: skip


class ReplyForm(forms.Form):
    """The person's answer to our question."""

    words = forms.CharField(label=_("Your answer"), max_length=PRIVACY.characters, widget=AREA)


class ConsentForm(forms.Form):
    """Marketing: never ticked by us."""

    agreed = forms.BooleanField(label=consents.TEXT, required=False)


# --- staff ------------------------------------------------------------------------------------------------
class WordsForm(ReasonForm):
    """What the person is told."""

    words = forms.CharField(label=_("What the person reads"), max_length=PRIVACY.characters, widget=AREA)
    field_order = ["words", "reason"]


class RefusalForm(WordsForm):
    """A refusal names its ground."""

    ground = forms.ChoiceField(label=_("Ground of the law"), choices=PrivacyRequest.Ground.choices)
    field_order = ["ground", "words", "reason"]


BY_VERB = {"ask_information": WordsForm, "inform": WordsForm, "answer": WordsForm, "refuse": RefusalForm}


class EnterForm(forms.ModelForm):
    """What came by letter, by mail or at the desk, and what shows who asks."""

    proof = PaperField(label=_("Supporting paper"), required=False)

    class Meta:
        model = PrivacyRequest
        fields = [
            "kind",
            "channel",
            "name",
            "email",
            "language",
            "customer",
            "person",
            "whole_account",
            "words",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("name", "words"):
            self.fields[name].required = True
        self.fields["channel"].choices = [
            c for c in PrivacyRequest.Channel.choices if c[0] not in ("portal", "web")
        ]
