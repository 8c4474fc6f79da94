"""The draft: the records as a customer leaves them. Each act checks the whole zone; nothing is half done."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from core.acts import Act
from core.transitions import NotAllowed
from domains.models import Record, Zone

from . import rules
from .entries import Entry, level
from .lifecycle import DRAFTABLE, flow
from .publishing import replace_draft
from .refusals import BadRecord

CLAUSE = "DN-8.2"


@flow.verb(source=DRAFTABLE, clause=CLAUSE)
def put_record(zone: Zone, act: Act, entry: Entry, record: Record | None = None) -> None:
    """A new record, or another form of an existing one; its TTL counts for all of its record set (RFC 2181, 5.2)."""
    before = zone.entries()
    others = [e for e in before if record is None or e != record.entry]
    if any((e.place, e.content) == (entry.place, entry.content) for e in others):
        said = f"{rules.said(entry.name, zone.name)} {entry.type} {entry.content}"
        raise BadRecord("duplicate", "value", record=said)
    after = [e._replace(ttl=entry.ttl) if e.place == entry.place else e for e in others] + [entry]
    check_new(before, after, zone.name)
    if record:
        zone.records.filter(pk=record.pk).update(
            name=entry.name, type=entry.type, ttl=entry.ttl, content=entry.content
        )
    replace_draft(zone, after)


@flow.verb(source=DRAFTABLE, clause=CLAUSE)
def drop_record(zone: Zone, act: Act, record: Record) -> None:
    """One record less."""
    zone.records.filter(pk=record.pk).delete()


@flow.verb(source=DRAFTABLE, clause=CLAUSE)
def fill(zone: Zone, act: Act, entries: Iterable[Entry]) -> None:
    """All records anew: an import, a template, an earlier version."""
    after = level(entries)
    rules.check(after, zone.name)
    replace_draft(zone, after)


def check_new(before: list[Entry], after: list[Entry], zone: str) -> None:
    """Raise the first rule that the change breaks anew; what was wrong before does not hinder mending it."""
    known = {str(problem) for problem in rules.problems(before, zone)}
    for problem in rules.problems(after, zone):
        if str(problem) not in known:
            raise problem


def check_publishable(zone: Zone, entries: list[Entry]) -> None:
    """The whole zone keeps every rule. Raises `NotAllowed` with all that is wrong."""
    if wrong := [str(problem) for problem in rules.problems(entries, zone.name)]:
        raise NotAllowed(" ".join([str(_("The zone cannot be published.")), *wrong]), CLAUSE)
