"""A figure: a picture, the table that says the same, and the table as CSV; amounts stay centimes until shown."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import NamedTuple

from babel.dates import format_date
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

from core import display, money, plots
from core.clock import months_later

MONTHS = 12
RISKY = tuple("=+-@\t\r")  # what a spreadsheet takes for a formula
SCALES = ((1_000_000_00, "\u00a0M"), (1_000_00, "\u00a0k"))  # centimes


class Money(NamedTuple):
    """A cell with an amount in centimes."""

    centimes: int
    currency: str


Cell = str | int | Money


@dataclass(frozen=True, slots=True)
class Figure:
    """`heads` and the cells of `rows` are the table; `note` says what is counted; `clause` is the rule."""

    name: str
    title: str | Promise
    heads: Sequence[str | Promise]
    rows: Sequence[Sequence[Cell]]
    bars: Sequence[plots.Bar] = ()
    note: str | Promise = ""
    clause: str = ""

    @property
    def plot(self) -> SafeString:
        """The picture; nothing where there is nothing to draw."""
        if not any(bar.value for bar in self.bars):
            return SafeString("")
        return plots.bars(self.bars, str(self.title), f"figure-{self.name}", rtl=get_language_bidi())

    @property
    def wide(self) -> bool:
        """Whether the picture has a bar for each month."""
        return len(self.bars) >= MONTHS

    @property
    def columns(self) -> list[tuple[str | Promise, bool]]:
        """The heads of the table, and whether numbers stand under each."""
        return [
            (head, any(not isinstance(row[n], str) for row in self.rows)) for n, head in enumerate(self.heads)
        ]

    @property
    def table(self) -> Iterator[list[tuple[str, bool]]]:
        """The rows as they are read: each cell's text, and whether it is a number."""
        for row in self.rows:
            yield [(_shown(cell), not isinstance(cell, str)) for cell in row]

    def csv(self) -> bytes:
        """The table for a spreadsheet: semicolons, decimal commas, a mark that says UTF-8, no formula in it."""
        out = StringIO()
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow([str(head) for head in self.heads])
        writer.writerows([_written(cell) for cell in row] for row in self.rows)
        return out.getvalue().encode("utf-8-sig")


def _shown(cell: Cell) -> str:
    return display.amount(*cell) if isinstance(cell, Money) else str(cell)


def _written(cell: Cell) -> str:
    if isinstance(cell, Money):
        return f"{cell.centimes / 100:.2f}".replace(".", ",")
    return harmless(cell) if isinstance(cell, str) else str(cell)


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(RISKY) else text


def short(centimes: int) -> str:
    """An amount as it stands above a bar, rounded: 950, 12,3 k, 1,4 M."""
    size, sign = next((scale for scale in SCALES if abs(centimes) >= scale[0]), (100, ""))
    tenths = money.half_up(centimes * 10, size) if sign else money.half_up(centimes, size) * 10
    written = money.number(tenths * 10, display.language())
    whole, mark, tenth = written[:-3], written[-3], written[-2]
    return f"{whole}{sign}" if tenth == "0" else f"{whole}{mark}{tenth}{sign}"


def month_name(month: date) -> str:
    """nov. 26"""
    return format_date(month, "MMM yy", locale=display.babel_locale())


def months(first: date, n: int = MONTHS) -> list[date]:
    """The first days of n months from that of `first` on."""
    start = first.replace(day=1)
    return [months_later(start, k) for k in range(n)]


def past(today: date, n: int = MONTHS) -> list[date]:
    """The first days of the last n months, the present one included."""
    return months(months_later(today.replace(day=1), 1 - n), n)


def monthly(amounts: dict[date, int], days: Iterable[date], tone: str = "neutral") -> list[plots.Bar]:
    """A bar a month."""
    return [
        plots.Bar(
            month_name(day), amounts.get(day, 0), 0, tone, short(amounts[day]) if amounts.get(day) else "–"
        )
        for day in days
    ]
