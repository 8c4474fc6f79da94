"""Pictures of numbers: what stands under a bar never runs into its neighbour."""

import re

from core.plots import Bar, bars


def test_a_long_label_takes_two_lines_under_its_bar():
    rows = [Bar("carte bancaire", 3, 0, "fine", "3"), Bar("virement bancaire", 1, 0, "fine", "1")]
    drawn = bars(rows, "Moyens de paiement", "methods")
    under = re.findall(r">([a-z ]+)</text>", drawn)
    assert under == ["carte", "bancaire", "virement", "bancaire"]
    low, high = (
        float(re.search(r'viewBox="0 0 \S+ (\S+)"', bars(few, "x", "x"))[1])
        for few in ([Bar("a", 1, 0, "fine", "1")], rows)
    )
    assert high > low


def test_a_reader_of_the_picture_hears_the_whole_label():
    assert "plus de 90 jours: 2" in bars([Bar("plus de 90 jours", 2, 0, "late", "2")], "Impayés", "unpaid")
