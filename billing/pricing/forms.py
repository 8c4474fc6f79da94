"""Changing prices: a new row from a day on. What has begun is never changed: orders are pinned on it (C-03)."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from billing.admin_forms import AmountField
from billing.models import Price
from core import display

from .periods import Overlap, close_open_ones


class PriceForm(forms.ModelForm):
    """One price. Once its first day has come only its end can still be set, to a day to come; `today` says whether."""

    amount = AmountField(label=Price._meta.get_field("amount").verbose_name)
    floor = AmountField(label=Price._meta.get_field("floor").verbose_name, required=False)

    class Meta:
        model = Price
        fields = ["operation", "currency", "amount", "floor", "starts_on", "ends_on"]

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        if self.has_begun:
            for name in ("operation", "currency", "amount", "floor", "starts_on"):
                self.fields[name].disabled = True

    @property
    def has_begun(self) -> bool:
        """Whether somebody may have ordered at this price."""
        return bool(self.instance.pk) and self.instance.starts_on <= self.today

    def clean_amount(self) -> int:
        amount = self.cleaned_data["amount"]
        if amount < 0:
            raise ValidationError(_("A price is not negative."))
        return amount

    def clean_floor(self) -> int:
        return self.cleaned_data["floor"] or 0

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        if not self.has_begun and day < self.today:
            raise ValidationError(_("The past is not changed: let the new price begin today or later."))
        return day

    def clean_ends_on(self):
        day = self.cleaned_data["ends_on"]
        if self.has_begun and "ends_on" in self.changed_data and day and day < self.today:
            raise ValidationError(_("The past is not changed: let the price end today or later."))
        return day

    def clean(self):
        data = super().clean()
        floor, amount = data.get("floor"), data.get("amount")
        if floor is not None and amount is not None and floor > amount:
            self.add_error("floor", _("The lowest amount is above the price."))
        return data


class PriceFormSet(forms.BaseInlineFormSet):
    """The prices of a product: none overlaps another, an open one ends where the next begins.

    `today` is set by the page that makes the class.
    """

    today: date

    def get_form_kwargs(self, index):
        return super().get_form_kwargs(index) | {"today": self.today}

    def clean(self):
        super().clean()
        for form in self.deleted_forms:
            if form.has_begun:
                raise ValidationError(_("A price that has begun is not deleted: give it an end."))
        kept = [form for form in self.forms if form not in self.deleted_forms]
        rows = [
            form.instance for form in kept if form.instance.pk or (form.has_changed() and form.is_valid())
        ]
        try:
            self.closed = close_open_ones(row for row in rows if row.starts_on)
        except Overlap as overlap:
            words = _(
                "Two prices for %(operation)s in %(currency)s would hold on %(day)s: end the first one before."
            )
            later = overlap.later
            said = {
                "operation": later.operation,
                "currency": later.currency,
                "day": display.day(later.starts_on),
            }
            raise ValidationError(words % said) from None

    def save(self, commit=True):
        rows = super().save(commit)
        for row in self.closed:
            if row.pk:
                row.save(update_fields=["ends_on"])
        return rows
