"""Whom an incident or a window of work concerns: services by number, kinds and sites as they are covered today."""

from django import forms
from django.utils.translation import gettext_lazy as _

from support import status
from support.models import Coverage


class ListField(forms.CharField):
    """Several words, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 40})

    def clean(self, value) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


def sites() -> list[tuple[str, str]]:
    """The sites of today's services, each with the kinds that run there."""
    found: dict[str, list[str]] = {}
    for _kind, site, name in status.named_places():
        if site:
            found.setdefault(site, []).append(name)
    return [(site, f"{', '.join(words)} ({site})") for site, words in sorted(found.items())]


def kinds() -> list[tuple[str, str]]:
    """The kinds of today's services."""
    return [(kind, status.kind_word(kind)) for kind in sorted({kind for kind, _site in status.places()})]


class Whom(forms.Form):
    """What is named exists: a slip of the hand would be told to nobody."""

    abouts = ListField(label=_("Services (their numbers, one a line)"), required=False)
    sites = forms.MultipleChoiceField(
        label=_("Sites"), choices=sites, required=False, widget=forms.CheckboxSelectMultiple
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of service"), choices=kinds, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("With sites too: only these kinds, at these sites."),
    )  # fmt: skip

    def clean_abouts(self) -> list[str]:
        named = self.cleaned_data["abouts"]
        known = set(Coverage.objects.filter(about__in=named, until=None).values_list("about", flat=True))
        if unknown := [about for about in named if about not in known]:
            words = _("No supported service has this number: %(numbers)s. Copy it from the service's page.")
            raise forms.ValidationError(words % {"numbers": ", ".join(unknown)})
        return named
