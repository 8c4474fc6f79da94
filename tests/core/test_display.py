"""How days are written: the first of a month is “1er” in French, and a plain number elsewhere."""

from datetime import date

import pytest
from django.utils import translation

from core import display


@pytest.mark.parametrize(
    ("language", "style", "written"),
    [
        ("fr", "long", "1er janvier 2027"),
        ("fr", "short", "1er janv. 2027"),
        ("fr", "near", "1er janv."),
        ("en", "long", "1 January 2027"),
        ("ar", "long", "1 يناير 2027"),
    ],
)
def test_the_first_of_the_month_is_an_ordinal_in_french_only(language, style, written):
    with translation.override(language):
        assert display.day(date(2027, 1, 1), style) == written


@pytest.mark.parametrize("day", [2, 10, 11, 21, 31])
def test_other_days_are_plain_numbers(day):
    with translation.override("fr"):
        assert display.day(date(2027, 1, day)) == f"{day} janvier 2027"
