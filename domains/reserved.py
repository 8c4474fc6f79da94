"""Terms that people must look at before a name is sent: ANRT's reserved list and our own word list.

The lists are data (`reserved.toml`); a match never makes a name invalid, it makes it wait for a review.
"""

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

LISTS = Path(__file__).with_name("reserved.toml")


@dataclass(frozen=True)
class ReviewNeeded:
    """A valid name that waits for a person: `kind` is zone, reserved, contains or sensitive."""

    kind: str
    term: str
    message: Promise
    clause: str


@cache
def lists() -> dict[str, Any]:
    """The lists of `reserved.toml`, read once per process; terms without accents."""
    data = tomllib.loads(LISTS.read_text(encoding="utf-8"))
    return {
        "reserved": frozenset(plain(term) for terms in data["reserved"].values() for term in terms),
        "contains": tuple(plain(term) for term in data["contains"]["terms"]),
        "sensitive": tuple(plain(term) for term in data["sensitive"]["terms"]),
    }


def review_of(label: str, extension: str, reserved: bool, restricted: bool) -> ReviewNeeded | None:
    """Why a label must be reviewed under an extension, or None."""
    name, bare = f"{label}.{extension}", plain(label)
    if restricted:
        return _review("zone", extension, name)
    if reserved and bare in lists()["reserved"]:
        return _review("reserved", bare, name)
    for kind, concerned in (("contains", reserved), ("sensitive", True)):
        for term in lists()[kind] if concerned else ():
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
