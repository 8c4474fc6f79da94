"""The form of options: what a running server has, what more costs for the rest of the term, what less means."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core import display
from servers.coverage import outsourced
from servers.models import Server
from servers.options import MANAGED, OPTIONS
from servers.ordering import backup_by, option_rests, options_next, options_of
from servers.shop.forms import COUNTED, MANAGEMENT


class OptionsForm(forms.Form):
    """From now on these; each with the price of what is added, until the end of the paid period, before tax."""

    management = forms.ChoiceField(label=_("Who manages the system"), widget=forms.RadioSelect)

    def __init__(self, *args, server: Server, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.server, taken = server, options_next(server)
        self.had, self.rests = options_of(server), option_rests(server, OPTIONS, today)
        management: Any = self.fields["management"]
        management.choices = [("none", MANAGEMENT["none"]), *self._managed()]
        management.initial = next((c for c in reversed(MANAGED) if taken.get(c)), "none")
        for code in COUNTED:
            if code in self.rests or code in self.had:
                words: Any = OPTIONS[code].words
                self.fields[code] = forms.IntegerField(
                    label=words, min_value=0, max_value=OPTIONS[code].most,
                    initial=taken.get(code, 0), help_text=self._priced(code),
                )  # fmt: skip
        if "cpanel" in self.rests or "cpanel" in self.had:
            licence: Any = OPTIONS["cpanel"].words
            self.fields["cpanel"] = forms.BooleanField(
                label=licence, required=False, initial=bool(taken.get("cpanel")),
                help_text=self._priced("cpanel"),
            )  # fmt: skip
        if server.backup_by != "customer":
            self.fields["own_backup"] = forms.BooleanField(
                label=_("Without backup and management I back up my data myself (SRV-5.1(2))."),
                required=False,
            )

    def _managed(self):
        for code in MANAGED:
            if code in self.rests or code in self.had:
                has = self.had.get(code) or (code == "managed" and self.had.get("fully_managed"))
                yield (
                    code,
                    MANAGEMENT[code] if has else format_lazy("{} – {}", MANAGEMENT[code], self._priced(code)),
                )

    def _priced(self, code: str) -> Any:
        """What one more costs, or that it is not sold any more."""
        if code not in self.rests:
            return _("no longer sold: it can only be given up")
        price = display.amount(self.rests[code], self.server.customer.currency)
        return format_lazy(_("{price} excl. VAT for one more, until the end of the paid period"), price=price)

    def wanted(self) -> dict[str, int]:
        """Code → how often."""
        said = self.cleaned_data
        taken = {code: int(said.get(code) or 0) for code in (*COUNTED, "cpanel")}
        if said["management"] != "none":
            taken[said["management"]] = 1
        return {code: n for code, n in taken.items() if n}

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        asked = "own_backup" in self.fields and not said.get("own_backup") and not self.errors
        if asked and backup_by(self.wanted(), outsourced(self.server)) == "customer":
            self.add_error("own_backup", _("Tick that you back up your data yourself, or keep an option."))
        return said
