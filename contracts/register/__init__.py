"""The clause register: every promise of the contract by its id, in three languages and in our own words.

Code, tests, mails and screens cite clauses by id (`DN-3.3`); `clause(id)` answers with the fact, its document
and what has become of it. An id may also name a part of a joint clause (`DN-7.2.2(3)`) or a group (`DN-5`).
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core import numbers

LANGUAGES = ("fr", "en", "ar")
IMPLEMENTED, LATER, TEXT = "implemented", "later", "text"

#: A clause id wherever it is cited.
CITATION = re.compile(
    r"(?<![\w-])(?:C-\d{2}|(?:DN|HD|SSL|SRV)-(?:P\d+|A\d(?:-p?\d+(?:\.\d+)*)?|\d+(?:\.p?\d+)*)"
    r"[a-z]?(?:-\d+)?(?:\(\d+(?:-\d+)?\))*)(?!\w)"
)

#: How the portal keeps a clause, by the letter used in the register's `does`.
MEANS = {
    "U": _("shows it on its pages"),
    "T": _("watches the date"),
    "E": _("tells you by e-mail"),
    "S": _("keeps the state and its history"),
    "G": _("refuses what would break it"),
    "Q": _("puts it on a work list of our staff"),
    "F": _("applies the price"),
    "D": _("issues the document"),
    "L": _("asks for your acceptance and keeps the proof"),
}

#: What kind of thing keeps a clause, by the same letters; a clause without any is text only.
KINDS = {
    "U": "screen",
    "T": "timer",
    "E": "notice",
    "S": "state",
    "G": "guard",
    "Q": "queue",
    "F": "fee",
    "D": "document",
    "L": "acceptance",
}

#: Why a clause is legal text only, by the word used in the register's `reason`.
REASONS = {
    "liability": _("it says who answers for what: there is nothing to run"),
    "conduct": _("it binds how you use the service: there is nothing to run"),
    "scope": _("it describes what we sell: there is nothing to run"),
    "definition": _("it defines words: there is nothing to run"),
}

FAMILIES = {
    "DN-A2": _("Appendix 2: the .ma zones"),
    "DN-A1": _("Appendix 1: definitions"),
    "DN": _("Special terms for domain names"),
    "SSL": _("Special terms for SSL certificates"),
    "SRV": _("Special terms for servers"),
    "HD": _("General conditions"),
    "C": _("Contradictions and gaps, resolved"),
}


class UnknownClause(LookupError):
    """No clause of the register has this id."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause, or a group of them (`parts`); `see`: the clauses that a contradiction (C-nn) reconciles.

    `source` is the text with its numbers still named (`{GTLD.grace+}`, core/numbers.py), `text` with those in force.
    """

    id: str
    family: str
    text: Mapping[str, str]
    status: str = IMPLEMENTED
    product: str = ""
    reason: str = ""
    does: str = ""
    see: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    source: Mapping[str, str] = field(default_factory=dict)

    @property
    def fact(self) -> str:
        """The fact in the reader's language."""
        return self.text.get((get_language() or "fr")[:2], self.text["fr"])

    @property
    def document(self) -> str:
        """The title of the document the clause stands in."""
        return str(FAMILIES[self.family])

    @property
    def means(self) -> list[str]:
        """What the portal does with the clause."""
        return [str(MEANS[letter]) for letter in self.does]

    @property
    def why_text(self) -> str:
        """Why it is text only; empty for the others."""
        return str(REASONS[self.reason]) if self.reason else ""

    @property
    def related(self) -> list["Clause"]:
        """The contradictions that mention this clause, and the clauses that a contradiction mentions."""
        mine = {self.id, *self.parts}
        naming = [c for c in all() if mine.intersection(c.see)]
        return [*(clause(i) for i in self.see), *naming]


def all() -> tuple[Clause, ...]:
    """Every clause of the register, in the order of the documents."""
    return tuple(_entries().values())


def clause(id: str) -> Clause:
    """The clause, the joint clause it is a part of, or its group. Raises UnknownClause."""
    entries = _entries()
    found = entries.get(id) or entries.get(_joint().get(id, "")) or _groups().get(id)
    if found is None:
        raise UnknownClause(id)
    return found


def fact(id: str) -> str:
    """What a clause says, in the reader's language; empty for an id that is none."""
    try:
        return clause(id).fact
    except UnknownClause:
        return ""


def cited_in(text: str) -> list[str]:
    """The clause ids that a text cites, known or not."""
    return CITATION.findall(text)


@cache
def _entries() -> dict[str, Clause]:
    found: dict[str, Clause] = {}
    for path in sorted(Path(__file__).parent.glob("*.toml")):
        for id, row in tomllib.loads(path.read_text("utf-8")).items():
            if id in found:
                raise ValueError(f"{path.name}: {id} is in the register twice")
            source = {language: row.pop(language) for language in LANGUAGES}
            text = {language: numbers.written(said, language) for language, said in source.items()}
            facts = {**row, "see": tuple(row.get("see", ())), "source": source}
            found[id] = Clause(id, _family(id), text, **facts)
    order = list(FAMILIES)
    return dict(sorted(found.items(), key=lambda item: order.index(item[1].family)))


def _family(id: str) -> str:
    return next(family for family in FAMILIES if id.startswith(f"{family}-"))


@cache
def _joint() -> dict[str, str]:
    """Parts of joint clauses: `DN-7.2.2(3)` stands in `DN-7.2.2(1-4)`, `DN-10.3` in `DN-10.2-3`."""
    return {part: id for id in _entries() for part in _parts(id)}


def _parts(id: str) -> list[str]:
    if items := re.fullmatch(r"(.+)\((\d+)-(\d+)\)", id):
        stem, first, last = items[1], int(items[2]), int(items[3])
        return [stem, *(f"{stem}({n})" for n in range(first, last + 1))]
    if points := re.fullmatch(r"(.+\.)(\d+)-(\d+)", id):
        return [f"{points[1]}{n}" for n in range(int(points[2]), int(points[3]) + 1)]
    if pair := re.fullmatch(r"([^()]+)(\(\d+\))(\(\d+\))", id):
        return [pair[1] + pair[2], pair[1] + pair[3]]
    return []


@cache
def _groups() -> dict[str, Clause]:
    """Ids that are no clause themselves but the common beginning of several."""
    children: dict[str, list[Clause]] = {}
    for entry in all():
        above = _above(entry.id)
        while above:
            if above not in _entries() and above not in _joint():
                children.setdefault(above, []).append(entry)
            above = _above(above)
    return {id: _group(id, members) for id, members in children.items()}


def _group(id: str, members: list[Clause]) -> Clause:
    text = {language: " ".join(m.text[language] for m in members) for language in LANGUAGES}
    source = {language: " ".join(m.source[language] for m in members) for language in LANGUAGES}
    statuses = {m.status for m in members}
    status = next(s for s in (IMPLEMENTED, LATER, TEXT) if s in statuses)
    does = "".join(letter for letter in MEANS if any(letter in m.does for m in members))
    parts = tuple(m.id for m in members)
    return Clause(id, members[0].family, text, status, does=does, parts=parts, source=source)


def _above(id: str) -> str:
    """The id one level up: `DN-6.p1(1)` → `DN-6.p1` → `DN-6`; empty at the top."""
    above = re.sub(r"(\(\d+(-\d+)?\)|(?<=\d)[a-z]|\.p?\d+(-\d+)?|-p?\d+)$", "", id)
    return above if above != id and re.match(r"[A-Z]+-", above) else ""
