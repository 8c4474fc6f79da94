"""The clause register is whole: unique ids, three languages, a known status, our own short sentences."""

import re

import pytest
from django.utils.translation import override

from contracts import register

CLAUSES = register.all()
PRODUCTS = {"domains", "ssl_certs", "servers", "web_hosting", "support", "billing", "contracts"}
FAMILY_SIZES = {"DN": 76, "DN-A1": 3, "DN-A2": 27, "HD": 39, "C": 37, "SSL": 85, "SRV": 43}


def test_every_document_is_there_whole():
    counted = {family: sum(c.family == family for c in CLAUSES) for family in FAMILY_SIZES}
    assert counted == FAMILY_SIZES
    assert len(CLAUSES) == 310
    assert [c.id for c in CLAUSES if c.family == "C"] == [f"C-{n:02}" for n in range(1, 38)]


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda c: c.id)
def test_a_clause_says_its_fact_in_three_languages_and_has_a_status(clause):
    assert set(clause.text) == {"fr", "en", "ar"}
    for language, text in clause.text.items():
        assert text.strip() == text
        assert 8 <= len(text) < 200, language
        assert text.endswith("."), language
        assert bool(re.search("[\u0600-\u06ff]", text)) == (language == "ar"), language
    assert register.CITATION.fullmatch(clause.id)
    assert set(clause.does) <= set(register.MEANS)
    if clause.status == register.TEXT:
        assert clause.why_text
    elif clause.status == register.LATER:
        assert clause.product in PRODUCTS
    else:
        assert clause.status == register.IMPLEMENTED
        assert clause.means


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda c: c.id)
def test_french_is_set_as_french_is_printed(clause):
    text = clause.text["fr"]
    assert not re.search(r"(?<!\u00a0)[:;!?»]|«(?!\u00a0)|'", text), "no-break spaces, curly apostrophes"
    assert not re.search(r"\d (jour|heure|minute|mois|ans|MAD|\d{3})", text), "a number never leaves its unit"


def test_contradictions_name_clauses_that_exist_and_those_name_them_back():
    for found in (c for c in CLAUSES if c.family == "C"):
        assert found.see
        assert found in register.clause(found.see[0]).related


@pytest.mark.parametrize(
    ("cited", "found"),
    [
        ("DN-2.2b", "DN-2.2b"),
        ("DN-6.p1(1)", "DN-6.p1(1)"),
        ("DN-A2-5.3(1)", "DN-A2-5.3(1)"),
        ("DN-7.2.2(3)", "DN-7.2.2(1-4)"),
        ("DN-7.2.2", "DN-7.2.2(1-4)"),
        ("DN-10.3", "DN-10.2-3"),
        ("SRV-7.1.1(3)", "SRV-7.1.1(2)(3)"),
    ],
)
def test_a_part_of_a_joint_clause_is_that_clause(cited, found):
    assert register.clause(cited).id == found


@pytest.mark.parametrize(("cited", "parts"), [("DN-2.2", 3), ("DN-5", 5), ("HD-3.5", 0), ("DN-A2-4.2", 3)])
def test_a_group_gathers_its_clauses(cited, parts):
    assert len(register.clause(cited).parts) == parts


@pytest.mark.parametrize("number", ["99", "3.4", "7.2.2(5)", "A3", ""])
def test_an_unknown_clause_is_refused(number):
    with pytest.raises(register.UnknownClause):
        register.clause("DN-" + number)


def test_the_fact_is_told_in_the_readers_language():
    grace = register.clause("DN-5.2")
    with override("ar"):
        assert grace.fact == grace.text["ar"]
    with override("en"):
        assert "36 days" in grace.fact
    with override("fr"):
        assert "36\u00a0jours" in grace.fact


def test_citations_are_found_inside_a_sentence():
    text = "Grace (DN-5.2, C-02) ends; see DN-6.p1(1). Not C-123, nor xDN-3; but HD-3.5/HD-6.2."
    assert register.cited_in(text) == ["DN-5.2", "C-02", "DN-6.p1(1)", "HD-3.5", "HD-6.2"]
