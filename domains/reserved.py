"""Terms that people must look at before a name is sent: ANRT's reserved list and our own word list.

The lists are rows that staff edit (`ReservedTerm`, first loaded from `reserved.toml`); a match never makes a name
invalid, it makes it wait for a review. Matching is pure: it is given the `Terms`.
"""

import secrets
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .terms import SEARCH, Family

LISTS = Path(__file__).with_name("reserved.toml")
VERSION = "reserved-terms"


@dataclass(frozen=True)
class ReviewNeeded:
    """A valid name that waits for a person: `kind` is zone, reserved, contains or sensitive."""

    kind: str
    term: str
    message: Promise
    clause: str


@dataclass(frozen=True)
class Terms:
    """The terms that concern one extension, without accents."""

    exact: frozenset[str] = frozenset()
    contains: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    sensitive_exact: frozenset[str] = frozenset()

    def __or__(self, other: "Terms") -> "Terms":
        return Terms(
            self.exact | other.exact,
            self.contains + other.contains,
            self.sensitive + other.sensitive,
            self.sensitive_exact | other.sensitive_exact,
        )


NONE = Terms()


@dataclass(frozen=True)
class Book:
    """The lists in force on a day, by their reach: an extension's code, a family's, or all (an empty one)."""

    by_reach: Mapping[str, Terms] = field(default_factory=dict)

    def of(self, extension) -> Terms:
        """What concerns one extension."""
        everywhere, family, own = (
            self.by_reach.get(reach, NONE) for reach in ("", f"family:{extension.family}", extension.code)
        )
        return everywhere | family | own


NO_LISTS = Book()  # where a review does not matter


def book(day: date) -> Book:
    """The lists in force on a day; what staff change is seen at once, by other machines within seconds."""
    seconds = int(SEARCH.remembered.total_seconds())
    return _read(cache.get_or_set(VERSION, secrets.token_hex, seconds), day)


def forget() -> None:
    """The rows have changed: whoever asks next reads them anew, now and once the change is written."""
    cache.delete(VERSION)
    transaction.on_commit(lambda: cache.delete(VERSION))


@lru_cache(maxsize=8)
def _read(version: str, day: date) -> Book:
    from .models import ReservedTerm

    rows = ReservedTerm.objects.filter(effective_on__lte=day).order_by("pk")
    return bound((f"family:{family}" if family else code or "", match, kind, term)
                 for code, family, match, kind, term
                 in rows.values_list("extension__code", "family", "match", "kind", "term"))  # fmt: skip


def bound(rows: Iterable[tuple[str, str, str, str]]) -> Book:
    """A book of rows: (reach, match, list, term)."""
    found: dict[str, dict[tuple[str, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    for reach, match, kind, term in rows:
        found[reach][(kind, match)].append(plain(term))
    return Book({
        reach: Terms(
            frozenset(terms[("reserved", "exact")]), tuple(terms[("reserved", "contains")]),
            tuple(terms[("sensitive", "contains")]), frozenset(terms[("sensitive", "exact")]),
        )
        for reach, terms in found.items()
    })  # fmt: skip


def first_lists() -> tuple[dict[str, Any], list[tuple[str, str, str, str]]]:
    """What `reserved.toml` says: its source and day, and its rows (reach, match, list, term)."""
    data, moroccan = tomllib.loads(LISTS.read_text(encoding="utf-8")), f"family:{Family.MA}"
    rows = [(moroccan, "exact", "reserved", term) for terms in data["reserved"].values() for term in terms]
    rows += [(moroccan, "contains", "reserved", term) for term in data["contains"]["terms"]]
    rows += [("", "contains", "sensitive", term) for term in data["sensitive"]["terms"]]
    return {"source": data["source"], "effective_on": data["effective_on"]}, list(dict.fromkeys(rows))


def review_of(
    label: str, extension: str, reserved: bool, restricted: bool, terms: Terms
) -> ReviewNeeded | None:
    """Why a label must be reviewed under an extension, or None."""
    name, bare = f"{label}.{extension}", plain(label)
    if restricted:
        return _review("zone", extension, name)
    if reserved and bare in terms.exact:
        return _review("reserved", bare, name)
    if bare in terms.sensitive_exact:
        return _review("sensitive", bare, name)
    for kind, parts in (("contains", terms.contains if reserved else ()), ("sensitive", terms.sensitive)):
        for term in parts:
            if term in bare:
                return _review(kind, term, name)
    return None


def plain(text: str) -> str:
    """A term without its accents: they do not take a name off the list."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


REASONS = {
    "zone": (
        "DN-A2-1.2",
        _("Names under .{term} are kept for those who can prove their right: ANRT must agree to “{name}” "
          "first. You will be asked for its form and your papers."),
    ),
    "reserved": (
        "DN-A2-1.2",
        _("“{name}” is on ANRT's list of reserved terms: ANRT must agree first. "
          "You will be asked for its form and your papers."),
    ),
    "contains": (
        "DN-A2-1.2",
        _("“{name}” contains “{term}”, which ANRT reviews: ANRT must agree first. "
          "You will be asked for its form and your papers."),
    ),
    "sensitive": (
        "DN-7.2.3(1-4)",
        _("“{name}” contains “{term}”: our staff look at the name before it is sent to the registry."),
    ),
}  # fmt: skip


def _review(kind: str, term: str, name: str) -> ReviewNeeded:
    clause, message = REASONS[kind]
    return ReviewNeeded(kind, term, format_lazy(message, term=term, name=name), clause)
