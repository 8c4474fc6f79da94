"""The form by which staff change an extension: what they change becomes a dated revision (DN-15.2)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core import clock
from core.transitions import NotAllowed
from domains.charter import IDN_WORDS
from domains.models import Extension
from domains.registry import registry_for
from domains.terms import Family

from . import promises
from .lifecycle import check

ROLES = [
    ("holder", _("Holder")),
    ("admin", _("Administrative contact")),
    ("tech", _("Technical contact")),
]
SCOPES = [
    ("domain", _("domain names: special terms and their appendix")),
    ("domain.gtld", _("generic extensions: ICANN's rules")),
    ("domain.ma", _(".ma: ANRT's rules")),
]


class Ticked(forms.MultipleChoiceField):
    """Several of a known list, as boxes."""

    widget = forms.CheckboxSelectMultiple


class ExtensionForm(forms.ModelForm):
    """The row's rules, and from when, by which source and by whose will they change."""

    idn = Ticked(label=_("alphabets"), choices=list(IDN_WORDS.items()), required=False,
                 help_text=_("Beside a–z, digits and the hyphen (DN-2.2a)."))  # fmt: skip
    scopes = Ticked(label=_("documents to accept"), choices=SCOPES,
                    help_text=_("Whose documents the cart asks to accept (DN-P2, C-18)."))  # fmt: skip
    required_contacts = Ticked(label=_("required contacts"), choices=ROLES,
                               help_text=_("A missing technical contact is ours (DN-7.3.1)."))  # fmt: skip
    new_source = forms.CharField(
        label=_("source of this change"),
        max_length=200,
        help_text=_("The registry's or the regulator's text, or our own decision (DN-15.2)."),
    )
    new_effective_on = forms.DateField(
        label=_("in force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Today or earlier: at once. Later: the change is announced and comes by itself."),
    )
    dictated = forms.BooleanField(
        label=_("dictated by the registry or a regulator"),
        required=False,
        help_text=_("Only then may it shorten what running names were promised (DN-15.3)."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)
        self.initial["new_effective_on"] = clock.local_date(clock.now())

    def changes(self) -> dict[str, Any]:
        """The row's fields that this form gives another value."""
        names = {field.name for field in Extension._meta.concrete_fields}
        return {name: self.cleaned_data[name] for name in self.changed_data if name in names}

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        family = data.get("family") or self.instance.family
        if family == Family.MA and any(data.get(f) is not None for f in promises.LIFECYCLE):
            self.add_error(None, _(
                "The days of .ma names are ANRT's and the contract's (DN-5.5): they are not set here. "
                "Empty the three numbers of days."
            ))  # fmt: skip
        elif self.instance.pk:
            self._keep_promises(data)
        return data

    def clean_required_contacts(self):
        """What the registry demands cannot be left out: it would refuse every registration."""
        ticked, code = self.cleaned_data["required_contacts"], self.data.get("code") or self.instance.code
        if missing := [words for role, words in ROLES if role in registry_for(code).demands - {*ticked}]:
            raise ValidationError(
                _(
                    "The registry of .%(code)s registers nothing without: %(missing)s. Tick it too (DN-7.3.1)."
                ),
                params={"code": code, "missing": ", ".join(map(str, missing))},
            )
        return ticked

    def _keep_promises(self, data) -> None:
        try:
            check(self.instance, self.changes(), data["new_effective_on"], data["dictated"])
        except NotAllowed as refusal:
            self.add_error(None, refusal.message)
