"""What has been done to a thing, in its reader's words: states, notices, acceptances, missed promises."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.display import listed
from core.evidence import EvidenceRecord

from .models import Email

Words = Mapping[str, str | Promise]  # a state → how it is called
SHOWN = ("state", "notice", "acceptance", "breach", "superseded")
LENGTH = 60


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that has happened, in the reader's words."""

    at: datetime
    title: str
    clause: str
    detail: str = ""


def history(about: str, states: Words, parts: Mapping[str, Words] | None = None) -> list[Event]:
    """What has been done, newest first, without the portal's internal notes; a mail to several people is one event.

    `parts` are things that belong to it (public id → words of their states) and share its history.
    Who receives a name by a decision does not read what its former holder was told (DN-6.1.1).
    """
    words = {about: states, **(parts or {})}
    told = EvidenceRecord.objects.filter(about__in=words)
    last = told.filter(about=about, what="handed_over").order_by("-seq").values_list("seq", flat=True).first()
    records = told.filter(kind__in=SHOWN).exclude(about=about, seq__lte=last or 0)
    order = ("-at", "about", "-seq") if parts else ("-seq",)
    subjects = dict(Email.objects.filter(about=about).values_list("public_id", "subject"))
    same = groupby(records.order_by(*order)[:LENGTH], key=lambda r: (r.about, r.kind, r.what, r.at))
    return [_event(list(one), subjects, words[key[0]]) for key, one in same]


def _event(records: list[EvidenceRecord], subjects: dict[str, str], states: Words) -> Event:
    first = records[0]
    title = subjects.get(first.data.get("email", "")) or _title(first, states)
    to = listed(r.data.get("to", "") for r in reversed(records)) if first.kind == "notice" else ""
    return Event(first.at, title, first.clause, to and _("E-mail to %(addresses)s") % {"addresses": to})


def _title(record: EvidenceRecord, states: Words) -> str:
    if record.kind == "state":
        return str(states.get(record.data.get("to", ""), record.what)).capitalize()
    kinds = {
        "notice": _("E-mail sent"),
        "breach": _("Promise missed"),
        "superseded": _("Notice replaced by a later one"),
    }
    return kinds.get(record.kind) or record.get_kind_display().capitalize()
