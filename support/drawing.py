"""Pictures of support, drawn on the server with the life line's pen: bars of hours, ninety days, a month's clocks."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import display
from core.lifeline.ink import Pen

HEIGHT, FOOT = 112, 34
FEWEST = 6  # a single bar is drawn as large as one of six


class Bar(NamedTuple):
    """One bar: what stands under it, its value and what it may reach, in the same unit; its tone."""

    label: str
    value: float
    most: float
    tone: str
    said: str


def bars(
    rows: Sequence[Bar], title: str, name: str, *, rtl: bool = False, standalone: bool = False
) -> SafeString:
    """Upright bars side by side, each with a line at what it may reach; values stand above them."""
    step = 76
    width = step * max(len(rows), FEWEST)
    highest = max([row.value for row in rows] + [row.most for row in rows] + [1])
    pen = Pen(width, rtl=rtl, standalone=standalone)
    base = HEIGHT + 20
    for n, row in enumerate(rows):
        left, tall = n * step + 16, HEIGHT * row.value / highest
        if row.value:
            pen.box(f"band-{row.tone}", left, base - tall, 44, tall)
        if row.most:
            reach = base - HEIGHT * row.most / highest
            _across(pen, "leader", left - 8, left + 52, reach)
        pen.text("text", left + 22, base - tall - 5, row.said, 12, text_anchor="middle")
        pen.text("quiet", left + 22, base + 18, row.label, 12, text_anchor="middle")
    _across(pen, "leader", 0, width, base)
    words = "; ".join(f"{row.label}: {row.said}" for row in rows)
    return pen.svg(base + FOOT - 10, title, words, name)


def calendar(tones: Sequence[tuple[date, str]], title: str, name: str, *, rtl: bool = False) -> SafeString:
    """One thin bar for each day, the oldest first: fine, soon (slower, minor) or late (major)."""
    step, tall = 8, 34
    pen = Pen(step * len(tones), rtl=rtl, standalone=False)
    for n, (_day, tone) in enumerate(tones):
        pen.box(f"past-{tone}" if tone != "fine" else "band-fine", n * step + 1, 0 if tone == "fine" else 4, 6,
                tall if tone == "fine" else tall - 8, 2)  # fmt: skip
    bad = [display.day(day, "short") for day, tone in tones if tone != "fine"]
    words = _("Disturbed on: %(days)s") % {"days": ", ".join(bad)} if bad else _("No disturbance")
    return pen.svg(tall, title, words, name)


def _across(pen: Pen, role: str, start: float, end: float, y: float) -> None:
    pen.mark(
        "line", role, x1=pen.x(start), x2=pen.x(end), y1=y, y2=y, stroke_width=1.5, stroke_dasharray="4 3"
    )
