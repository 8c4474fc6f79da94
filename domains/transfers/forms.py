"""Forms of transfers: the name and its code, another code, the holder's answer, the tick after expiry."""

from django import forms
from django.utils.translation import gettext_lazy as _

from domains.forms import OrderNamesForm
from domains.models import TransferOut

CODE = {
    "max_length": 64,
    "widget": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
}


class TransferInForm(OrderNamesForm):
    """The code of the present registrar, and the contacts that the name is to have (DN-7.3.1)."""

    code = forms.CharField(
        label=_("Authorisation code"),
        help_text=_("You find it in your account with the present registrar (also called EPP code or TAC)."),
        **CODE,
    )

    def __init__(self, *args, customer, offer, **kwargs):
        super().__init__(*args, customer=customer, names=[(offer.name, offer.extension)], **kwargs)
        del self.fields["years_0"]  # a transfer brings one year, no more and no less
        self.order_fields(["code"])


class CodeForm(forms.Form):
    """Another code, or the same where it was only mistyped."""

    code = forms.CharField(label=_("Authorisation code"), **CODE)


class AskAgainForm(forms.Form):
    """A repeated request: with a new code, or with the one that we have."""

    code = forms.CharField(
        label=_("New authorisation code"), required=False,
        help_text=_("Leave it empty to use the one you gave before."), **CODE,
    )  # fmt: skip


class WishForm(forms.Form):
    """What the holder says to a transfer that another registrar has asked for."""

    wish = forms.ChoiceField(
        label=_("Did you ask for this transfer?"), choices=TransferOut.Wish.choices, widget=forms.RadioSelect
    )


class ShowCodeForm(forms.Form):
    """After the expiry the warning must have been read (C-07)."""

    understood = forms.BooleanField(label=_("I have read the warning and want the code all the same."))

    def __init__(self, *args, warned: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not warned:
            del self.fields["understood"]


class TakeBackForm(forms.Form):
    """An explicit yes."""

    confirmed = forms.BooleanField(label=_("I take the request back."))


class EmptyForm(forms.Form):
    """A page whose button says it all."""
