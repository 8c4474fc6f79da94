"""Forms of a change of holder: asking, documents, a holder's yes or no."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from core.uploads import PaperField
from domains.forms import add_consents


class AskForm(forms.Form):
    """To whom the name goes, why, and what is accepted with it."""

    holder = forms.ModelChoiceField(
        Contact.objects.none(), label=_("New holder"), help_text=_("The registrant from then on.")
    )
    admin = forms.ModelChoiceField(
        Contact.objects.none(),
        label=_("New administrative contact"),
        required=False,
        empty_label=_("unchanged"),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 3}),
        help_text=_("A sale, a new company name, an inheritance… Both holders read it."),
    )  # fmt: skip

    def __init__(self, *args, customer, versions, shortens, **kwargs):
        super().__init__(*args, **kwargs)
        for role in ("holder", "admin"):
            self.fields[role].queryset = Contact.objects.of(customer).usable()
        if shortens:
            self.fields["accepts_loss"] = forms.BooleanField(
                label=_("I give up the paid time after the new expiry date"),
                error_messages={
                    "required": _("Tick this box, or keep the holder: the registry starts a new term.")
                },
            )
        add_consents(self, versions)


class DocumentsForm(forms.Form):
    """The registry's form, signed by both; each can be sent apart."""

    old_holder = PaperField(label=_("Form signed by the present holder"), required=False)
    new_holder = PaperField(label=_("Form signed by the new holder"), required=False)

    def clean(self):
        data = super().clean()
        if not self.errors and not any(data.values()):
            raise forms.ValidationError(_("Choose at least one of the two forms."))
        return data


class WordForm(forms.Form):
    """A holder's own word. A click on a link alone says nothing."""

    confirmed = forms.BooleanField(label=_("I have read this and it is my decision"))
    word = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], widget=forms.HiddenInput)
