"""Help: a dozen articles in three languages, found by words, whose clauses exist (DN-8.4, HD-0.1)."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from contracts import register
from core.clock import at_local
from support import knowledge, telephone
from support.models import Article, CannedAnswer

TODAY = date(2026, 11, 23)


@pytest.fixture
def loaded(db):
    return knowledge.load(TODAY)


def test_a_dozen_articles_are_there_once(loaded):
    assert loaded >= 12
    assert knowledge.load(TODAY) == 0
    assert Article.objects.count() == loaded
    assert CannedAnswer.objects.count() == 4


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_article_and_answer_speaks_each_language(loaded, language):
    for article in Article.objects.all():
        for field in ("title", "summary", "body"):
            assert getattr(article, f"{field}_{language}").strip(), (article.slug, field)
    for answer in CannedAnswer.objects.all():
        assert getattr(answer, f"body_{language}").strip()


def test_every_clause_that_help_cites_exists(loaded):
    for article in Article.objects.all():
        for text in (article.clause, article.body_fr, article.body_en, article.body_ar):
            for cited in register.cited_in(text):
                assert register.clause(cited), (article.slug, cited)


@pytest.mark.parametrize(("language", "asked", "slug"), [
    ("fr", "rédemption", "renouveler-un-nom"),
    ("en", "wildcard dns", "valider-un-certificat"),
    ("ar", "الرصيد", "payer-une-proforma"),
    ("en", "infogéré complet", "heures-incluses"),
])  # fmt: skip
def test_an_article_is_found_by_its_words(loaded, language, asked, slug):
    with translation.override(language):
        assert slug in {a.slug for a in knowledge.found(asked)}


def test_what_is_nowhere_is_not_found_and_wildcards_are_letters(loaded):
    assert not knowledge.found("xyzzy").exists()
    assert not knowledge.found("%").filter(slug="contacter-le-support").exists()


def test_an_article_that_is_not_published_is_not_found(loaded, client):
    Article.objects.filter(slug="regler-le-dns").update(published=False)
    assert not knowledge.found("TTL").filter(slug="regler-le-dns").exists()
    assert client.get("/help/regler-le-dns/").status_code == 404
    page = client.get("/help/renouveler-un-nom/").content.decode()
    assert "/contrat/" in page or "DN-3.3" in page


@pytest.mark.parametrize(("at", "is_open"), [
    (at_local(date(2026, 11, 21), 20, 59), True),  # Saturday
    (at_local(date(2026, 11, 21), 21), False),
    (at_local(date(2026, 11, 22), 12), False),  # Sunday
    (at_local(date(2026, 11, 23), 8), True),
    (at_local(date(2026, 11, 23), 7, 59), False),
    (datetime(2026, 9, 18, 7, 30, tzinfo=UTC), True),  # 08:30 while Morocco was an hour ahead
])  # fmt: skip
def test_the_telephone_is_answered_from_monday_to_saturday_eight_to_nine(at, is_open):
    assert telephone.is_open(at) is is_open
