"""Forms of the statements' desk: which file of which account, how its columns are read, whose money a line is."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.admin_forms import AmountField, PaidField
from billing.models import BankAccount, BankLine
from core import display
from core.admin import ReasonForm

from . import importing, takings
from .layout import DAYS, DELIMITERS, ROLES, Layout
from .reading import BadStatement

SIGNS = {";": "; ", "\t": _("tabulator"), ",": ", ", "|": "| "}
DAY_NAMES = {"%d/%m/%Y": "31/12/2026", "%Y-%m-%d": "2026-12-31", "%d-%m-%Y": "31-12-2026", "%d.%m.%Y": "31.12.2026",
             "%d/%m/%y": "31/12/26", "%Y%m%d": "20261231"}  # fmt: skip


class ImportForm(forms.Form):
    """A file of one of our accounts; its clean `file` is (name, bytes)."""

    account = forms.ModelChoiceField(BankAccount.objects.filter(active=True), label=_("Bank account"))
    file = forms.FileField(
        label=_("Statement"),
        help_text=_("CSV, MT940 or CAMT.053, 10 MB at most. The same file is never imported twice."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.sta,.mt940,.940,.xml"}),
        allow_empty_file=True,
    )

    def clean_file(self) -> tuple[str, bytes]:
        file = self.cleaned_data["file"]
        try:
            importing.demand_size(file.size)
        except BadStatement as refusal:
            raise ValidationError(refusal.message) from None
        return file.name, file.read()


class LayoutForm(forms.Form):
    """How a CSV file is read: kept with the account when the file is imported."""

    delimiter = forms.ChoiceField(
        label=_("Between columns"), choices=[(sign, SIGNS[sign]) for sign in DELIMITERS]
    )
    decimal = forms.ChoiceField(label=_("Decimal mark"), choices=[(",", "1 234,50"), (".", "1,234.50")])
    days = forms.ChoiceField(label=_("How days are written"), choices=[(day, DAY_NAMES[day]) for day in DAYS])

    def __init__(self, *args, headers=(), layout: Layout | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        given = layout or Layout()
        self.initial |= {"delimiter": given.delimiter, "decimal": given.decimal, "days": given.days}
        choices = [("", "–"), *((header, header) for header in headers)]
        for role, (label, _words) in ROLES.items():
            self.fields[role] = forms.ChoiceField(label=label, choices=choices, required=False)
            self.initial[role] = given.columns.get(role, "")

    @property
    def layout(self) -> Layout:
        """The layout that was chosen."""
        data = self.cleaned_data
        columns = {role: data[role] for role in ROLES if data[role]}
        return Layout(data["delimiter"], data["decimal"], data["days"], columns)


class OwnerForm(ReasonForm):
    """To whose credit account the money goes."""

    customer = forms.ModelChoiceField(Customer.objects.all(), label=_("Customer"))


class TakingsForm(ReasonForm):
    """Which takings the line is; those that fit best are ticked. What is missing is the commission."""

    chosen = forms.MultipleChoiceField(label=_("Takings"), widget=forms.CheckboxSelectMultiple)
    vat = AmountField(label=_("VAT in the commission"), required=False,
                      help_text=_("As the gateway's invoice says; empty: none."))  # fmt: skip
    exchanged = PaidField(
        label=_("Exchanged by the bank"), required=False,
        help_text=_("Of takings in another currency: how much of it the bank gave this line for, as its advice says."),
    )  # fmt: skip

    def __init__(self, *args, line: BankLine, **kwargs):
        super().__init__(*args, **kwargs)
        items = takings.for_line(line)
        self.fields["chosen"].choices = [
            (item.key, f"{item.title} – {display.amount(item.amount, item.currency)}") for item in items
        ]
        self.initial["chosen"] = takings.fitting(
            [item for item in items if item.currency == line.currency], line.amount
        )
        if all(item.currency == line.currency for item in items):
            del self.fields["exchanged"]
        came = display.amount(line.amount, line.currency)
        words = (
            _("The line is %(came)s.")
            if items
            else _("The line is %(came)s; no takings of that day or before wait.")
        )
        self.fields["chosen"].help_text = words % {"came": came}
