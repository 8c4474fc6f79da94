"""Forms of a certificate: first names and request, then the way to prove control of each name.

A private key in any field is refused before a field is looked at, and no field gives it back (SSL-13.4). A text that
is no readable request is not given back either: it may be anything.
"""

from itertools import compress

from django import forms
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from ssl_certs import private_keys
from ssl_certs.authority import authority_for
from ssl_certs.methods import DNS, EMAIL, HTTP
from ssl_certs.names import InvalidNames, Names, Rules, parse, readable

from . import asking, reading, ways
from .matching import matched
from .refusals import BadRequest, remark

REACHES = [
    (DNS, _("I can add records to the DNS of the names.")),
    (HTTP, _("I can put a file on their web site (port 80).")),
    (EMAIL, _("I read a mailbox there, such as admin@ or webmaster@.")),
]
GIVEN_BACK = {"signature", "digest", "kind_of_key", "curve", "short_key", "long_key", "odd_size", "exponent", "roca",
              "small_factor", "close_primes", "compromised", "names_differ", "not_dns", "main_name"}  # fmt: skip
CODE = {"dir": "ltr", "autocapitalize": "none", "spellcheck": "false", "autocomplete": "off", "class": "mono"}
SHOWN_REFUSALS = 10


class RequestForm(forms.Form):
    """Names, request, and what the customer can reach (SSL-10.6). `checked` holds the names, `request` the facts."""

    html_id = "set-up"

    names = forms.CharField(
        label=_("Names to secure"), required=False, widget=forms.Textarea(attrs=CODE | {"rows": 3})
    )
    reaches = forms.MultipleChoiceField(
        label=_("What can you do at these names?"), choices=REACHES, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _(
            "Tick at least one: without access to DNS, web site or mailbox nobody can prove control of a name. Ask who "
            "runs your hosting to do it with you."
        )},
    )  # fmt: skip
    same_key = forms.BooleanField(
        label=_("Keep the key of the certificate before"), required=False,
        help_text=_("Nothing is to be pasted then. A new key is safer."),
    )  # fmt: skip
    csr = forms.CharField(
        label=_("Signing request (CSR)"), required=False, strip=False,
        widget=forms.Textarea(attrs=CODE | {"rows": 8, "placeholder": "-----BEGIN CERTIFICATE REQUEST-----"}),
    )  # fmt: skip

    @sensitive_variables()
    def __init__(self, data=None, *, order, live=None, **kwargs):
        data = data.copy() if data is not None else None
        self.leaked = bool(data) and _blank_private_keys(data)
        super().__init__(data, **kwargs)
        self.order, self.live, self.previous = order, live, asking.previous(order)
        self.checked: Names | None = None
        self.request: reading.SigningRequest | None = None
        bought = order.names_bought
        self.rules = Rules(order.product.kind, order.product.level, bought)
        self.fields["names"].help_text = _help_on_names(self.rules)
        self.fields["csr"].required = self.previous is None
        if self.previous is None:
            del self.fields["same_key"]
        for field in self.fields.values():
            field.widget.attrs["form"] = self.html_id  # the key maker stands between them, outside the form

    def clean(self):
        data = super().clean()
        self.errors.pop("csr", None)  # what is missing is said in our words
        try:
            self.request = self._read(data)
            if asking.is_compromised(self.request.key_digest):
                raise BadRequest("compromised")
        except BadRequest as refusal:
            if refusal.code not in GIVEN_BACK:
                self.data["csr"] = ""
            self.add_error("csr", str(refusal))
        self._clean_names(data.get("names", ""))
        return data

    def _read(self, data) -> reading.SigningRequest:
        if self.leaked:
            raise BadRequest("private_key")
        pasted = data.get("csr", "")
        if data.get("same_key") and not pasted.strip():
            pasted = self.previous.csr
        return reading.read(pasted)

    def _clean_names(self, typed: str) -> None:
        try:
            names = self._matched(typed)
        except InvalidNames as wrong:
            for refusal in wrong.refusals[:SHOWN_REFUSALS]:
                self.add_error("names", str(refusal))
        except BadRequest as refusal:
            self.add_error("names", str(refusal))
        else:
            self.checked = names

    def _matched(self, typed: str) -> Names | None:
        """The names, with the request where it could be read. Raises InvalidNames, BadRequest."""
        if self.request is None:
            return parse(typed, self.rules) if typed.strip() else None
        adapter = authority_for(self.order.product.authority)
        names = matched(typed, self.request, self.rules, getattr(adapter, "names_from_request", False))
        if self.live and self.live.names[0] not in names.names:
            raise BadRequest("main_name", name=readable(self.live.names[0]))
        same = bool(self.previous and self.previous.key_digest == self.request.key_digest)
        remarks = (*names.remarks, remark("same_key")) if same else names.remarks
        return Names(_main_first(names.names, self.live), remarks, names.added)

    def carried(self) -> list[tuple[str, str]]:
        """What the second step sends along, to be checked again."""
        chosen = [("reaches", reach) for reach in self.cleaned_data["reaches"]]
        return [("names", "\n".join(self.checked.names)), ("csr", self.request.pem), *chosen]


class WaysForm(forms.Form):
    """How control of each name is proven: one way for all, another for some (SSL-A2-1.1)."""

    way = forms.ChoiceField(label=_("For every name"), widget=forms.RadioSelect)
    auto_reissue = forms.BooleanField(
        label=_("Reissue it by itself, with this key and these ways, whenever the year asks for it."), required=False,
        help_text=_("We do nothing with a certificate that you have not asked for: this is how you ask in advance. The "
                    "new one is still to be installed by you."),
    )  # fmt: skip

    def __init__(self, data=None, *, offers, reaches, **kwargs):
        choices = ways.for_all(offers)
        super().__init__(data, initial={"way": ways.advised(choices, reaches)}, **kwargs)
        self.names = list(offers)
        self.fields["way"].choices = choices
        self.own = {f"way_{n}": name for n, name in enumerate(offers)} if len(offers) > 1 else {}
        for field, name in self.own.items():
            choices = [("", _("as for every name")), *ways.for_one(name, offers[name])]
            self.fields[field] = forms.ChoiceField(label=readable(name), choices=choices, required=False)

    def clean(self):
        data = super().clean()
        if "way" in data:
            own = {name: data.get(field) for field, name in self.own.items()}
            self.ways = {name: ways.way_of(own.get(name) or data["way"], name) for name in self.names}
        return data

    def own_fields(self):
        """The fields of single names."""
        return [self[name] for name in self.own]

    def own_is_wrong(self) -> bool:
        """Whether one of them is to be corrected."""
        return any(name in self.errors for name in self.own)


@sensitive_variables()
def _blank_private_keys(data) -> bool:
    """Take every private key out of what was sent; whether there was one."""
    fields = list(data)
    leaking = [any(map(private_keys.found_in, data.getlist(field))) for field in fields]
    for field in compress(fields, leaking):
        data[field] = ""
    return any(leaking)


def _help_on_names(rules: Rules):
    if rules.kind == "wildcard":
        return _(
            "One wildcard, such as *.atlas.ma. The name itself comes with it. Left empty: those of the request."
        )
    if rules.bought == 1:
        return _("One name, such as www.atlas.ma. Left empty: the one of the request.")
    words = _("One on each line, %(bought)s at most, the main one first. Left empty: those of the request.")
    return words % {"bought": rules.bought}


def _main_first(names: tuple[str, ...], live) -> tuple[str, ...]:
    if not live:
        return names
    return tuple(sorted(names, key=lambda name: name != live.names[0]))
