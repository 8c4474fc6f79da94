"""Findings in the reader's language: what was seen, and what to do about it."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from .findings import Finding
from .texts import TEXTS

TONES = {True: "fine", False: "late", None: "soon"}
LISTS = ("there", "servers", "allowed", "methods", "addresses", "tags")


@dataclass(frozen=True)
class Said:
    """One finding as a page shows it: `values` are exact texts, copied or compared."""

    tone: str
    text: str
    advice: str
    values: tuple[str, ...] = ()


def said(found: Finding) -> Said:
    """A finding in words; a code that is no longer known is said as such."""
    text, advice = TEXTS.get(found.get("code", ""), TEXTS["not_looked"])
    facts = {name: _shown(value) for name, value in found.get("facts", {}).items()}
    values: tuple[Any, ...] = ()
    for name in LISTS:
        value = found.get("facts", {}).get(name)
        values += tuple(value) if isinstance(value, list) else (value,) if value else ()
    return Said(TONES[found.get("ok")], _filled(text, facts), _filled(advice, facts), values)


def _filled(text: str | Promise, facts: dict[str, str]) -> str:
    """A text with its facts; one that is missing leaves a dash, so that an old finding can still be read."""
    return str(text) % _Dashes(facts) if text else ""


class _Dashes(dict):
    def __missing__(self, key: str) -> str:
        return "–"


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
