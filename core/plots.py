"""Pictures of numbers, drawn on the server with the life line's pen; the table beside them says the same."""

from collections.abc import Sequence
from textwrap import wrap
from typing import NamedTuple

from django.utils.safestring import SafeString

from .lifeline.ink import Pen

HEIGHT, HEAD, FOOT = 112, 20, 24
STEP, WIDE, MARGIN = 76, 44, 16  # a bar with its surroundings, the bar itself, what lies before it
FEWEST = 6  # a single bar is drawn as large as one of six
LETTERS, LINE = 12, 15  # what fits under a bar: letters in a line, and the height of one


class Bar(NamedTuple):
    """One bar: what stands under it, its value and what it may reach, in one unit; its tone; its value in words."""

    label: str
    value: float
    most: float
    tone: str
    said: str


def bars(
    rows: Sequence[Bar], title: str, name: str, *, rtl: bool = False, standalone: bool = False
) -> SafeString:
    """Upright bars side by side, each with a line at what it may reach; values stand above them."""
    width = STEP * max(len(rows), FEWEST)
    highest = max([row.value for row in rows] + [row.most for row in rows] + [1])
    pen = Pen(width, rtl=rtl, standalone=standalone)
    base, lines = HEIGHT + HEAD, 1
    for n, row in enumerate(rows):
        left, tall = n * STEP + MARGIN, HEIGHT * max(row.value, 0) / highest
        if tall:
            pen.box(f"band-{row.tone}", left, base - tall, WIDE, tall)
        if row.most:
            reach = base - HEIGHT * row.most / highest
            across(pen, "leader", left - 8, left + WIDE + 8, reach)
        pen.text("text", left + WIDE / 2, base - tall - 5, row.said, 12, text_anchor="middle")
        words = wrap(row.label, LETTERS, break_long_words=False)
        for k, word in enumerate(words):
            pen.text("quiet", left + WIDE / 2, base + 18 + k * LINE, word, 12, text_anchor="middle")
        lines = max(lines, len(words))
    across(pen, "leader", 0, width, base)
    told = "; ".join(f"{row.label}: {row.said}" for row in rows)
    return pen.svg(base + FOOT + (lines - 1) * LINE, title, told, name)


def across(pen: Pen, role: str, start: float, end: float, y: float) -> None:
    """A broken line from one side to the other."""
    pen.mark(
        "line", role, x1=pen.x(start), x2=pen.x(end), y1=y, y2=y, stroke_width=1.5, stroke_dasharray="4 3"
    )
