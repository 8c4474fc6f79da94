"""The life line on a phone: a coloured spine, and a row for everything that happens."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from textwrap import wrap

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import display

from .horizontal import describe
from .ink import Pen, isolated, width_of
from .model import LifeLine, Price

WIDTH, SPINE, THICK, TEXT = 350.0, 12.0, 12.0, 44.0
ORDER = {"band": 0, "price": 1, "dot": 2, "today": 3, "end": 4}


@dataclass(frozen=True)
class Item:
    """One row: its head may take several lines, its foot says the day and the clause."""

    day: date
    kind: str
    head: str
    foot: str
    tone: str = "neutral"
    done: bool = False

    @property
    def lines(self) -> list[str]:
        return wrap(self.head, 38) or [""]

    @property
    def height(self) -> float:
        return 19 * len(self.lines) + (19 if self.foot else 0) + (30 if self.kind == "band" else 20)


def draw(line: LifeLine, *, rtl: bool, standalone: bool) -> SafeString:
    pen = Pen(WIDTH, rtl=rtl, standalone=standalone)
    items = _items(line)
    tops, y = [], 8.0
    for item in items:
        tops.append(y)
        y += item.height
    _spine(pen, items, tops, y)
    for item, top in zip(items, tops, strict=True):
        _row(pen, item, top)
    name = "ll" + sha256(repr(line).encode()).hexdigest()[:8] + "v"
    return pen.svg(y + 4, line.title, describe(line), name)


def _items(line: LifeLine) -> list[Item]:
    """Everything by day; on one day the phase comes first."""
    items = [Item(b.start, "band", b.label, _foot(b.start, b.clause), b.tone) for b in line.bands]
    items += [Item(d.day, "dot", d.label, _foot(d.day, d.clause), done=d.done) for d in line.dots]
    items += [Item(p.day, "price", _parts(_amount(p), p.label), _foot(p.day, p.clause)) for p in line.prices]
    items.append(Item(line.today, "today", _parts(_("Today"), display.day(line.today, "short")), ""))
    if line.ends_unmarked():
        items.append(Item(line.end, "end", display.day(line.end, "short"), ""))
    return sorted(items, key=lambda item: (item.day, ORDER[item.kind]))


def _amount(price: Price) -> str:
    return display.amount(price.amount_centimes, price.currency)


def _foot(day: date, clause: str) -> str:
    return _parts(display.day(day, "short"), clause)


def _parts(*parts: str) -> str:
    return " · ".join(isolated(words) for words in parts if words)


def _spine(pen: Pen, items: list[Item], tops: list[float], bottom: float) -> None:
    """One segment per phase, from its row to the next phase's."""
    starts = [(item, top) for item, top in zip(items, tops, strict=True) if item.kind == "band"]
    ends = [*(top for _item, top in starts[1:]), tops[-1] + 14 if items[-1].kind == "end" else bottom]
    today = next(top for item, top in zip(items, tops, strict=True) if item.kind == "today") + 14
    for (item, top), end in zip(starts, ends, strict=True):
        pen.box(f"band-{item.tone}", SPINE, top + 2, THICK, end - top - 4, 6)
        past = min(today, end) - top
        if past > 4:
            pen.box(f"past-{item.tone}", SPINE + 3, top + 5, THICK - 6, past - 10, 3)


def _row(pen: Pen, item: Item, top: float) -> None:
    centre = SPINE + THICK / 2
    if item.kind == "today":
        pen.box("today", SPINE - 6, top, width_of(item.head, 13.5) + TEXT - SPINE + 20, 28, 14)
        pen.text("today-text", TEXT, top + 19, item.head, 13.5, font_weight=650)
        return
    role, size, weight = "text", 14.0, 600
    if item.kind == "band":
        role, size, weight = f"name-{item.tone}", 15.5, 700
    elif item.kind == "dot":
        pen.dot(centre, top + 12, item.done)
    elif item.kind == "price":
        pen.mark("rect", "tag", x=pen.x(centre) - 6, y=top + 6, width=12, height=12, rx=2, stroke_width=2,
                 transform=f"rotate(45 {pen.x(centre):g} {top + 12:g})")  # fmt: skip
    y = top + 17
    for words in item.lines:
        pen.text(role, TEXT, y, words, size, font_weight=weight)
        y += 19
    if item.foot:
        pen.text("quiet", TEXT, y, item.foot, 12.5)
