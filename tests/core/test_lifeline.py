"""The life line: what it says, that nothing covers anything, the same picture for mails and in Arabic."""

import re
from datetime import date, timedelta
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from django.utils import translation

from core.lifeline import Band, Dot, LifeLine, Price, render, rows
from core.lifeline.axis import Axis, lanes

END = date(2026, 12, 4)


def day(n):
    return END + timedelta(days=n)


@pytest.fixture
def line():
    return LifeLine(
        bands=(
            Band("Registered", day(-365), END, "fine", "DN-3.1"),
            Band("Grace", day(1), day(36), "soon", "DN-5.2"),
            Band("Redemption", day(37), day(66), "late", "DN-5.3"),
            Band("Deletion", day(67), day(71), "ended", "DN-5.4"),
        ),
        dots=(
            Dot(day(-30), "First notice", "DN-3.3", done=True),
            Dot(day(-10), "Second notice", "DN-3.3"),
            Dot(day(-5), "Third notice", "DN-3.3"),
        ),
        prices=(Price(day(-30), "Renewal", 14900, "DN-3.2"), Price(day(37), "Buy-back", 199900, "DN-5.3")),
        today=day(-12),
        title="The life of <argane>.com",
    )


def drawing(line, **how):
    return ElementTree.fromstring(render(line, **how))


def words(svg):
    return [element.text for element in svg.iter() if element.tag.endswith("text")]


@pytest.mark.parametrize("vertical", [False, True])
def test_both_drawings_say_every_phase_notice_price_and_clause(line, vertical):
    said = " ".join(words(drawing(line, vertical=vertical)))
    for expected in ("Registered", "Grace", "Redemption", "Deletion", "First notice", "Renewal", "Buy-back"):
        assert expected in said
    assert {"DN-3.1", "DN-3.2", "DN-3.3", "DN-5.2", "DN-5.3"} <= set(re.findall(r"[A-Z]+-[\d.]+", said))


@pytest.mark.parametrize("vertical", [False, True])
def test_a_drawing_names_itself_for_those_who_do_not_see_it(line, vertical):
    svg = drawing(line, vertical=vertical)
    title, description = svg[0], svg[1]
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == "The life of <argane>.com"
    assert "Redemption" in description.text


@pytest.mark.parametrize("how", [{}, {"vertical": True}, {"rtl": True}, {"standalone": True}])
def test_no_drawing_needs_what_a_strict_policy_forbids(line, how):
    assert "style=" not in render(line, **how)
    assert "<script" not in render(line, **how)


def test_on_its_own_a_drawing_carries_its_colours_and_no_class(line):
    svg = drawing(line, standalone=True)
    assert svg.get("width")
    assert svg.get("font-family")
    assert not [element for element in svg.iter() if element.get("class")]
    for element in svg.iter():
        if element.tag.endswith(("rect", "text", "circle")):
            assert element.get("fill", "").startswith("#")


def test_arabic_reads_from_the_right(line):
    left, right = drawing(line), drawing(line, rtl=True)
    width = float(left.get("viewBox").split()[2])
    texts = zip(left.iter("text"), right.iter("text"), strict=True)
    assert right.get("direction") == "rtl"
    assert all(float(a.get("x")) + float(b.get("x")) == pytest.approx(width, abs=0.2) for a, b in texts)


def test_days_lie_in_their_order_and_never_too_close_to_read(line):
    axis = Axis(line, 900)
    marks = sorted({*(dot.day for dot in line.dots), *(band.start for band in line.bands), line.today})
    places = [axis(mark) for mark in marks]
    assert all(after - before >= 20 for before, after in pairwise(places))


def test_a_day_between_two_marks_lies_between_them(line):
    axis = Axis(line, 900)
    assert axis(day(-365)) < axis(day(-200)) < axis(day(-30))


def test_labels_of_one_lane_never_cover_each_other_nor_a_leader():
    labels = [(0, 120), (30, 120), (60, 90), (155, 120), (170, 40), (400, 80)]
    found = lanes(labels)
    for (first, second), (x1, w1), (x2, _w2) in (
        (pair, labels[pair[0]], labels[pair[1]]) for pair in combinations(range(len(labels)), 2)
    ):
        if x2 < x1 + w1:
            assert found[first] > found[second]


def test_the_last_label_stays_inside_the_drawing(line):
    late = LifeLine(
        line.bands, (Dot(day(72), "Free again for everybody " * 2, "DN-5.4"),), (), line.today, "t"
    )
    svg = drawing(late)
    flag = next(text for text in svg.iter("text") if "Free again" in text.text)
    assert float(flag.get("x")) + len(flag.text) * 6.5 <= float(svg.get("viewBox").split()[2]) + 1


def test_what_is_done_has_a_tick_and_not_only_a_colour(line):
    ticks = [element for element in drawing(line).iter("path") if element.get("class") == "ll-check"]
    assert len(ticks) == sum(dot.done for dot in line.dots)


def test_the_table_says_the_same_by_day(line):
    with translation.override("en"):
        said = rows(line)
    assert [row.day for row in said] == sorted(row.day for row in said)
    assert [(row.text, row.amount) for row in said if row.amount] == [
        ("Renewal", 14900),
        ("Buy-back", 199900),
    ]
    assert {row.text for row in said} >= {"Begins: Grace", "First notice", "Today"}
    assert [row.text for row in said if row.done] == ["First notice"]


def test_today_may_lie_after_the_end(line):
    after = LifeLine(line.bands, line.dots, line.prices, day(200), line.title)
    assert "Deletion" in " ".join(words(drawing(after)))


def test_without_a_phase_there_is_no_picture(line):
    assert render(LifeLine((), (), (), line.today, "nothing")) == ""


def test_labels_cannot_smuggle_markup(line):
    wild = LifeLine((Band("<b>&", day(0), day(30), "fine"),), (), (), day(3), "</title>")
    assert "<b>" not in render(wild)
    assert "<b>&" in words(drawing(wild))
