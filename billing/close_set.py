"""The lines of a very long document, set close together in type of one width.

A table of ten thousand rows takes WeasyPrint minutes and gigabytes; blocks of plain text take seconds. Every line
says what it says in the table: number, quantity, unit price, discount, VAT, amount, period, description, clause.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from core import money

from .content_types import LineContent

BLOCK = 56  # lines under one heading: what a page holds
ROW = "{n:>6} {quantity:>9} {unit:>13} {discount:>11} {rate:>6} {ht:>14}  {period:<21}  {what}"


def blocks(lines: Sequence[LineContent], language: str) -> Iterator[dict[str, str]]:
    """Blocks of text, each with the headings of its columns."""
    head = _heading()
    for start in range(0, len(lines), BLOCK):
        rows = [_row(n, line, language) for n, line in enumerate(lines[start : start + BLOCK], start + 1)]
        yield {"head": head, "rows": "\n".join(rows)}


def _heading() -> str:
    return ROW.format(
        n="#", quantity=_("Qty"), unit=_("Unit price"), discount=_("Discount"), rate=_("VAT"),
        ht=_("Before tax"), period=_("Period"), what=_("Description"),
    )  # fmt: skip


def _row(n: int, line: LineContent, language: str) -> str:
    words = (line["description"], line.get("detail", ""), line.get("clause", ""))
    discount = line["discount"] and f"−{money.number(line['discount'], language)}"
    return ROW.format(
        n=n, quantity=f"{line['quantity']} {line['unit']}".strip(), unit=money.number(line["unit_ht"], language),
        discount=discount or "", rate=money.percent(line["vat_rate"], language),
        ht=money.number(line["ht"], language), period=_period(line), what=" · ".join(filter(None, words)),
    )  # fmt: skip


def _period(line: LineContent) -> str:
    days = (line["period_from"], line["period_to"])
    return "–".join(f"{date.fromisoformat(day):%d/%m/%Y}" for day in days if day)
