"""The order form of a server: where, which system, which options, for how long, and the right of withdrawal."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core import display
from core.transitions import NotAllowed
from servers.managing.acts import host_name
from servers.models import Image, Server, ServerProduct, Site
from servers.options import OPTIONS
from servers.ordering import Choice
from servers.prices import Tariff

from . import keys

LTR = {"dir": "ltr", "spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}
CYCLES = {1: _("each month"), 3: _("each quarter"), 6: _("every six months"), 12: _("each year")}
MANAGEMENT = {
    "none": _("I manage it myself"),
    "managed": _("Managed: means and skilled staff, 2 h of work a month (SRV-A2-1.1)"),
    "fully_managed": _("Fully Managed: advice, help and warnings too, 5 h of work a month (SRV-A2-1.2)"),
}
WITHDRAWALS = {
    "waived": _("Activate it at once: I give up my right of withdrawal."),
    "kept": _("Keep my right: the server is activated after seven days, and I can withdraw until then."),
}
COUNTED = ("backup", "ipv4")


class SiteField(forms.ModelChoiceField):
    """A site, with its data-protection text in the choice (SRV-A3-1, SRV-A3-2)."""

    def label_from_instance(self, site):
        return f"{site.name} – {site.data_protection} ({site.clause})"


class ServerForm(forms.Form):
    """The whole order; only what is sold in the account's currency is on the form."""

    site = SiteField(
        Site.objects.none(), label=_("Where your data lie"), widget=forms.RadioSelect, empty_label=None
    )
    image = forms.ModelChoiceField(Image.objects.none(), label=_("System"), empty_label=None)
    hostname = forms.CharField(
        label=_("Host name"), max_length=253, widget=forms.TextInput(LTR),
        help_text=_("The whole name, like srv1.example.ma."),
    )  # fmt: skip
    cycle = forms.TypedChoiceField(label=_("Paid in advance"), coerce=int, widget=forms.RadioSelect)
    management = forms.ChoiceField(
        label=_("Who manages the system"), widget=forms.RadioSelect, initial="none", required=False
    )
    ssh_keys = forms.CharField(
        label=_("Public SSH keys"), required=False,
        widget=forms.Textarea({"rows": 3, **LTR}),
        help_text=_("One a line, as in your .pub file. Never paste a private key."),
    )  # fmt: skip
    withdrawal = forms.ChoiceField(
        label=_("Your right of withdrawal (seven days, C-21)"), choices=list(WITHDRAWALS.items()),
        widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args, product: ServerProduct, tariff: Tariff, customer, **kwargs):
        super().__init__(*args, **kwargs)
        self.product, self.tariff = product, tariff
        self.fields["site"].queryset = product.sites.filter(enabled=True)
        self.fields["image"].queryset = Image.objects.filter(enabled=True)
        self.fields["cycle"].choices = [(cycle, self._cycle(cycle)) for cycle in tariff.cycles]
        self._options()
        if customer.kind != "person":
            del self.fields["withdrawal"]
        last = [name for name in ("ssh_keys", "withdrawal") if name in self.fields]
        self.order_fields(["site", "image", "hostname", "cycle", "management", *COUNTED, "cpanel", *last])

    def _cycle(self, cycle: int):
        amount, saved = self.tariff.cycles[cycle], self.tariff.saving(cycle)
        words = _("{cycle}: {ht} excl. VAT, {ttc} incl. VAT (−{saved} %)") if saved else _(
            "{cycle}: {ht} excl. VAT, {ttc} incl. VAT")  # fmt: skip
        return format_lazy(words, cycle=CYCLES.get(cycle, cycle), ht=self._money(amount.ht),
                           ttc=self._money(amount.ttc), saved=saved)  # fmt: skip

    def _options(self) -> None:
        """Each option that has a price, with its price for one month."""
        sold = {code: cycles[1] for code, cycles in self.tariff.options.items() if 1 in cycles}
        managed = [("none", MANAGEMENT["none"]), *(
            (code, format_lazy("{} – {}", MANAGEMENT[code], self._monthly(sold[code].ht)))
            for code in ("managed", "fully_managed") if code in sold
        )]  # fmt: skip
        self.fields["management"].choices = managed
        for code in COUNTED:
            if code in sold:
                self.fields[code] = forms.IntegerField(
                    label=OPTIONS[code].words, min_value=0, max_value=OPTIONS[code].most, required=False, initial=0,
                    help_text=format_lazy("{} ({})", self._monthly(sold[code].ht), OPTIONS[code].clause),
                )  # fmt: skip
        if "cpanel" in sold:
            words = format_lazy("{} – {}", OPTIONS["cpanel"].words, self._monthly(sold["cpanel"].ht))
            self.fields["cpanel"] = forms.BooleanField(label=words, required=False)

    def _monthly(self, ht: int):
        return format_lazy(_("{price} a month excl. VAT"), price=self._money(ht))

    def _money(self, centimes: int) -> str:
        return display.amount(centimes, self.tariff.currency)

    def clean_hostname(self) -> str:
        try:
            return host_name(self.cleaned_data["hostname"])
        except NotAllowed as refusal:
            raise ValidationError(refusal.message) from None

    def clean_ssh_keys(self) -> str:
        return keys.checked(self.cleaned_data["ssh_keys"])

    def choice(self) -> Choice:
        """What was chosen; a business account has no right of withdrawal (C-21)."""
        said = self.cleaned_data
        taken = {code: said.get(code) or 0 for code in COUNTED} | {"cpanel": int(bool(said.get("cpanel")))}
        managed = said.get("management") or "none"
        if managed != "none":
            taken[managed] = 1
        return Choice(
            self.product, said["site"], said["image"], said["hostname"], cycle=said["cycle"],
            options=tuple((code, n) for code, n in taken.items() if n), ssh_keys=said["ssh_keys"],
            withdrawal=said.get("withdrawal") or Server.Withdrawal.NONE,
        )  # fmt: skip
