"""The list of names that a person pastes."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from domains.models import Extension
from domains.terms import SEARCH


class BulkSearchForm(forms.Form):
    """Up to fifty names, one a line; those without an extension take the chosen one."""

    names = forms.CharField(
        label=_("Names"),
        max_length=6_000,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "spellcheck": "false"}),
        help_text=_("One name a line, with or without its extension. Fifty at most."),
    )
    extension = forms.ModelChoiceField(
        label=_("Extension of names typed without one"),
        queryset=Extension.objects.none(),
        to_field_name="code",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["extension"].queryset = Extension.objects.filter(enabled=True)

    def clean_names(self) -> list[str]:
        typed = list(dict.fromkeys(filter(None, re.split(r"[\s,;]+", self.cleaned_data["names"]))))
        if len(typed) > SEARCH.in_bulk:
            words = _("You typed %(typed)s names; a list may have %(most)s. Leave some for the next one.")
            raise forms.ValidationError(words, params={"typed": len(typed), "most": SEARCH.in_bulk})
        return typed
