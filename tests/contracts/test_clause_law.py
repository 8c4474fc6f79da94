"""The clause law: no file cites an unknown clause; each is implemented and tested, or is legal text."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from contracts import coverage, register

KEPT = coverage.coverage()


def test_no_file_cites_an_unknown_clause():
    unknown = [f"{c.path}:{c.line}: {c.id}" for c in coverage.citations() if not coverage._covered(c.id)]
    assert not unknown, "\n" + "\n".join(unknown)


def test_each_clause_is_implemented_or_legal_text():
    missing = [one.clause.id for one in KEPT if one.missing]
    assert not missing, f"not cited in code, and not legal text: {', '.join(missing)}"


def test_each_implemented_clause_is_proven_by_a_test():
    untested = [one.clause.id for one in KEPT if one.untested]
    assert not untested, f"implemented, but no test cites: {', '.join(untested)}"


def test_a_clause_names_the_tests_that_prove_it():
    grace = next(one for one in KEPT if one.clause.id == "DN-5.2")
    assert "domains/terms.py" in grace.files
    assert any("::test_" in test for test in grace.tests)


@pytest.fixture
def project(tmp_path) -> Path:
    """A small project that keeps one clause, and tests another."""
    (tmp_path / "room").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "room" / "terms.py").write_text("# DN-5.2\n")
    (tmp_path / "tests" / "test_it.py").write_text('def test_grace():\n    """DN-5.3."""\n')
    return tmp_path


def test_coverage_is_read_from_the_files(project):
    found = {one.clause.id: one for one in coverage.coverage(project)}
    assert found["DN-5.2"].files == ("room/terms.py",)
    assert found["DN-5.2"].untested
    assert found["DN-5.3"].missing
    assert found["DN-5.3"].tests == ("tests/test_it.py::test_grace",)


def test_the_command_tells_the_whole_register():
    said = StringIO()
    with pytest.raises(SystemExit) if coverage.summary(KEPT)["missing"] else pytest.MonkeyPatch.context():
        call_command("contract", "coverage", "--json", stdout=said)
    told = json.loads(said.getvalue())
    assert told["clauses"] == len(told["register"]) == len(register.all())
    assert told["untested"] == 0
    assert told["implemented"] + told["text_only"] + told["missing"] == told["clauses"]
    row = next(row for row in told["register"] if row["id"] == "SSL-4.1b")
    assert "notice" in row["kinds"]
    assert row["files"]
    assert row["tests"]
