"""Forms about the end of a name: cancelling it, saying what protects it; staff's decisions about it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from billing.papers import DocumentField
from contracts.leaving.forms import StaffNoticeForm
from core.admin import ReasonForm
from domains.models import Authority, Cancellation, Hold, LegalDecision, ReasonCode

A_DAY = forms.DateInput(attrs={"type": "date"})


class CancelForm(forms.Form):
    """The end of a name, confirmed twice: a tick, and the name typed."""

    reason = forms.ChoiceField(label=_("Why do you cancel it?"), choices=Cancellation.Reason.choices)
    detail = forms.CharField(
        label=_("Explanation"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    understood = forms.BooleanField(
        label=_("I know what happens next, and that nothing is refunded."), help_text="DN-6.2.5"
    )
    typed = forms.CharField(
        label=_("Type the name to confirm"), max_length=253, widget=forms.TextInput(attrs={"dir": "ltr"})
    )

    def __init__(self, *args, domain, **kwargs):
        super().__init__(*args, **kwargs)
        self.domain = domain

    def clean_typed(self) -> str:
        typed = self.cleaned_data["typed"].strip().lower()
        if typed not in {self.domain.name, self.domain.unicode_name}:
            words = _("That is not the name. Type %(name)s to cancel it, or leave this page to keep it.")
            raise forms.ValidationError(words, params={"name": self.domain})
        return typed


class ClaimForm(forms.Form):
    """What protects a name, with its proof (DN-A1-2)."""

    kind = forms.ChoiceField(label=_("Circumstance"), choices=Hold.Kind.choices)
    detail = forms.CharField(
        label=_("What has happened?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    proof = DocumentField(label=_("Proof: receipt, decision, letter"))


class HoldForm(ReasonForm):
    """Why the name must not be deleted (DN-A1-2)."""

    kind = forms.ChoiceField(label=_("Circumstance"), choices=Hold.Kind.choices)


class RefusalForm(ReasonForm):
    """Why a cancellation is not carried out."""

    refusal = forms.ChoiceField(label=_("Why refused"), choices=Cancellation.Refusal.choices)


class RulingForm(ReasonForm):
    """Who has spoken, why, and with which paper. What the holder reads is written here too."""

    authority = forms.ChoiceField(label=_("Authority"), choices=Authority.choices)
    reference = forms.CharField(label=_("Reference"), max_length=120, required=False)
    detail = forms.CharField(
        label=_("What the holder is told"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    document = DocumentField(label=_("Document"), required=False)
    gag_until = forms.DateField(
        label=_("Not to be told until"), required=False, widget=A_DAY,
        help_text=_("Only where the law forbids telling the holder; he is told afterwards (C-29)."),
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        outside = data.get("authority") not in {Authority.PROVIDER, None}
        if outside and not data.get("reference"):
            self.add_error("reference", _("An authority's decision has a reference (DN-4.1)."))
        return data


ELSEWHERE = (ReasonCode.FORMAL, ReasonCode.ACCOUNT)  # these come with their notice, with their case
GROUNDS = [code for code in ReasonCode.choices if code[0] not in ELSEWHERE]


class SuspensionForm(RulingForm):
    """A suspension, with its ground and, where it has one, its last day."""

    grounds = forms.ChoiceField(label=_("Ground in the contract"), choices=GROUNDS)
    until = forms.DateField(label=_("Suspended until"), required=False, widget=A_DAY)


class DecisionForm(RulingForm):
    """A decision that another person will execute (DN-6.1.1)."""

    grounds = forms.ChoiceField(label=_("Ground in the contract"), choices=GROUNDS)
    effect = forms.ChoiceField(label=_("Effect"), choices=LegalDecision.Effect.choices)
    issuer = forms.CharField(label=_("Court or panel"), max_length=200, required=False)
    decided_on = forms.DateField(label=_("Decided on"), required=False, widget=A_DAY)
    beneficiary = forms.CharField(
        label=_("New holder"), required=False, max_length=24,
        help_text=_("The contact of the account that receives the name: its identifier (con_…)."),
    )  # fmt: skip

    def clean_beneficiary(self) -> Contact | None:
        typed = self.cleaned_data["beneficiary"].strip()
        found = Contact.objects.select_related("customer").filter(public_id=typed).first() if typed else None
        if typed and found is None:
            raise forms.ValidationError(_("There is no such contact. Copy its identifier from its page."))
        return found

    def clean(self):
        data = super().clean()
        if data.get("effect") == LegalDecision.Effect.TRANSFER and not data.get("beneficiary"):
            self.add_error("beneficiary", _("Say to whom the name goes."))
        if data.get("authority") not in {Authority.PROVIDER, None} and not data.get("document"):
            self.add_error("document", _("Attach the decision: it is the proof of its execution (DN-6.1.1)."))
        return data


class AuthorityForm(ReasonForm):
    """The registry has deleted the name by itself: on whose order, and with which words."""

    authority = forms.ChoiceField(label=_("Authority"), choices=Authority.choices)
    words = forms.CharField(
        label=_("The reason that the registry gave"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    reference = forms.CharField(label=_("Reference"), max_length=120, required=False)


BY_VERB = {
    "let_expire": StaffNoticeForm,
    "open_hold": HoldForm,
    "suspend": SuspensionForm,
    "enter_decision": DecisionForm,
    "deleted_by_authority": AuthorityForm,
}
