"""Forms of the payment desk: amounts as people type them, centimes inside."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from core import money
from core.admin import ReasonForm

from . import references
from .models import CreditEntry, Payment, Proforma


class AmountField(forms.CharField):
    """An amount as people type it; centimes inside."""

    def clean(self, value):
        typed = super().clean(value)
        try:
            return money.parse(typed) if typed else None
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def prepare_value(self, value):
        return money.number(value) if isinstance(value, int) else value


class PaidField(AmountField):
    """An amount of money that changed hands: above zero."""

    def clean(self, value):
        amount = super().clean(value)
        if amount is not None and amount <= 0:
            raise ValidationError(gettext("The amount must be above zero."))
        return amount


DAY = forms.DateInput(attrs={"type": "date"})


class ConfirmForm(ReasonForm):
    """What really came, and when."""

    received = PaidField(label=_("Amount received"), required=False, help_text=_("Empty: what was declared."))
    value_date = forms.DateField(label=_("Value date"), required=False, widget=DAY)


class MatchForm(ReasonForm):
    """Whose money it is."""

    reference = forms.CharField(label=_("Reference or number of the proforma"), required=False)
    customer = forms.ModelChoiceField(Customer.objects.all(), label=_("or the customer"), required=False)

    def clean_reference(self):
        typed = self.cleaned_data["reference"]
        known = Proforma.objects.filter(payment_reference=references.read(typed)) if typed else None
        found = known and (known.first() or Proforma.objects.filter(number=typed.strip().upper()).first())
        if typed and not found:
            raise ValidationError(gettext("No proforma has this reference or number."))
        return found

    def clean(self):
        data = super().clean()
        proforma = data.pop("reference", None)
        return data | {"proforma": proforma}


class ReceivedForm(forms.ModelForm):
    """A transfer seen on the bank statement."""

    amount = PaidField(label=_("Amount"))
    value_date = forms.DateField(label=_("Value date"), widget=DAY)

    class Meta:
        model = Payment
        fields = ["amount", "currency", "reference", "value_date"]


class GoodwillForm(forms.ModelForm):
    """A credit that staff give, with its reason (DN-6.2.5: nothing is credited automatically)."""

    amount = PaidField(label=_("Amount"))
    reason = forms.CharField(label=_("Reason"), max_length=255)

    class Meta:
        model = CreditEntry
        fields = ["customer", "amount", "reason"]
