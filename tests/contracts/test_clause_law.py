"""The clause law: no file cites an unknown clause; what the register calls implemented is cited, tested."""

from pathlib import Path

import pytest

from contracts import register

ROOT = Path(__file__).resolve().parents[2]
REGISTER = ROOT / "contracts" / "register"
TESTS = ROOT / "tests"
ABOUT_THE_REGISTER = {TESTS / "contracts" / "test_register.py", Path(__file__).resolve()}
SUFFIXES = {".py", ".html", ".toml", ".txt", ".md", ".js", ".css"}


def files():
    """The project's own text files: everything but hidden folders and the installed environment."""
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT).parts
        if path.suffix in SUFFIXES and not any(part.startswith(".") for part in inside) and path.is_file():
            yield path


def citations():
    """Every citation: file, line number, clause id."""
    for path in files():
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for cited in register.cited_in(line):
                yield path, number, cited


def known(cited: str) -> bool:
    try:
        return bool(register.clause(cited))
    except register.UnknownClause:
        return False


def covered(cited: set[str]) -> set[str]:
    """The clauses cited by their own id, as a part of a joint one, or with their letter or item left out."""
    found = set()
    for one in filter(known, cited):
        clause = register.clause(one)
        found |= {clause.id, *(part for part in clause.parts if part.removeprefix(one)[0] not in ".-")}
    return found


def test_no_file_cites_an_unknown_clause():
    unknown = [f"{p.relative_to(ROOT)}:{n}: {cited}" for p, n, cited in citations() if not known(cited)]
    assert not unknown, "\n" + "\n".join(unknown)


IMPLEMENTED = {c.id for c in register.all() if c.status == register.IMPLEMENTED}


@pytest.mark.parametrize("where", ["code", "tests"])
def test_each_implemented_clause_is_cited_in_code_and_in_tests(where):
    """A clause that nothing cites is not implemented: give it to a product in the register, or cite it."""
    in_tests = where == "tests"
    apart = {*ABOUT_THE_REGISTER, *REGISTER.iterdir()}
    cited = {c for p, _n, c in citations() if p not in apart and (TESTS in p.parents) == in_tests}
    silent = sorted(IMPLEMENTED - covered(cited))
    assert not silent, f"implemented, but not cited in {where}: {', '.join(silent)}"
