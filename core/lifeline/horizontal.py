"""The life line on a desk: flags above, bands in the middle, days and prices below."""

from dataclasses import dataclass
from hashlib import sha256

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import display

from .axis import DATE, Axis, lanes
from .ink import Pen, isolated, width_of
from .model import LifeLine

WIDTH, MARGIN = 940.0, 14.0
LANE, BAND = 37.0, 46.0


@dataclass(frozen=True)
class Flag:
    """A label on a pole: a notice, an act, a price or today."""

    x: float
    head: str
    foot: str
    kind: str
    done: bool = False

    @property
    def width(self) -> float:
        return max(width_of(self.head, 12.8), width_of(self.foot, 11.8)) + 20


def draw(line: LifeLine, *, rtl: bool, standalone: bool) -> SafeString:
    axis, width = _fit(line)
    flags, tags = _flags(line, axis), _tags(line, axis)
    above, below = lanes([(f.x, f.width) for f in flags]), lanes([(t.x, t.width) for t in tags])
    top = 10 + LANE * (max(above, default=-1) + 1) + 14
    pen = Pen(width, rtl=rtl, standalone=standalone)
    for flag, lane in zip(flags, above, strict=True):
        _pole(pen, flag, top, top - 16 - LANE * lane)
    _bands(pen, line, axis, top)
    for tag, lane in zip(tags, below, strict=True):
        _price(pen, tag, top + BAND, top + BAND + 30 + 44 * lane)
    for flag, lane in zip(flags, above, strict=True):
        _flag(pen, flag, top, top - 16 - LANE * lane)
    height = top + BAND + 30 + 44 * (max(below, default=-1) + 1) + 6
    name = "ll" + sha256(repr(line).encode()).hexdigest()[:8] + "h"
    return pen.svg(height, line.title, describe(line), name)


def describe(line: LifeLine) -> str:
    """The picture in one sentence, for those who do not see it."""
    phases = ", ".join(f"{band.label} ({display.day(band.start)})" for band in line.bands)
    return _("Phases: %(phases)s. Today: %(today)s.") % {"phases": phases, "today": display.day(line.today)}


def _fit(line: LifeLine) -> tuple[Axis, float]:
    """The longest axis that leaves room for the last label; a crowded line grows wider instead."""
    room = WIDTH - 2 * MARGIN
    for _attempt in range(4):
        axis = Axis(line, room)
        ends = [flag.x + flag.width for flag in _flags(line, axis) + _tags(line, axis)]
        after = MARGIN + axis.length + (DATE if line.ends_unmarked() else 0)
        over = max([*ends, after]) + MARGIN - WIDTH
        if over <= 0:
            break
        room -= over
    return axis, max(WIDTH, WIDTH + over)


def _flags(line: LifeLine, axis: Axis) -> list[Flag]:
    flags = [
        Flag(MARGIN + axis(dot.day), isolated(dot.label), _foot(dot.day, dot.clause), "dot", dot.done)
        for dot in line.dots
    ]
    flags.append(Flag(MARGIN + axis(line.today), _("Today"), display.day(line.today, "short"), "today"))
    return sorted(flags, key=lambda flag: flag.x)


def _tags(line: LifeLine, axis: Axis) -> list[Flag]:
    tags = [
        Flag(
            MARGIN + axis(price.day),
            display.amount(price.amount_centimes, price.currency),
            " · ".join(isolated(words) for words in (price.label, price.clause) if words),
            "price",
        )
        for price in line.prices
    ]
    return sorted(tags, key=lambda tag: tag.x)


def _foot(day, clause: str) -> str:
    return " · ".join(isolated(words) for words in (display.day(day, "short"), clause) if words)


def _bands(pen: Pen, line: LifeLine, axis: Axis, top: float) -> None:
    """The phases, what has passed of them underlined, and their first days below."""
    end = MARGIN + axis(line.edges()[-1][2])
    pen.mark(
        "line", "leader", x1=pen.x(end), x2=pen.x(pen.width - 4), y1=top + BAND / 2, y2=top + BAND / 2,
        stroke_dasharray="1 7", stroke_width=2.5, stroke_linecap="round",
    )  # fmt: skip
    for band, start, stop in line.edges():
        left, right = MARGIN + axis(start), MARGIN + axis(stop)
        pen.box(f"band-{band.tone}", left + 1, top, right - left - 2, BAND, 7)
        past = min(MARGIN + axis(line.today), right) - left
        if line.today > start and past > 3:
            pen.box(f"past-{band.tone}", left + 1, top + BAND - 5, past - 2, 5, 2.5)
        pen.text(f"name-{band.tone}", left + 11, top + 19, band.label, 13, font_weight=650)
        pen.text("quiet", left + 11, top + 34, isolated(band.clause), 11)
        pen.text("quiet", left + 6, top + BAND + 18, display.day(start, "short"), 11.5)
    if line.ends_unmarked():
        pen.text("quiet", end + 6, top + BAND + 18, display.day(line.end, "short"), 11.5)


def _pole(pen: Pen, flag: Flag, top: float, base: float) -> None:
    """From the flag down to the band; today goes on as a tick where the past ends."""
    role, thick = ("today", 2) if flag.kind == "today" else ("leader", 1)
    pen.line(role, flag.x, base - 16, top, stroke_width=thick)
    if flag.kind == "today":
        pen.line(role, flag.x, top + BAND - 7, top + BAND, stroke_width=thick)


def _flag(pen: Pen, flag: Flag, top: float, base: float) -> None:
    if flag.kind == "today":
        pen.box("today", flag.x, base - 21, width_of(flag.foot, 12) + 20, 34, 5)
        pen.text("today-text", flag.x + 9, base - 6, flag.head, 12.8, font_weight=650)
        pen.text("today-text", flag.x + 9, base + 8, flag.foot, 11.5)
        return
    pen.text("text", flag.x + 8, base - 6, flag.head, 12.8, font_weight=600)
    pen.text("quiet", flag.x + 8, base + 8, flag.foot, 11.8)
    pen.dot(flag.x, top, flag.done)


def _price(pen: Pen, tag: Flag, bottom: float, y: float) -> None:
    pen.line("leader", tag.x, bottom, y + 4, stroke_width=1)
    pen.box("tag", tag.x, y, tag.width, 38, 6)
    pen.text("text", tag.x + 10, y + 16, isolated(tag.head), 13, font_weight=650)
    pen.text("quiet", tag.x + 10, y + 31, tag.foot, 11.5)
