"""The forms about a server's term and end, the customer's and the staff's."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from contracts.leaving.forms import StaffNoticeForm
from core import display
from core.admin import ReasonForm
from servers.models import Server, ServerDecision
from servers.shop.forms import CYCLES


class RenewForm(forms.Form):
    """The months of the next term."""

    cycle = forms.TypedChoiceField(label=_("Next term"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args, server, tariff, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cycle"].choices = [
            (cycle, format_lazy(_("{cycle}: {ht} excl. VAT, {ttc} incl. VAT, options apart"), cycle=CYCLES[cycle],
                                ht=display.amount(amount.ht, tariff.currency),
                                ttc=display.amount(amount.ttc, tariff.currency)))
            for cycle, amount in tariff.cycles.items()
        ]  # fmt: skip
        self.fields["cycle"].initial = server.cycle


class CorrectForm(forms.Form):
    """What was done."""

    what = forms.CharField(
        label=_("What have you corrected?"), max_length=1000, widget=forms.Textarea({"rows": 4}),
        help_text=_("The more we know, the sooner we have looked."),
    )  # fmt: skip


class SuspendForm(ReasonForm):
    """The ground, and the words for the customer; the reason stays with staff."""

    ground = forms.ChoiceField(
        label=_("ground"), choices=[(g, g.label) for g in Server.Ground if g != Server.Ground.BILLING]
    )
    text = forms.CharField(
        label=_("what the customer reads"), widget=forms.Textarea({"rows": 4}), max_length=2000
    )
    gag_until = forms.DateField(
        label=_("customer not told before (only by order of an authority)"), required=False,
        widget=forms.DateInput({"type": "date"}),
    )  # fmt: skip
    field_order = ["ground", "text", "gag_until", "reason"]


class TextForm(ReasonForm):
    """Words for the customer."""

    text = forms.CharField(
        label=_("what the customer reads"), widget=forms.Textarea({"rows": 4}), max_length=2000
    )
    field_order = ["text", "reason"]


class NoteForm(ReasonForm):
    """A short word for the customer's banner."""

    note = forms.CharField(label=_("what the customer reads"), max_length=300)
    field_order = ["note", "reason"]


class DecisionForm(ReasonForm):
    """A termination: its ground, what the customer reads, what only staff read."""

    ground = forms.ChoiceField(label=_("ground"), choices=[
        ground for ground in ServerDecision.Ground.choices if ground[0] != ServerDecision.Ground.FORMAL
    ])  # fmt: skip
    reference = forms.CharField(label=_("reference"), required=False, max_length=80)
    detail = forms.CharField(
        label=_("what the customer reads"),
        widget=forms.Textarea({"rows": 4}),
        max_length=2000,
        required=False,
    )
    note = forms.CharField(
        label=_("note for staff"), widget=forms.Textarea({"rows": 2}), max_length=2000, required=False
    )
    gag_until = forms.DateField(
        label=_("customer not told before (only by order of an authority)"), required=False,
        widget=forms.DateInput({"type": "date"}),
    )  # fmt: skip
    field_order = ["ground", "reference", "detail", "note", "gag_until", "reason"]


BY_VERB: dict[str, type[forms.Form]] = {
    "suspend": SuspendForm, "not_corrected": TextForm, "flag_degraded": NoteForm, "enter_decision": DecisionForm,
    "note_non_renewal": StaffNoticeForm,
}  # fmt: skip
