"""Coverage: where each clause of the register is kept in the code, and which tests prove it, read from the files.

A clause is kept where it is cited: in code, templates, mails and document texts. The tests that cite it prove it.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from . import register

ROOT = Path(__file__).resolve().parents[1]
TESTS = "tests"
SUFFIXES = {".py", ".html", ".toml", ".txt", ".md", ".js", ".css"}
APART = {"contracts/register"}  # what speaks of the register itself keeps no clause
_TEST = re.compile(r"\s*(?:async )?def (test_\w+)")


@dataclass(frozen=True, slots=True)
class Citation:
    """One mention of a clause: the file from the project's folder, the line, the test it stands in, the id."""

    path: str
    line: int
    test: str
    id: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What has become of one clause."""

    clause: register.Clause
    files: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def missing(self) -> bool:
        """It should be run by the portal, and is not."""
        text_only = self.clause.status == register.TEXT
        return not text_only and (self.clause.status == register.LATER or not self.files)

    @property
    def untested(self) -> bool:
        """It is run by the portal, and no test says so."""
        return self.clause.status == register.IMPLEMENTED and not self.tests


def citations(root: Path = ROOT) -> Iterator[Citation]:
    """Every citation in the project's own text files: everything but hidden folders and the installed environment."""
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if (
            path.suffix in SUFFIXES
            and not any(part.startswith(".") for part in inside.parts)
            and path.is_file()
        ):
            yield from _cited(path, inside.as_posix())


def coverage(root: Path = ROOT) -> list[Kept]:
    """The whole register with its files and tests, in the order of the documents."""
    files: dict[str, set[str]] = defaultdict(set)
    tests: dict[str, set[str]] = defaultdict(set)
    for one in citations(root):
        if any(one.path.startswith(apart) for apart in APART):
            continue
        for id in _covered(one.id):
            if one.path.startswith(f"{TESTS}/"):
                tests[id].add(f"{one.path}::{one.test}" if one.test else one.path)
            else:
                files[id].add(one.path)
    return [Kept(c, tuple(sorted(files[c.id])), tuple(sorted(tests[c.id]))) for c in register.all()]


@cache
def kept(id: str) -> Kept:
    """One clause of the register, or of a group its first: read once in a process, as the files do not change."""
    return next(one for one in _whole() if one.clause.id == id)


def summary(found: Collection[Kept]) -> dict[str, int]:
    """How many clauses there are, are run, are legal text only, are missing, are untested."""
    statuses = [one.clause.status for one in found]
    return {
        "clauses": len(statuses),
        "implemented": sum(one.clause.status == register.IMPLEMENTED and not one.missing for one in found),
        "text_only": statuses.count(register.TEXT),
        "missing": sum(one.missing for one in found),
        "untested": sum(one.untested for one in found),
    }


@cache
def _whole() -> tuple[Kept, ...]:
    return tuple(coverage())


def _cited(path: Path, name: str) -> Iterator[Citation]:
    test = ""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if found := _TEST.match(line):
            test = found[1]
        for id in register.cited_in(line):
            yield Citation(name, number, test, id)


@cache
def _covered(id: str) -> frozenset[str]:
    """The clauses that an id stands for: its own, the joint one it is a part of, those with its letter or item."""
    try:
        clause = register.clause(id)
    except register.UnknownClause:
        return frozenset()
    return frozenset({clause.id, *(part for part in clause.parts if part.removeprefix(id)[0] not in ".-")})
