"""The account statement on paper: the balance before, each movement, the balance after (facts D).

It is made when it is asked for and kept nowhere: it has no number, and every document that it lists has its own.
"""

from datetime import date
from typing import Any, Protocol

from django.template.loader import get_template
from django.utils import translation

from core import money
from core.company import company

from . import pdf
from .content_types import MovementContent, StatementContent
from .wording import day, directed, parties, short_day


class Movement(Protocol):
    """One row of a statement: centimes; `debit` and `credit` are unsigned or None."""

    day: date
    number: str
    balance: int

    @property
    def word(self) -> Any: ...
    @property
    def debit(self) -> int | None: ...
    @property
    def credit(self) -> int | None: ...


class Statement(Protocol):
    """What `billing.figures.account.of` answers: both days included."""

    first: date
    last: date
    currency: str
    opening: int
    rows: list

    @property
    def closing(self) -> int: ...


def content(customer, statement: Statement, on: date, language: str = "") -> StatementContent:
    """The statement as plain data, worded in the customer's language unless another is asked for."""
    language = language or customer.language
    with translation.override(language):
        movements = [_movement(row) for row in statement.rows]
    return StatementContent(
        language=language, currency=statement.currency, issued_on=on.isoformat(), seller=company().seller(),
        first=statement.first.isoformat(), last=statement.last.isoformat(), buyer=customer.snapshot(),
        opening=statement.opening, movements=movements, closing=statement.closing,
    )  # fmt: skip


def render(said: StatementContent) -> bytes:
    """The statement as PDF/A-3, in its language."""
    language = said["language"]
    with translation.override(language):
        words = pdf.setting(language) | worded(said)
        return pdf.printed(get_template("pdf/statement.html").render(words))


def worded(said: StatementContent) -> dict[str, Any]:
    """What the template prints."""
    language, currency = said["language"], said["currency"]
    rows = [_printed(row, language) for row in said["movements"]]
    sums = {
        side: money.text(sum(row[side] for row in said["movements"]), currency, language)
        for side in ("debit", "credit")
    }
    ends = {name: money.text(said[name], currency, language) for name in ("opening", "closing")}
    days = {name: day(said[name], language) for name in ("first", "last")}
    return {**parties(said, language), **ends, **days, "movements": rows, "sums": sums, "currency": currency}


def _movement(row: Movement) -> MovementContent:
    return {
        **{"day": row.day.isoformat(), "what": str(row.word), "number": row.number},
        **{"debit": row.debit or 0, "credit": row.credit or 0, "balance": row.balance},
    }


def _printed(row: MovementContent, language: str) -> dict[str, Any]:
    sides = {side: row[side] and money.number(row[side], language) for side in ("debit", "credit")}
    words = {"what": directed(row["what"]), "number": directed(row["number"])}
    return {
        "day": short_day(row["day"], language),
        "balance": money.number(row["balance"], language),
        **sides,
        **words,
    }
