"""Amounts in words: the French that closes each document."""

import pytest

from billing.words import amount_in_words, closing_sentence


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
    ],
)
def test_the_sentence_agrees_with_the_kind(kind, sentence):
    assert closing_sentence(kind, 120_00) == sentence


def test_a_negative_amount_has_no_words():
    with pytest.raises(ValueError, match="negative"):
        amount_in_words(-1)
