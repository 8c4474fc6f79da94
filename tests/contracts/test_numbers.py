"""Text and behaviour cannot differ: the contract's numbers are written from the terms that the code runs by."""

import re
from dataclasses import fields, replace
from datetime import timedelta

import pytest

from contracts import publishing, register
from contracts.models import DocumentVersion
from core import numbers
from domains.terms import GTLD

FIGURE = re.compile(r"(?<![\d.,])\d+(?![\d.,]*\d)")


def held(clause: str) -> set[str]:
    """The figures that terms hold under a clause, in every unit that a text may use."""
    found = set()
    for table in numbers._tables.values():
        for field in fields(table):
            if (
                field.metadata["clause"] != "policy"
                and register.clause(field.metadata["clause"]).id == clause
            ):
                value = getattr(table, field.name)
                for one in value if isinstance(value, tuple) else (value,):
                    found |= figures(one)
    return found


def figures(value) -> set[str]:
    if isinstance(value, timedelta):
        units = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))
        return {str(value // unit) for unit in units if value and not value % unit}
    return set() if isinstance(value, bool) or not isinstance(value, int) else {str(value)}


@pytest.mark.parametrize("clause", register.all(), ids=lambda c: c.id)
def test_a_number_that_a_term_holds_is_never_typed_into_the_text(clause):
    known = held(clause.id)
    for language, source in clause.source.items():
        bare = numbers.PLACE.sub("", register.CITATION.sub("", source))
        assert not known & set(FIGURE.findall(bare)), language


def test_texts_are_written_from_the_terms():
    assert register.clause("DN-5.2").source["fr"].count("{GTLD.grace+}") == 1
    assert f"{GTLD.grace.days}\u00a0jours" in register.clause("DN-5.2").text["fr"]
    assert "1\u00a0999,00\u00a0MAD" in register.clause("DN-5.3").text["fr"]
    assert "24 hours" in register.clause("SRV-3.1").text["en"]


@pytest.mark.parametrize("text", ["{GTLD.nothing}", "{NOBODY.grace}", "{DELIVERY.cloud:hours}"])
def test_a_number_that_does_not_exist_is_refused(text):
    with pytest.raises(numbers.UnknownNumber):
        numbers.written(text, "fr")


@pytest.fixture
def shorter_grace(monkeypatch):
    """Somebody changes the code: six days less of grace."""
    monkeypatch.setitem(numbers._tables, "GTLD", replace(GTLD, grace=timedelta(days=30)))
    register._entries.cache_clear()
    register._groups.cache_clear()
    yield
    monkeypatch.undo()
    register._entries.cache_clear()
    register._groups.cache_clear()


def test_a_changed_term_without_a_new_version_fails_loudly_at_publishing(published, now, shorter_grace):
    with pytest.raises(publishing.PublishedTextChanged, match=r"GTLD\.grace"):
        publishing.publish_documents(now)


def test_a_number_said_in_words_is_pinned_as_well(published, now, monkeypatch):
    """DN-8.3 says `one working day` in words: a change of the term still asks for a new version."""
    from domains.terms import TRANSFER

    monkeypatch.setitem(numbers._tables, "TRANSFER", replace(TRANSFER, code_working_days=2))
    with pytest.raises(publishing.PublishedTextChanged, match=r"TRANSFER\.code_working_days: 1 → 2"):
        publishing.publish_documents(now)


def test_a_version_pins_its_numbers(published):
    dn = DocumentVersion.objects.get(document__code="dn")
    assert dn.numbers["{GTLD.grace+}"] == [36, "+"]
    assert dn.numbers["{GTLD.buy_back:amount-}"] == [199_900, "-"]
    assert "{" not in dn.text_fr + dn.text_en + dn.text_ar
