"""What may be published: in three languages, in time, saying what the portal does, taking nothing from anybody."""

import re
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from core import display, numbers
from core.acts import Act
from core.transitions import NotAllowed

from . import register
from .comparing import points
from .models import Acceptance, DocumentVersion
from .terms import VERSIONS

DAY = "DN-15.1"
AHEAD = "C-22"
DICTATED = "DN-15.3"


def refusals(version: DocumentVersion, act: Act) -> list[NotAllowed]:
    """Every reason why this draft cannot be published now, each with its clause and the way out."""
    return [
        *_of_languages(version),
        *_of_numbers(version),
        *_of_day(version, act.today),
        *_of_promises(version),
    ]


def check(version: DocumentVersion, act: Act) -> None:
    """Raises NotAllowed with the first reason against publishing."""
    for refusal in refusals(version, act):
        raise refusal


def before(version: DocumentVersion) -> DocumentVersion | None:
    """The published version that this one would follow."""
    others = DocumentVersion.objects.published().filter(document=version.document_id).exclude(pk=version.pk)
    return others.order_by("-effective_on", "-pk").first()


def earliest(version: DocumentVersion, today: date) -> date:
    """The first day on which this version may take effect (C-22; DN-15.3 where a regulator dictates it)."""
    return today if version.dictated or before(version) is None else today + VERSIONS.notice


def pinned(texts: Iterable[str]) -> dict[str, list]:
    """The numbers that texts name, and those that terms hold under their clauses: what a version fixes."""
    found: dict[str, list] = {}
    held = [(register.clause(clause).id, name, value) for clause, name, value in numbers.by_clause()]
    for text in texts:
        found |= {name: list(value) for name, value in numbers.named(text).items()}
        ids = {register.clause(id).id for id in points(text) if _known(id)}
        found |= {name: [value, ""] for id, name, value in held if id in ids}
    return found


def shortened(old: dict[str, list], new: dict[str, list]) -> list[str]:
    """The promises that the new numbers keep less well than the old ones, as `GTLD.grace+: 36 → 30`."""
    found = []
    for name, (value, kinder) in old.items():
        now = new.get(name, [None])[0]
        if not kinder or now == value:
            continue
        if now is None or (now < value) == (kinder == "+"):
            found.append(f"{name.strip('{}+-')}: {value} → {'–' if now is None else now}")
    return found


# --- inside -----------------------------------------------------------------------------------------------
def _of_languages(version: DocumentVersion):
    texts = {language: getattr(version, f"text_{language}") or "" for language in register.LANGUAGES}
    lacking = [language for language, text in texts.items() if not text.strip()]
    if lacking:
        words = _("The text is missing in: %(languages)s. Write it before publishing; French binds.")
        yield NotAllowed(words % {"languages": ", ".join(lacking)}, "C-32")
        return
    said = {language: set(points(text)) for language, text in texts.items()}
    whole: set[str] = set().union(*said.values())
    odd = sorted(id for id in whole if any(id not in ids for ids in said.values()))
    if odd:
        words = _("These clauses do not stand in all three languages: %(clauses)s. Complete the texts.")
        yield NotAllowed(words % {"clauses": ", ".join(odd)}, "C-32")
    unknown = sorted({id for text in texts.values() for id in register.cited_in(text) if not _known(id)})
    if unknown:
        words = _("No clause of the register has this number: %(clauses)s. Correct the number.")
        yield NotAllowed(words % {"clauses": ", ".join(unknown)}, DAY)


def _of_numbers(version: DocumentVersion):
    """Text and behaviour cannot differ: where the code holds a number, the text says that one."""
    for language in register.LANGUAGES:
        text = getattr(version, f"text_{language}") or ""
        try:
            said = points(numbers.written(text, language))
        except numbers.UnknownNumber as unknown:
            words = _("The text names a number that does not exist: %(name)s. Take one of the register’s.")
            yield NotAllowed(words % {"name": unknown.args[0]}, DAY)
            continue
        for id in filter(_known, said):
            source = register.clause(id).source[language] if register.clause(id).id == id else ""
            for name in numbers.named(source):
                if (figure := numbers.written(name, language)) not in re.findall(
                    r"\d[\d.,\u00a0]*\d|\d", said[id]
                ):
                    words = _(
                        "%(clause)s (%(language)s) must say %(figure)s, as the portal does it: write %(name)s."
                    )
                    facts = {"clause": id, "language": language, "figure": figure, "name": name}
                    yield NotAllowed(words % facts, id)


def _of_day(version: DocumentVersion, today: date):
    if version.effective_on < today:
        words = _("A version cannot take effect in the past: choose %(day)s or later.")
        yield NotAllowed(words % {"day": display.day(earliest(version, today))}, DAY)
    elif version.effective_on < (first := earliest(version, today)):
        words = _(
            "Too near: customers are told %(days)s days ahead. Choose %(day)s or later, or mark the version as"
            " dictated by a regulator and name the decision."
        )
        yield NotAllowed(words % {"days": VERSIONS.notice.days, "day": display.day(first)}, AHEAD)
    if version.dictated and not version.source.strip():
        yield NotAllowed(_("Name the decision that dictates this version: who decided, and where."), DICTATED)


def _of_promises(version: DocumentVersion):
    old = before(version)
    if (
        old is None
        or version.dictated
        or not Acceptance.objects.filter(version__document=old.document_id).exists()
    ):
        return
    try:
        new = pinned(getattr(version, f"text_{language}") or "" for language in register.LANGUAGES)
    except numbers.UnknownNumber:  # said already
        return
    if lost := shortened(old.numbers, new):
        words = _(
            "Running contracts were promised more: %(numbers)s. They keep what they were promised: leave the number,"
            " or mark the version as dictated by a regulator and name the decision."
        )
        yield NotAllowed(words % {"numbers": "; ".join(lost)}, AHEAD)


def _known(id: str) -> bool:
    try:
        return bool(register.clause(id))
    except register.UnknownClause:
        return False
