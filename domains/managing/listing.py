"""The list of names: which, in which order, and as a file. The choice lives in the page's address."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.db.models import Case, Value, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.clock import days, local_date
from domains.changes.told import host_line
from domains.models import HELD, Domain

ENDED_LAST = Case(When(state__in=HELD, then=Value(0)), default=Value(1))
SORTS = {
    "urgent": (_("most urgent first"), (ENDED_LAST, "paid_through", "name")),
    "name": (_("by name"), ("name",)),
    "late": (_("latest expiry first"), ("-paid_through", "name")),
    "new": (_("newest first"), ("-registry_created_at", "name")),
}
WITHIN = ("7", "30", "60", "90")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet would carry out (CWE-1236)


class ListFilter(forms.Form):
    """What to show. A value that does not exist filters nothing."""

    q = forms.CharField(label=_("Name contains"), required=False, max_length=253)
    state = forms.ChoiceField(label=_("State"), required=False)
    extension = forms.CharField(label=_("Extension"), required=False, max_length=30, widget=forms.Select)
    within = forms.ChoiceField(label=_("Expires within"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(self, data, extensions=()):
        super().__init__(data)
        everything = ("", _("all"))
        self.fields["state"].choices = [everything, *Domain.State.choices]
        self.fields["extension"].widget.choices = [everything, *((code, f".{code}") for code in extensions)]
        self.fields["within"].choices = [
            ("", _("any time")),
            *((n, _("%(n)s days") % {"n": n}) for n in WITHIN),
        ]
        self.fields["sort"].choices = [(key, label) for key, (label, _fields) in SORTS.items()]

    def narrow(self, names, today: date):
        """The names that match, in the order asked for."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("q"):
            names = names.filter(unicode_name__icontains=asked["q"].strip())
        if asked.get("state"):
            names = names.filter(state=asked["state"])
        if asked.get("extension"):
            names = names.filter(extension__code=asked["extension"])
        if asked.get("within"):
            wait = int(asked["within"])
            names = names.filter(paid_through__gte=today, paid_through__lte=today + days(wait))
        return names.order_by(*SORTS[asked.get("sort") or "urgent"][1])


def table(names: Iterable[Domain]) -> Iterator[list[str]]:
    """The names as rows of a file, headings first."""
    yield [
        gettext("Name"), gettext("Name in the DNS"), gettext("State"), gettext("Paid through"),
        gettext("Registered on"), gettext("Holder"), gettext("Name servers"), gettext("DNSSEC"),
        gettext("Registrar lock"),
    ]  # fmt: skip
    for domain in names:
        created = domain.registry_created_at
        yield [
            domain.unicode_name, domain.name, str(domain.get_state_display()), _day(domain.paid_through),
            _day(created and local_date(created)), domain.contacts.get("holder", {}).get("full_name", ""),
            "; ".join(host_line(row) for row in domain.nameservers), _yes(domain.ds_records), _yes(domain.locked),
        ]  # fmt: skip


def csv_lines(rows: Iterable[list[str]]) -> Iterator[str]:
    """The lines of a file that Excel opens in UTF-8 and in which no cell is a formula."""
    yield "\ufeff"
    writer = csv.writer(_Echo())
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def harmless(cell: str) -> str:
    """A cell that begins like a formula is text."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _yes(fact: Any) -> str:
    return gettext("yes") if fact else gettext("no")
