"""Forms of the cash desk: amounts as people type them, centimes inside."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing import references
from billing.admin_forms import AmountField
from billing.models import Bundle, Proforma, Till
from core.admin import ReasonForm


class OpenForm(forms.ModelForm):
    """The float in the drawer when the till is opened."""

    float_amount = AmountField(label=_("Opening float"))

    class Meta:
        model = Till
        fields = ["float_amount"]

    def clean_float_amount(self):
        return at_least_nothing(self.cleaned_data["float_amount"])


class CountForm(forms.Form):
    """What lies in the drawer; the reason explains a difference."""

    counted = AmountField(label=_("Counted in the drawer"))
    explanation = forms.CharField(
        label=_("Explanation of a difference"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    reason = ReasonForm.base_fields["reason"]

    def clean_counted(self):
        return at_least_nothing(self.cleaned_data["counted"])


class TakeForm(forms.Form):
    """Cash for a proforma or a joint payment: first shown with its stamp duty, then taken."""

    reference = forms.CharField(label=_("Reference or number of the proforma"), max_length=40)
    amount = AmountField(label=_("Amount, without the stamp duty"), required=False,
                         help_text=_("Empty: all that is to pay."))  # fmt: skip
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_reference(self):
        typed = self.cleaned_data["reference"]
        found = payable(typed)
        if found is None:
            raise ValidationError(gettext("No proforma has this reference or number."))
        return found


class BankForm(ReasonForm):
    """Cash carried to the bank."""

    amount = AmountField(label=_("Amount"))


def payable(typed: str):
    """What a reference or a number stands for; None where nobody knows it."""
    known = {"payment_reference": references.read(typed) or "?"}
    for found in (Proforma.objects.filter(**known), Bundle.objects.filter(**known),
                  Proforma.objects.filter(number=typed.strip().upper())):  # fmt: skip
        if thing := found.select_related("customer").first():
            return thing
    return None


def at_least_nothing(amount: int) -> int:
    """A drawer holds no less than nothing."""
    if amount < 0:
        raise ValidationError(gettext("The amount cannot be below zero."))
    return amount
