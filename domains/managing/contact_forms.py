"""Forms about people: the contacts of a name, its operators, the yearly look."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from domains.models import Domain

from . import contacts


class ContactsForm(forms.Form):
    """Which of the account's contacts has which role, and since when (DN-7.3.1)."""

    effective_on = forms.DateField(
        label=_("Effective date of the change"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=_("The day from which the new data are true. More than 7 days ago is noted as late, and saved."),
    )  # fmt: skip

    def __init__(self, *args, domain: Domain, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.domain, self.today = domain, today
        mine = Contact.objects.of(domain.customer).usable()
        labels = {
            "holder": _("Holder"),
            "admin": _("Administrative contact"),
            "tech": _("Technical contact"),
        }
        for role, label in labels.items():
            self.fields[role] = forms.ModelChoiceField(
                mine, label=label, required=False, to_field_name="public_id", empty_label=_("leave as it is")
            )
        self.fields["holder"].help_text = _("Another address, telephone or e-mail of the same holder only.")
        self.order_fields(["holder", "admin", "tech", "effective_on"])
        self.initial.setdefault("effective_on", today)

    def clean_effective_on(self):
        day = self.cleaned_data["effective_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come: enter the change once it is true."))
        return day

    def clean(self):
        data = super().clean()
        self.chosen = {role: data[role].snapshot() for role in contacts.ROLES if data.get(role)}
        for role, snapshot in self.chosen.items():
            if why := contacts.why_not(self.domain, role, snapshot):
                self.add_error(role, why)
        if not self.errors and not self.chosen:
            self.add_error(None, _("Choose a contact for at least one role."))
        return data


class OperatorForm(forms.Form):
    """Who may use the name, until when (DN-13.1)."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput({"dir": "ltr"}))
    ends_on = forms.DateField(
        label=_("Ends on"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=_("From that day on the licence no longer counts."),
    )  # fmt: skip

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_ends_on(self):
        day = self.cleaned_data["ends_on"]
        if day <= self.today:
            raise forms.ValidationError(_("A licence ends on a day to come."))
        return day
