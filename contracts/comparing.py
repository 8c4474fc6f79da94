"""A readable difference of two texts: clause by clause, and within a clause word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from . import register

SAME, GONE, NEW = "same", "gone", "new"
ADDED, REMOVED, CHANGED = "added", "removed", "changed"
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, went or came."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one clause, heading or paragraph."""

    kind: str
    clause: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    """One line of a text; clauses are recognised by their id, everything else by its words."""

    key: str
    clause: str
    words: str


def compare(old: str, new: str) -> list[Difference]:
    """What changed from one text to the other; empty when they say the same."""
    return list(_differences(_units(old), _units(new)))


def points(text: str) -> dict[str, str]:
    """Clause id → what the text says under it."""
    return {unit.clause: unit.words for unit in _units(text) if unit.clause}


def _units(text: str) -> list[_Unit]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [_unit(line) for line in lines]


def _unit(line: str) -> _Unit:
    words = line.removeprefix("## ").removeprefix("- ")
    first, _space, rest = words.partition(" ")
    if line.startswith("- ") and register.CITATION.fullmatch(first):
        return _Unit(first, first, rest)
    return _Unit(line, "", words)


def _differences(old: list[_Unit], new: list[_Unit]) -> Iterator[Difference]:
    matcher = SequenceMatcher(a=[u.key for u in old], b=[u.key for u in new], autojunk=False)
    for how, a, b, c, d in matcher.get_opcodes():
        before, after = old[a:b], new[c:d]
        if how == "equal":
            pairs = zip(before, after, strict=True)
            yield from (_changed(x, y) for x, y in pairs if x.words != y.words)
        else:
            yield from _replaced(before, after)


def _replaced(before: list[_Unit], after: list[_Unit]) -> Iterator[Difference]:
    """Lines without a clause that stand in each other's place are one changed line; all else came or went."""
    while before and after and not before[0].clause and not after[0].clause:
        yield _changed(before[0], after[0])
        before, after = before[1:], after[1:]
    yield from (Difference(REMOVED, u.clause, (Piece(GONE, u.words),)) for u in before)
    yield from (Difference(ADDED, u.clause, (Piece(NEW, u.words),)) for u in after)


def _changed(old: _Unit, new: _Unit) -> Difference:
    a, b = _WORDS.findall(old.words), _WORDS.findall(new.words)
    pieces: list[Piece] = []
    for how, i, j, k, m in SequenceMatcher(a=a, b=b, autojunk=False).get_opcodes():
        if how == "equal":
            pieces.append(Piece(SAME, "".join(a[i:j])))
            continue
        pieces += [Piece(GONE, "".join(a[i:j]))] if i < j else []
        pieces += [Piece(NEW, "".join(b[k:m]))] if k < m else []
    return Difference(CHANGED, new.clause, tuple(pieces))
