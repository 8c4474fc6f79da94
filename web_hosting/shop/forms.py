"""The order form of a space: its name, its period, and whether a consumer wants it at once (C-21)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import display
from web_hosting.accounts import taken
from web_hosting.domain_names import LONGEST, parse
from web_hosting.models import HostingPlan
from web_hosting.ordering import Choice, has_withdrawal
from web_hosting.prices import Amount

LTR = {"dir": "ltr", "spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}
NOW, LATER = "now", "later"
START = [
    (NOW, _("At once: I give up my right of withdrawal of seven days.")),
    (LATER, _("After seven days: until then I can withdraw and am paid back.")),
]


def period(cycle: int) -> str:
    """A period in words."""
    return ngettext("%(n)s month", "%(n)s months", cycle) % {"n": cycle}


class OrderForm(forms.Form):
    """What a space needs; only the periods that are sold in the account's currency are offered."""

    domain = forms.CharField(
        label=_("Domain name"), max_length=LONGEST, widget=forms.TextInput(LTR),
        help_text=_("A name that you hold and can point to us, like example.ma. It stays yours whatever becomes of"
                    " the hosting."),
    )  # fmt: skip
    cycle = forms.TypedChoiceField(label=_("Period"), coerce=int, widget=forms.RadioSelect)
    holds = forms.BooleanField(label=_("I hold this name, or its holder lets me use it."), help_text="HD-4.1")
    start = forms.ChoiceField(label=_("When shall it be set up?"), choices=START, widget=forms.RadioSelect)

    def __init__(self, *args, plan: HostingPlan, tariff: dict[int, Amount], customer, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan, self.customer = plan, customer
        self.fields["cycle"].choices = [
            (cycle, _("%(period)s – %(price)s excl. VAT, %(ttc)s incl. VAT") % {
                "period": period(cycle), "price": display.amount(price.ht, customer.currency),
                "ttc": display.amount(price.ttc, customer.currency)})
            for cycle, price in tariff.items()
        ]  # fmt: skip
        if not has_withdrawal(plan, customer):
            del self.fields["start"]

    def clean_domain(self) -> str:
        name = parse(self.cleaned_data["domain"])
        if taken(name, self.plan, self.customer):
            words = _(
                "%(name)s is hosted here already. Change its plan on its page, or write to us if it is yours."
            )
            raise ValidationError(words, params={"name": self.cleaned_data["domain"]})
        return name

    def choice(self) -> Choice:
        """What was chosen; a business has no withdrawal and wants it at once."""
        said = self.cleaned_data
        return Choice(self.plan, said["domain"], said["cycle"], said.get("start", NOW) == NOW)
