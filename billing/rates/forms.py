"""Forms of the rates' desk: one rate typed, or a list imported."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing.models import ExchangeRate
from core.transitions import NotAllowed

from . import files

SOURCE = "Bank Al-Maghrib"


class RateForm(forms.ModelForm):
    """One rate as it is published."""

    rate = forms.CharField(label=_("Dirhams for one unit"), help_text=_("Like 10.8453"))
    source = forms.CharField(label=_("Source"), initial=SOURCE, max_length=60)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=255,
        help_text=_("Only where it corrects a rate that is entered already."),
    )  # fmt: skip

    class Meta:
        model = ExchangeRate
        fields = ["currency", "day"]
        widgets = {"day": forms.DateInput(attrs={"type": "date"})}

    def clean_rate(self) -> Decimal:
        typed = self.cleaned_data["rate"].strip().replace(",", ".")
        try:
            return Decimal(typed)
        except InvalidOperation:
            raise ValidationError(gettext("Write the dirhams for one unit, like 10.8453.")) from None

    def _get_validation_exclusions(self):
        """Nothing of the row is judged here: the same day once more is a correction, which the book judges."""
        return {field.name for field in ExchangeRate._meta.fields}


class ListForm(forms.Form):
    """A list of rates in CSV."""

    file = forms.FileField(
        label=_("List of rates (CSV)"),
        help_text=_(
            "Its first line names the columns: date, currency, rate. Other currencies are passed over."
        ),
    )
    source = forms.CharField(label=_("Source"), initial=SOURCE, max_length=60)

    def clean(self):
        data = super().clean()
        if "file" in data and "source" in data:
            try:
                data["rates"] = files.read(data["file"].read(files.LARGEST + 1), data["source"])
            except NotAllowed as refusal:
                self.add_error("file", refusal.message)
        return data
