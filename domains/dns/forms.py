"""Forms of the DNS editor: one record with the fields of its type, templates, an import, switching on and off."""

from django import forms
from django.utils.translation import gettext_lazy as _

from . import names, presets, rdata
from .entries import APEX, Entry
from .refusals import BadRecord
from .rules import wrong_ttl
from .terms import DNS

LTR = {"dir": "ltr", "autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}


def _text(label, help_text="", **options) -> forms.CharField:
    widget = forms.TextInput(attrs=LTR)
    return forms.CharField(label=label, help_text=help_text, max_length=DNS.content, widget=widget, **options)


def _number(label, help_text="", **options) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=0, max_value=65_535, **options)


def _choice(label, choices) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices)


TARGET = _("A name; a single word is a name under your own, “@” is your name itself.")
HEXADECIMAL = _("Hexadecimal digits")
CRITICAL = [("0", _("ignore")), ("128", _("refuse to issue (critical)"))]
TAGS = [(tag, tag) for tag in rdata.CAA_TAGS]
ALGORITHMS = [("4", "4 Ed25519"), ("3", "3 ECDSA"), ("1", "1 RSA"), ("2", "2 DSA"), ("6", "6 Ed448")]
USAGES = [("3", "3 DANE-EE"), ("2", "2 DANE-TA"), ("1", "1 PKIX-EE"), ("0", "0 PKIX-TA")]
FINGERPRINTS = [("2", "2 SHA-256"), ("1", "1 SHA-1")]
SELECTORS = [("1", "1 SPKI"), ("0", "0 Cert")]
MATCHING = [("1", "1 SHA-256"), ("2", "2 SHA-512"), ("0", "0 Full")]


def _target() -> dict[str, forms.Field]:
    return {"value": _text(_("Points to"), TARGET)}


def _txt() -> dict[str, forms.Field]:
    widget = forms.Textarea(attrs={**LTR, "rows": 4})
    return {"value": forms.CharField(label=_("Text"), max_length=DNS.content, widget=widget)}


def _mx() -> dict[str, forms.Field]:
    return {"preference": _number(_("Preference"), _("The lowest is tried first."), initial=10), **_target()}


def _srv() -> dict[str, forms.Field]:
    numbers = {"priority": _number(_("Priority"), initial=10), "weight": _number(_("Weight"), initial=0)}
    return {**numbers, "port": _number(_("Port")), **_target()}


def _caa() -> dict[str, forms.Field]:
    choices = {"flags": _choice(_("If not understood"), CRITICAL), "tag": _choice(_("Property"), TAGS)}
    example = _("For example letsencrypt.org; “;” forbids all.")
    return {**choices, "value": _text(_("Authority, or address for reports"), example)}


def _sshfp() -> dict[str, forms.Field]:
    choices = {
        "algorithm": _choice(_("Algorithm"), ALGORITHMS),
        "fp_type": _choice(_("Fingerprint"), FINGERPRINTS),
    }
    return {**choices, "value": _text(HEXADECIMAL)}


def _tlsa() -> dict[str, forms.Field]:
    choices = {"usage": _choice(_("Usage"), USAGES), "selector": _choice(_("Selector"), SELECTORS)}
    return {**choices, "matching": _choice(_("Matching type"), MATCHING), "value": _text(HEXADECIMAL)}


# The fields of a type's value, in the order in which a zone file writes them.
VALUE_FIELDS = {
    "A": lambda: {"value": _text(_("IPv4 address"), "192.0.2.10")},
    "AAAA": lambda: {"value": _text(_("IPv6 address"), "2001:db8::10")},
    "CNAME": _target, "NS": _target, "MX": _mx, "TXT": _txt, "SRV": _srv, "CAA": _caa, "SSHFP": _sshfp, "TLSA": _tlsa,
}  # fmt: skip


class RecordForm(forms.Form):
    """One record; what is wrong with it is said at the field that is wrong."""

    name = forms.CharField(
        label=_("Name"), required=False, max_length=255, widget=forms.TextInput(attrs=LTR),
        help_text=_("What stands before your name, for example “www”; empty or “@” for the name itself."),
    )  # fmt: skip
    ttl = forms.IntegerField(
        label=_("TTL in seconds"), initial=DNS.ttl,
        help_text=_("How long others may remember it. It counts for all records of this name and type."),
    )  # fmt: skip

    def __init__(self, *args, kind: str, zone: str, entry: Entry | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind, self.zone = kind, zone
        self.parts = VALUE_FIELDS[kind]()
        ttl = self.fields.pop("ttl")
        self.fields |= {**self.parts, "ttl": ttl}
        if entry:
            self.initial |= {
                "name": "" if entry.name == APEX else names.readable(entry.name),
                "ttl": entry.ttl,
            }
            self.initial |= self._parts_of(entry)

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors:
            try:
                data["entry"] = self._entry(data)
            except BadRecord as refusal:
                self.add_refusal(refusal)
        return data

    def add_refusal(self, refusal: BadRecord) -> None:
        """What a record may not be, beside the field that says it."""
        self.add_error(refusal.field or None, refusal.message)

    def _entry(self, data: dict) -> Entry:
        name = names.owner(data["name"], self.kind, self.zone)
        if not DNS.ttl_min <= data["ttl"] <= DNS.ttl_max:
            raise wrong_ttl(data["ttl"])
        words = [str(data[part]).strip() for part in self.parts]
        if self.kind == "CAA" and not words[-1].startswith('"'):
            words[-1] = f'"{words[-1]}"'
        return Entry(name, self.kind, data["ttl"], rdata.parse(self.kind, " ".join(words), self.zone))

    def _parts_of(self, entry: Entry) -> dict[str, str]:
        text = rdata.readable(entry.type, entry.content)
        words = [text] if len(self.parts) == 1 else text.split(maxsplit=len(self.parts) - 1)
        if entry.type == "CAA":
            words[-1] = words[-1].strip('"')
        return dict(zip(self.parts, words, strict=True))


class WebsiteForm(forms.Form):
    """Where the website is."""

    ipv4 = forms.GenericIPAddressField(label=_("IPv4 address"), protocol="IPv4")
    ipv6 = forms.GenericIPAddressField(label=_("IPv6 address"), protocol="IPv6", required=False)

    def entries(self, before: list[Entry], zone: str) -> list[Entry]:
        data = self.cleaned_data
        return presets.website(before, zone, [data["ipv4"], data["ipv6"]])


class MailForm(forms.Form):
    """Who receives the name's mail."""

    NOBODY = "nobody"
    provider = forms.ChoiceField(label=_("Mail provider"), widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offered = [(p.code, p.label) for p in presets.PROVIDERS.values() if p.servers("name.example")]
        self.fields["provider"].choices = [
            *offered,
            (self.NOBODY, _("Nobody: the name neither receives nor sends mail")),
        ]

    def entries(self, before: list[Entry], zone: str) -> list[Entry]:
        code = self.cleaned_data["provider"]
        return presets.no_mail(before, zone) if code == self.NOBODY else presets.mail(before, zone, code)


class AuthenticityForm(forms.Form):
    """SPF, DKIM and DMARC: who may send, how mail is signed, what becomes of forgeries."""

    senders = forms.CharField(
        label=_("Who else sends mail in your name"), required=False, max_length=500,
        widget=forms.Textarea(attrs={**LTR, "rows": 3}),
        help_text=_("One on each line: an address, or the SPF name of a provider such as _spf.google.com. "
                    "Your mail servers (MX) may always send."),
    )  # fmt: skip
    strict = forms.BooleanField(
        label=_("Everybody else is refused (-all), not only suspected (~all)"), required=False
    )
    selector = forms.RegexField(
        r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$", label=_("DKIM selector"), required=False, max_length=63,
        widget=forms.TextInput(attrs=LTR),
    )  # fmt: skip
    key = forms.CharField(
        label=_("DKIM public key"), required=False, max_length=DNS.content,
        widget=forms.Textarea(attrs={**LTR, "rows": 4}),
    )  # fmt: skip
    policy = forms.ChoiceField(
        label=_("Forged mail (DMARC)"), required=False,
        choices=[("", _("no DMARC record")), ("none", _("only report it (none)")),
                 ("quarantine", _("put it aside (quarantine)")), ("reject", _("refuse it (reject)"))],
    )  # fmt: skip
    report_to = forms.EmailField(label=_("Reports go to"), required=False)

    def clean(self) -> dict:
        data = super().clean()
        if bool(data.get("selector")) != bool(data.get("key")):
            self.add_error(
                "selector", _("DKIM needs both the selector and the key, as your mail provider gives them.")
            )
        return data

    def entries(self, before: list[Entry], zone: str) -> list[Entry]:
        data = self.cleaned_data
        wish = presets.Authenticity(
            tuple(data["senders"].split()),
            data["strict"],
            data["selector"].lower(),
            data["key"],
            data["policy"],
            data["report_to"],
        )
        return presets.authenticity(before, zone, wish)


class ParkForm(forms.Form):
    """The company's page in place of everything."""

    def entries(self, before: list[Entry], zone: str) -> list[Entry]:
        return presets.parking()


PRESETS = {"website": WebsiteForm, "mail": MailForm, "authenticity": AuthenticityForm, "park": ParkForm}


class ImportForm(forms.Form):
    """A zone file, pasted or uploaded."""

    text = forms.CharField(
        label=_("Zone file"), required=False, strip=False, widget=forms.Textarea(attrs={**LTR, "rows": 14})
    )
    file = forms.FileField(label=_("or as a file"), required=False)
    replace = forms.BooleanField(
        label=_("Replace all present records"), required=False,
        help_text=_("Otherwise the records are added to those that are there."),
    )  # fmt: skip

    def clean(self) -> dict:
        data = super().clean()
        if upload := data.get("file"):
            if upload.size > DNS.import_bytes:
                self.add_error(
                    "file",
                    _("The file has more than %(n)s bytes. Import it in parts.") % {"n": DNS.import_bytes},
                )
                return data
            data["text"] = upload.read().decode(errors="replace")
        if not data.get("text", "").strip() and not self.errors:
            self.add_error("text", _("Paste the zone file of your present provider, or choose the file."))
        return data


class ConfirmedForm(forms.Form):
    """A second, explicit yes."""

    confirmed = forms.BooleanField(label=_("I have read this and want it."))
