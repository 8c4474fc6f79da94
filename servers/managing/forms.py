"""The forms of management: power, install anew, another size, a reverse name."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core import display
from servers.models import Image
from servers.ordering import difference

from .acts import POWER

LTR = {"dir": "ltr", "spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}


class PowerForm(forms.Form):
    """Power on, off, restart."""

    kind = forms.ChoiceField(
        label=_("Power"), choices=[(kind, kind.label) for kind in POWER], widget=forms.RadioSelect
    )


class RebuildForm(forms.Form):
    """Which system; the server's name once more."""

    image = forms.ModelChoiceField(Image.objects.none(), label=_("System"), empty_label=None)
    typed = forms.CharField(
        label=_("Type the name of the server"), max_length=253, widget=forms.TextInput(LTR),
        help_text=_("All data on it are lost, for good."),
    )  # fmt: skip

    def __init__(self, *args, server, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["image"].queryset = Image.objects.filter(enabled=True)
        self.fields["image"].initial = server.image_id


class ResizeForm(forms.Form):
    """A larger configuration, with what it costs for the rest of the term."""

    product = forms.ModelChoiceField(
        None, label=_("New configuration"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args, server, sizes, today, **kwargs):
        super().__init__(*args, **kwargs)
        field, currency = self.fields["product"], server.customer.currency
        field.queryset = sizes
        field.label_from_instance = lambda product: format_lazy(
            _("{product}: {cpus} cores, {ram} GB, {disk} GB – {price} excl. VAT until the end of the term"),
            product=product, cpus=product.cpus, ram=product.ram, disk=product.disk,
            price=display.amount(difference(server, product, today), currency),
        )  # fmt: skip


class ReverseForm(forms.Form):
    """The name of one address."""

    ip = forms.ChoiceField(label=_("Address"))
    name = forms.CharField(
        label=_("Host name"), max_length=253, required=False, widget=forms.TextInput(LTR),
        help_text=_("The whole name, like srv1.example.ma; empty takes the name away."),
    )  # fmt: skip

    def __init__(self, *args, server, **kwargs):
        super().__init__(*args, **kwargs)
        rows = list(server.addresses.order_by("pk"))
        self.fields["ip"].choices = [(row.ip, f"{row.ip} {row.reverse}".strip()) for row in rows]
