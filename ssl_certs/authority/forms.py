"""What staff type of an authority's answer, checked before it is believed: tokens, findings, a certificate."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography import x509
from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import by_hand
from core.acts import Act
from ssl_certs import issued, private_keys
from ssl_certs.models.certificate import Certificate
from ssl_certs.names import readable

from .bundle import sorted_out
from .models import ManualRequest
from .port import DNS, EMAIL, HTTP, Issued
from .refusals import OURS, REFUSALS

HTTP_PATH = "/.well-known/pki-validation/fileauth.txt"
CODES = [
    ("", "–"),
    *((code, code) for code in REFUSALS if code not in OURS),
    ("other", gettext_lazy("another reason")),
]


class AnswerForm(forms.Form):
    """What every answer may be: a refusal with its kind and the authority's own words."""

    code = forms.ChoiceField(label=gettext_lazy("Refused: kind of refusal"), required=False, choices=CODES)
    message = forms.CharField(
        label=gettext_lazy("Refused: the authority's own words"), required=False, max_length=500
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *args: Any, asked: ManualRequest, now: datetime, **more
    ):
        """A private key that was pasted by mistake is forgotten at once: not shown again, not kept (SSL-13.4)."""
        self.asked, self.now, self.secret = asked, now, False
        if data is not None:
            given = {key: data[key] for key in data}
            leaking = {key for key, value in given.items() if private_keys.found_in(str(value))}
            self.secret = bool(leaking)
            data = {key: "" if key in leaking else value for key, value in given.items()}
        super().__init__(data, *args, **more)
        self.order_fields(
            [*(name for name in self.fields if name not in {"code", "message"}), "code", "message"]
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if self.secret:
            words = _("That was a private key. It has not been kept; paste the certificate only (SSL-13.4).")
            raise forms.ValidationError(words)
        if said.get("message") and not said.get("code"):
            raise forms.ValidationError(_("Choose the kind of refusal, or leave its words empty."))
        if said.get("code") and not said.get("message"):
            raise forms.ValidationError(_("Type the authority's own words: the customer reads them."))
        if not said.get("code") and not self.errors:
            self.check(said)
        return said

    def check(self, said: dict[str, Any]) -> None:
        """Whether the answer is whole; raises ValidationError or adds errors."""

    def shown(self) -> dict[str, Any]:
        """The answer as the port keeps it."""
        return {}

    def give(self, act: Act) -> None:
        """Hand the answer to the port."""
        said = self.cleaned_data
        if said["code"]:
            by_hand.refuse(self.asked, said["code"], said["message"], act)
        else:
            by_hand.answer(self.asked, self.shown(), act)

    def named(self, prefix: str) -> list[tuple[str, str]]:
        """The names with their fields of one kind."""
        return [(name, f"{prefix}_{n}") for n, name in enumerate(self.asked.names)]


class CertificateFields(AnswerForm):
    """A form that takes a certificate with its chain, in any order."""

    certificate = forms.CharField(
        label=gettext_lazy("Issued: certificate and chain (PEM)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 32}),
    )
    found: Issued | None = None

    def clean_certificate(self) -> str:
        """It must be for the key and the names of the request, in force, and not the old one (SSL-11.1)."""
        text = self.cleaned_data["certificate"].strip()
        if not text:
            return ""
        try:
            self.found = sorted_out(text, self.asked.details["csr"])
            facts = issued.read(self.found)
        except ValueError:
            raise forms.ValidationError(
                _("This is no certificate in PEM. Paste it with its BEGIN and END lines, the chain after it.")
            ) from None
        self._compare(facts)
        return text

    def _compare(self, facts: issued.CertificateFacts) -> None:
        certificate = Certificate.objects.filter(public_id=self.asked.thread).first()
        if certificate and (why := issued.misfit(facts, certificate)):
            raise forms.ValidationError(issued.MISFITS[why])
        if not facts.not_before <= self.now < facts.not_after:
            raise forms.ValidationError(_("This certificate is not in force today."))
        if not facts.chain:
            raise forms.ValidationError(
                _("The chain is missing: paste the authority's intermediate certificates too.")
            )

    def issue(self) -> dict[str, str]:
        return {"pem": self.found.pem, "chain": self.found.chain} if self.found else {}


class PlaceForm(CertificateFields):
    """The number of the order, and what proves control of each name."""

    reference = forms.CharField(label=gettext_lazy("Number at the authority"), required=False, max_length=200)
    expires_at = forms.DateTimeField(label=gettext_lazy("Tokens expire at (UTC)"), required=False)
    record = forms.ChoiceField(
        label=gettext_lazy("Type of the DNS records"),
        required=False,
        choices=[("TXT", "TXT"), ("CNAME", "CNAME")],
    )

    def __init__(self, *args: Any, asked: ManualRequest, **more: Any):
        super().__init__(*args, asked=asked, **more)
        methods, addresses = asked.details.get("methods", {}), asked.details.get("addresses", {})
        for n, name in enumerate(asked.names):
            self._add(n, name, methods.get(name, DNS), addresses)
        self.order_fields([*(f for f in self.fields if f not in LAST), *LAST])

    def _add(self, n: int, name: str, method: str, addresses: Mapping[str, str]) -> None:
        bare, shown = name.removeprefix("*."), readable(name)
        where = {DNS: _("host of the record"), HTTP: _("path of the file"), EMAIL: _("address written to")}[
            method
        ]
        usual = {DNS: f"_dnsauth.{bare}", HTTP: HTTP_PATH, EMAIL: addresses.get(name) or f"admin@{bare}"}[
            method
        ]
        self.fields[f"where_{n}"] = forms.CharField(
            label=f"{shown} – {where}", required=False, max_length=253, initial=usual
        )
        if method != EMAIL:
            label = _("%(name)s – value") % {"name": shown}
            self.fields[f"value_{n}"] = forms.CharField(label=label, required=False, max_length=1000)
        label = _("%(name)s – the authority knows it as proven already") % {"name": shown}
        self.fields[f"proven_{n}"] = forms.BooleanField(label=label, required=False)

    def check(self, said: dict[str, Any]) -> None:
        if not said.get("reference"):
            self.add_error("reference", _("Type the number under which the authority has the request."))
        if said.get("expires_at") and said["expires_at"] <= self.now:
            self.add_error("expires_at", _("This instant has passed."))
        for name, field in self.named("where"):
            if not (self.found or said.get(field.replace("where", "proven"))):
                self._check_token(name, field, said)

    def _check_token(self, name: str, field: str, said: dict[str, Any]) -> None:
        method, bare = self.asked.details.get("methods", {}).get(name, DNS), name.removeprefix("*.")
        where, value = said.get(field, "").strip().rstrip("."), field.replace("where", "value")
        if method == DNS and not (where == bare or where.endswith(f".{bare}")):
            self.add_error(
                field, _("The record must stand at %(name)s or below it.") % {"name": readable(bare)}
            )
        if method == HTTP and not where.startswith("/"):
            self.add_error(field, _("A path begins with a slash."))
        if method == EMAIL:
            try:
                validate_email(where)
            except forms.ValidationError as error:
                self.add_error(field, error)
        elif not said.get(value, "").strip():
            self.add_error(value, _("Type the value that the authority wants to find."))

    def shown(self) -> dict[str, Any]:
        said, tokens, proven = self.cleaned_data, {}, []
        for name, field in self.named("where"):
            if said.get(field.replace("where", "proven")):
                proven.append(name)
            else:
                tokens[name] = self._token(name, field)
        until = {"expires_at": said["expires_at"].isoformat()} if said.get("expires_at") else {}
        return {
            "reference": said["reference"].strip(),
            "tokens": tokens,
            "proven": proven,
            **until,
            **self.issue(),
        }

    def _token(self, name: str, field: str) -> dict[str, str]:
        said, where = self.cleaned_data, self.cleaned_data[field].strip().rstrip(".")
        value = said.get(field.replace("where", "value"), "").strip()
        method = self.asked.details.get("methods", {}).get(name, DNS)
        if method == DNS:
            return {"host": where, "record": said["record"] or "TXT", "value": value}
        return {"path": where, "value": value} if method == HTTP else {"address": where}


class LookForm(CertificateFields):
    """Which names are proven, what is wrong with others, and the certificate once it is there."""

    def __init__(self, *args: Any, asked: ManualRequest, **more: Any):
        super().__init__(*args, asked=asked, **more)
        for n, name in enumerate(asked.names):
            labels = _("%(name)s – proven"), _("%(name)s – what the authority found wrong")
            proven, problem = (label % {"name": readable(name)} for label in labels)
            self.fields[f"proven_{n}"] = forms.BooleanField(label=proven, required=False)
            self.fields[f"problem_{n}"] = forms.CharField(label=problem, required=False, max_length=500)
        self.order_fields([*(f for f in self.fields if f not in LAST), *LAST])

    def check(self, said: dict[str, Any]) -> None:
        for (_name, proven), (_same, problem) in zip(
            self.named("proven"), self.named("problem"), strict=True
        ):
            if said.get(proven) and said.get(problem):
                self.add_error(problem, _("A name is proven or it is not: keep one of the two."))

    def shown(self) -> dict[str, Any]:
        said = self.cleaned_data
        problems = {name: said[field] for name, field in self.named("problem") if said.get(field)}
        return {
            "proven": [n for n, f in self.named("proven") if said.get(f)],
            "problems": problems,
            **self.issue(),
        }


class CancelForm(CertificateFields):
    """Given up; or issued meanwhile, then the certificate is pasted and will be revoked (SSL-6.3)."""

    done = forms.BooleanField(
        label=gettext_lazy("It is given up at the authority, or was never placed there"), required=False
    )

    def check(self, said: dict[str, Any]) -> None:
        if bool(said.get("done")) == bool(self.found):
            words = _(
                "Say that it is given up, or paste the certificate that was issued meanwhile: one of the two."
            )
            raise forms.ValidationError(words)

    def shown(self) -> dict[str, Any]:
        return {"done": True, **self.issue()}


class RevokeForm(AnswerForm):
    """The instant at which the authority shows it as revoked (SSL-7.2b)."""

    revoked_at = forms.DateTimeField(label=gettext_lazy("Revoked at (UTC)"), required=False)

    def check(self, said: dict[str, Any]) -> None:
        if not said.get("revoked_at"):
            raise forms.ValidationError(_("Type the instant of the revocation, or the authority's refusal."))
        born = x509.load_pem_x509_certificate(self.asked.details["pem"].encode()).not_valid_before_utc
        if not born <= said["revoked_at"] <= self.now:
            self.add_error("revoked_at", _("A revocation lies between the issuance and now."))

    def shown(self) -> dict[str, Any]:
        return {"revoked_at": self.cleaned_data["revoked_at"].isoformat()}


LAST = ("certificate", "code", "message")
FORMS: dict[str, type[AnswerForm]] = {
    ManualRequest.Command.PLACE: PlaceForm, ManualRequest.Command.LOOK: LookForm,
    ManualRequest.Command.CANCEL: CancelForm, ManualRequest.Command.REVOKE: RevokeForm,
}  # fmt: skip
