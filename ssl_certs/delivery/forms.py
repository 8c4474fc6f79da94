"""Forms of delivery: a host to watch, certificates to check."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ssl_certs.models import SslOrder
from ssl_certs.names import WILDCARD, InvalidName, name_of, readable

PORTS = [(443, _("443, web site")), (8443, "8443"), (465, _("465, sending mail")), (993, _("993, reading mail")),
         (995, _("995, fetching mail")), (2083, _("2083, cPanel")), (8006, "8006")]  # fmt: skip
PASTED_AT_MOST = 64 * 1024


class WatchForm(forms.Form):
    """One of the certificate's names, or a name under its wildcard, and the port."""

    host = forms.CharField(
        label=_("Host"),
        max_length=253,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none"}),
    )
    port = forms.TypedChoiceField(label=_("Port"), choices=PORTS, coerce=int, initial=443)

    def __init__(self, *args, order: SslOrder, **kwargs):
        super().__init__(*args, **kwargs)
        plain = [name for name in order.names if not name.startswith(WILDCARD)]
        self.fields["host"].initial = readable(plain[0]) if plain else ""

    def clean_host(self) -> str:
        try:
            return name_of(self.cleaned_data["host"].strip().rstrip(".").lower())
        except InvalidName as refusal:
            raise forms.ValidationError(str(refusal)) from None


class CheckForm(forms.Form):
    """Certificates in PEM, the leaf first, and the request if there is one. Never a private key."""

    chain = forms.CharField(
        label=_("Certificate, then its chain"), max_length=PASTED_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "ltr", "spellcheck": "false", "class": "code"}),
        help_text=_("The blocks that begin with BEGIN CERTIFICATE, as your server has them. No private key."),
    )  # fmt: skip
    csr = forms.CharField(
        label=_("Signing request (optional)"), required=False, max_length=PASTED_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "ltr", "spellcheck": "false", "class": "code"}),
        help_text=_("To see whether the certificate belongs to the key of this request."),
    )  # fmt: skip
