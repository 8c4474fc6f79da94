"""Money: centimes, half up, tax per rate on the sum of lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import money
from core.money import Line, Totals


@pytest.mark.parametrize(
    ("ht", "rate", "tax"),
    [
        (199_900, 2000, 39_980),  # the buy-back of DN-A1: 1 999.00 HT
        (100_000, 2000, 20_000),
        (2, 2000, 0),  # 0.4 centime
        (3, 2000, 1),  # 0.6 centime
        (5, 1000, 1),  # 0.5 centime: half up
        (-5, 1000, -1),  # undoing cancels exactly
        (12_345, 550, 679),
        (100, 0, 0),
    ],
)
def test_vat_rounds_half_up(ht, rate, tax):
    assert money.vat(ht, rate) == tax


def test_the_redemption_price_with_tax():
    assert money.ttc(199_900, 2000) == 239_880


def test_tax_is_rounded_once_for_each_rate():
    """Three lines of 0.03: line by line the tax would be 0.03, on the sum it is 0.02."""
    totals = money.totals([Line(1, 3), Line(1, 3), Line(1, 3)])
    assert totals == Totals(ht=9, vat_by_rate=((2000, 9, 2),), vat=2, ttc=11)


def test_totals_by_rate():
    totals = money.totals(
        [
            Line(quantity=2, unit=12_900),
            Line(quantity=1, unit=14_900, discount=1_490),
            Line(quantity=3, unit=5_000, vat_rate=1000),
            Line(quantity=1, unit=700, vat_rate=0),
        ]
    )
    assert totals.vat_by_rate == ((0, 700, 0), (1000, 15_000, 1_500), (2000, 39_210, 7_842))
    assert (totals.ht, totals.vat, totals.ttc) == (54_910, 9_342, 64_252)


def test_nothing_sold_costs_nothing():
    assert money.totals([]) == Totals(ht=0, vat_by_rate=(), vat=0, ttc=0)


@pytest.mark.parametrize(
    "broken",
    [
        {"ht": 100, "vat_by_rate": ((2000, 100, 20),), "vat": 20, "ttc": 121},
        {"ht": 100, "vat_by_rate": ((2000, 90, 20),), "vat": 20, "ttc": 120},
        {"ht": 100, "vat_by_rate": ((2000, 100, 18),), "vat": 20, "ttc": 120},
    ],
)
def test_totals_that_do_not_add_up_cannot_exist(broken):
    with pytest.raises(ValueError, match=r"HT|VAT"):
        Totals(**broken)


@pytest.mark.parametrize(
    ("typed", "centimes"),
    [
        ("1 234,50", 123_450),
        ("1\u202f234,50\u00a0MAD", 123_450),
        ("1234.5", 123_450),
        ("1234", 123_400),
        (" 0,05 ", 5),
        ("30 dh", 3_000),
        ("-12,00", -1_200),
    ],
)
def test_amounts_as_people_type_them(typed, centimes):
    assert money.parse(typed) == centimes


@pytest.mark.parametrize("typed", ["", "abc", "1,234.50", "12,345", "1.234", "--3", "1e5", "12,5 €", ","])
def test_what_is_not_an_amount_is_refused_in_words(typed):
    with pytest.raises(ValueError, match="1 234,50"):
        money.parse(typed)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("fr", "1\u202f234,50\u00a0MAD"),
        ("en", "1,234.50\u00a0MAD"),
        ("ar", "1.234,50\u00a0MAD"),
    ],
)
def test_amounts_as_people_read_them(language, written):
    assert money.text(123_450, "MAD", language) == written


def test_amounts_are_french_dirhams_unless_told():
    assert money.text(239_880) == "2\u202f398,80\u00a0MAD"
    assert money.text(-5) == "-0,05\u00a0MAD"


@pytest.mark.parametrize(
    ("rate", "language", "written"),
    [
        (2000, "fr", "20\u00a0%"),
        (550, "fr", "5,5\u00a0%"),
        (2000, "en", "20%"),
        (550, "ar", "5,5%"),
        (0, "fr", "0\u00a0%"),
    ],
)
def test_rates_as_people_read_them(rate, language, written):
    assert money.percent(rate, language) == written


amounts = st.integers(min_value=0, max_value=10**12)


@given(amounts)
def test_what_is_written_in_french_reads_back(centimes):
    assert money.parse(money.text(centimes)) == centimes


@given(
    st.lists(
        st.tuples(st.integers(1, 50), st.integers(0, 10**8), st.sampled_from([0, 1000, 2000])), max_size=20
    )
)
def test_lines_and_rates_add_up(sold):
    lines = [Line(quantity, unit, vat_rate=rate) for quantity, unit, rate in sold]
    totals = money.totals(lines)
    assert totals.ht == sum(line.ht for line in lines)
    assert totals.ttc == totals.ht + sum(tax for _rate, _base, tax in totals.vat_by_rate)
