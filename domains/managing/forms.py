"""Forms of a name's technical settings: each error says which line is wrong and what to type instead."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import hosts, lookups, signers
from .terms import MANAGING

SHOWN_AT_LEAST = 4
LTR = {"dir": "ltr", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class WarnedForm(forms.Form):
    """A form that may warn: the first time it shows what the DNS says, the second time it goes on."""

    anyway = forms.BooleanField(label=_("I have read the warnings: send it anyway"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.warnings: list[str] = []

    def look(self) -> list[str]:
        """What a look into the DNS says against it."""
        raise NotImplementedError

    def clean(self):
        data = super().clean()
        if not self.errors and not data.get("anyway"):
            self.warnings = self.look()
            if self.warnings:
                self.add_error(
                    "anyway", _("Read the warnings below, then tick this box or correct the lines.")
                )
        return data


class NameServersForm(WarnedForm):
    """2 to 13 hosts; an address only beside a host under the name itself (glue)."""

    def __init__(self, *args, domain, **kwargs):
        super().__init__(*args, **kwargs)
        self.domain = domain
        for n in range(1, MANAGING.hosts_max + 1):
            self.fields[f"host_{n}"] = forms.CharField(
                label=_("Name server %(n)s") % {"n": n}, required=False, max_length=hosts.TYPED_AT_MOST,
                widget=forms.TextInput(LTR),
            )  # fmt: skip
            self.fields[f"addresses_{n}"] = forms.CharField(
                label=_("Addresses of name server %(n)s") % {"n": n}, required=False,
                max_length=hosts.TYPED_AT_MOST, widget=forms.TextInput(LTR),
            )  # fmt: skip
        self.order_fields([name for name in self.fields if name != "anyway"])

    @staticmethod
    def initial_of(rows: list[dict[str, Any]]) -> dict[str, str]:
        """The fields of a stored delegation."""
        known = {f"host_{n}": row["name"] for n, row in enumerate(rows, 1)}
        return known | {f"addresses_{n}": " ".join(row.get("addresses", ())) for n, row in enumerate(rows, 1)}

    def pairs(self) -> list[dict[str, Any]]:
        """The rows as the page draws them: some at once, the rest on demand."""
        filled = [n for n in range(1, MANAGING.hosts_max + 1) if self[f"host_{n}"].value()]
        shown = max([SHOWN_AT_LEAST, *(n + 1 for n in filled)])
        return [
            {"host": self[f"host_{n}"], "addresses": self[f"addresses_{n}"], "more": n > shown}
            for n in range(1, MANAGING.hosts_max + 1)
        ]

    def clean(self):
        self.rows = [row for n in range(1, MANAGING.hosts_max + 1) if (row := self._row(n))]
        if not self.errors:
            try:
                hosts.check_set(self.rows)
            except hosts.WrongHost as wrong:
                self.add_error(None, str(wrong))
        return super().clean()

    def _row(self, n: int) -> dict[str, Any] | None:
        typed, beside = self.cleaned_data.get(f"host_{n}", ""), self.cleaned_data.get(f"addresses_{n}", "")
        if not typed and not beside:
            return None
        try:
            name = hosts.host_name(typed)
        except hosts.WrongHost as wrong:
            self.add_error(f"host_{n}", str(wrong))
            return None
        try:
            found = hosts.addresses(beside)
            hosts.check_host(name, found, self.domain.name)
        except hosts.WrongHost as wrong:
            self.add_error(f"addresses_{n}", str(wrong))
            return None
        return {"name": name, "addresses": found}

    def look(self) -> list[str]:
        return lookups.silent_hosts(self.domain.name, self.rows)


class GlueForm(forms.Form):
    """A host under the name, with its public addresses."""

    host = forms.CharField(label=_("Host"), max_length=hosts.TYPED_AT_MOST, widget=forms.TextInput(LTR))
    addresses = forms.CharField(
        label=_("Addresses"), max_length=hosts.TYPED_AT_MOST, widget=forms.TextInput(LTR),
        help_text=_("IPv4 and IPv6, with a blank between them."),
    )  # fmt: skip

    def __init__(self, *args, domain, **kwargs):
        super().__init__(*args, **kwargs)
        self.domain = domain
        self.fields["host"].help_text = _("A host under this name, like ns1.%(name)s.") % {"name": domain}

    def clean_host(self) -> str:
        try:
            host = hosts.host_name(self.cleaned_data["host"])
        except hosts.WrongHost as wrong:
            raise forms.ValidationError(str(wrong)) from None
        if not hosts.is_under(host, self.domain.name):
            words = _("%(host)s does not lie under %(domain)s: only its own domain can give it an address.")
            raise forms.ValidationError(words, params={"host": host, "domain": self.domain.name})
        return host

    def clean_addresses(self) -> list[str]:
        try:
            found = hosts.addresses(self.cleaned_data["addresses"])
            hosts.check_host(f"ns.{self.domain.name}", found, self.domain.name)
        except hosts.WrongHost as wrong:
            raise forms.ValidationError(str(wrong)) from None
        return found


class DsForm(WarnedForm):
    """DS records, typed or computed from a DNSKEY."""

    records = forms.CharField(
        label=_("DS records or DNSKEY"), max_length=signers.TYPED_AT_MOST,
        widget=forms.Textarea({"rows": 5, **LTR}),
        help_text=_("One on a line, as your DNS operator gives them. From a DNSKEY we compute the DS record."),
    )  # fmt: skip
    field_order = ["records", "anyway"]

    def __init__(self, *args, domain, **kwargs):
        super().__init__(*args, **kwargs)
        self.domain = domain

    def clean_records(self) -> list[dict[str, Any]]:
        try:
            return signers.records(self.cleaned_data["records"], self.domain.name)
        except signers.WrongRecord as wrong:
            raise forms.ValidationError(str(wrong)) from None

    def look(self) -> list[str]:
        return lookups.unsigned(self.domain.name, self.cleaned_data["records"])


class SureForm(forms.Form):
    """The second yes before an act that binds."""

    confirmed = forms.BooleanField(label=_("Yes, I am sure"))
