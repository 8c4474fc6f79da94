"""Amounts in words: the French that closes each document."""

import pytest

from billing.wording import day
from billing.words import CLOSINGS, amount_in_words, closing_sentence


@pytest.mark.parametrize(
    ("centimes", "words"),
    [
        (0, "zéro dirham"),
        (1_00, "un dirham"),
        (2_00, "deux dirhams"),
        (21_00, "vingt et un dirhams"),
        (71_00, "soixante et onze dirhams"),
        (80_00, "quatre-vingts dirhams"),
        (81_00, "quatre-vingt-un dirhams"),
        (91_00, "quatre-vingt-onze dirhams"),
        (200_00, "deux cents dirhams"),
        (201_00, "deux cent un dirhams"),
        (1_000_00, "mille dirhams"),
        (80_000_00, "quatre-vingt mille dirhams"),
        (200_000_00, "deux cent mille dirhams"),
        (1_000_000_00, "un million de dirhams"),
        (1_000_001_00, "un million un dirhams"),
        (3_000_000_00, "trois millions de dirhams"),
        (1_000_000_000_00, "un milliard de dirhams"),
        (2_000_080_20, "deux millions quatre-vingts dirhams et vingt centimes"),
        (2_398_80, "deux mille trois cent quatre-vingt-dix-huit dirhams et quatre-vingts centimes"),
        (5, "cinq centimes"),
        (1, "un centime"),
        (1_01, "un dirham et un centime"),
    ],
)
def test_dirhams_in_words(centimes, words):
    assert amount_in_words(centimes) == words


@pytest.mark.parametrize(
    ("centimes", "currency", "words"),
    [
        (1_000_000_00, "EUR", "un million d'euros"),
        (81_01, "EUR", "quatre-vingt-un euros et un centime"),
        (2_50, "USD", "deux dollars et cinquante cents"),
        (1_00, "EUR", "un euro"),
        (80_000_00, "EUR", "quatre-vingt mille euros"),
        (3_000_000_00, "USD", "trois millions de dollars"),
        (1_01, "USD", "un dollar et un cent"),
    ],
)
def test_other_currencies_in_words(centimes, currency, words):
    assert amount_in_words(centimes, currency) == words


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("proforma", "Arrêtée la présente facture proforma à la somme de cent vingt dirhams TTC."),
        ("invoice", "Arrêtée la présente facture à la somme de cent vingt dirhams TTC."),
        ("credit_note", "Arrêté le présent avoir à la somme de cent vingt dirhams TTC."),
        ("cash_receipt", "Arrêté le présent reçu à la somme de cent vingt dirhams."),
        ("refund_receipt", "Arrêté le présent reçu de remboursement à la somme de cent vingt dirhams."),
    ],
)
def test_the_sentence_agrees_with_the_kind(kind, sentence):
    assert closing_sentence(kind, 120_00) == sentence


def test_the_sentence_of_facts_d():
    assert closing_sentence("invoice", 2_398_80) == (
        "Arrêtée la présente facture à la somme de deux mille trois cent quatre-vingt-dix-huit dirhams "
        "et quatre-vingts centimes TTC."
    )


def test_without_tax_it_does_not_speak_of_tax():
    said = closing_sentence("invoice", 12_00, "EUR", taxed=False)
    assert said == "Arrêtée la présente facture à la somme de douze euros."


@pytest.mark.parametrize(
    ("centimes", "currency", "words"),
    [
        (0, "MAD", "zero dirhams"),
        (1_00, "MAD", "one dirham"),
        (21_05, "MAD", "twenty-one dirhams and five centimes"),
        (2_398_80, "MAD", "two thousand, three hundred and ninety-eight dirhams and eighty centimes"),
        (1_000_000_00, "EUR", "one million euros"),
        (1, "EUR", "one cent"),
        (1_50, "USD", "one US dollar and fifty cents"),
    ],
)
def test_in_english(centimes, currency, words):
    assert amount_in_words(centimes, currency, "en") == words


@pytest.mark.parametrize(
    ("centimes", "currency", "words"),
    [
        (0, "MAD", "صفر درهم"),
        (1_00, "MAD", "درهم واحد"),
        (2_00, "MAD", "درهمان"),
        (3_00, "MAD", "ثلاثة دراهم"),
        (10_00, "MAD", "عشرة دراهم"),
        (11_00, "MAD", "أحد عشر درهماً"),
        (99_00, "MAD", "تسعة وتسعون درهماً"),
        (100_00, "MAD", "مائة درهم"),
        (101_00, "MAD", "مائة درهم ودرهم واحد"),
        (102_00, "MAD", "مائة درهم ودرهمان"),
        (103_00, "MAD", "مائة وثلاثة دراهم"),
        (111_00, "MAD", "مائة وأحد عشر درهماً"),
        (200_00, "MAD", "مئتا درهم"),
        (2_000_00, "MAD", "ألفا درهم"),
        (2_398_80, "MAD", "ألفان وثلاثمائة وثمانية وتسعون درهماً وثمانون سنتيماً"),
        (1_000_000_00, "MAD", "مليون درهم"),
        (5, "MAD", "خمسة سنتيمات"),
        (2, "MAD", "سنتيمان"),
        (12_00, "EUR", "اثنا عشر يورو"),
        (2_50, "USD", "دولاران وخمسون سنتاً"),
    ],
)
def test_in_arabic_the_noun_follows_its_number(centimes, currency, words):
    assert amount_in_words(centimes, currency, "ar") == words


@pytest.mark.parametrize("kind", CLOSINGS["fr"])
@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_kind_closes_in_every_language(kind, language):
    assert amount_in_words(120_00, "MAD", language) in closing_sentence(kind, 120_00, language=language)


def test_a_negative_amount_has_no_words():
    with pytest.raises(ValueError, match="negative"):
        amount_in_words(-1)


@pytest.mark.parametrize(
    ("iso", "language", "written"),
    [("2026-12-01", "fr", "1er décembre 2026"), ("2026-12-11", "fr", "11 décembre 2026"),
     ("2026-12-01", "en", "1 December 2026"), (None, "fr", "")],
)  # fmt: skip
def test_the_first_of_a_french_month_is_ordinal_on_paper(iso, language, written):
    assert day(iso, language) == written
