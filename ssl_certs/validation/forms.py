"""Forms of the validation: another way to prove control, papers of the organisation."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.uploads import LIMIT, PaperField
from ssl_certs import methods
from ssl_certs.models import NameValidation, OrganisationPaper

HINTS = {
    "dns": _("DNS record – fits every name and every later reissue; needs access to the name's DNS."),
    "http": _("File on the web site – the site must answer on port 80; proves this one name only."),
    "email": _("E-mail – to an address at the name; authorities give it up in 2028."),
}


class MethodForm(forms.Form):
    """How control of one name is to be proven, and at which address where it is by e-mail."""

    method = forms.ChoiceField(label=_("Way to prove control"), widget=forms.RadioSelect)
    address = forms.ChoiceField(
        label=_("Address"),
        required=False,
        help_text=_("For e-mail only: authorities write to these addresses and to no other."),
    )

    def __init__(self, *args, validation: NameValidation, today, **kwargs):
        super().__init__(*args, **kwargs)
        offered = methods.methods_for(validation.certificate.order, validation.name, today)
        self.fields["method"].choices = [(way, HINTS[way]) for way in offered]
        addresses = methods.addresses_for(validation.name) if "email" in offered else []
        self.fields["address"].choices = [("", "–"), *((one, one) for one in addresses)]
        self.initial = {"method": validation.method, "address": validation.address, **self.initial}
        if not addresses:
            del self.fields["address"]

    def clean(self):
        data = super().clean()
        if data.get("method") != "email":
            data["address"] = ""
        elif not data.get("address"):
            self.add_error("address", _("Choose the address that the authority writes to."))
        return data


class PaperForm(forms.Form):
    """One paper of the organisation."""

    kind = forms.ChoiceField(label=_("What the paper is"), choices=OrganisationPaper.Kind.choices)
    paper = PaperField(
        label=_("File"),
        help_text=format_lazy(
            _("PDF, PNG or JPEG, {limit} MB at most. Stored encrypted; only the staff who check it open it."),
            limit=LIMIT,
        ),
    )
