"""CSV statements: read with the account's layout; balances are checked wherever the bank writes them."""

import csv
import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from .layout import Layout, guessed, header_row, plain, rows_of
from .reading import BadStatement, ReadLine, ReadStatement, another, decoded, ribs_in, squeezed

OPENING = re.compile(r"^(ancien solde|solde (initial|precedent|d ouverture|de depart)|opening balance)")
CLOSING = re.compile(r"^(nouveau solde|solde (final|de cloture|de fin)|closing balance)")


def read(content: bytes, layout: Layout | None, account) -> ReadStatement:
    """The movements of a CSV file, by the account's layout or the one that it seems to have. Raises BadStatement."""
    text = decoded(content)
    try:
        return _read(text, layout or guessed(text)[0], account)
    except csv.Error as error:
        raise BadStatement(_("The CSV file cannot be read (%(error)s).") % {"error": error}) from None


def _read(text: str, layout: Layout, account) -> ReadStatement:
    if not layout.complete:
        raise BadStatement(
            _(
                "The columns are not known yet: say which one holds the date, and which the amount or debit and credit."
            )
        )
    rows = rows_of(text, layout.delimiter)
    place = header_row(rows, layout.columns)
    header = [plain(cell) for cell in rows[place]] if place is not None else []
    places = {
        role: header.index(plain(name)) for role, name in layout.columns.items() if plain(name) in header
    }
    if (
        place is None
        or not {"date", "label"} & places.keys()
        or not Layout(columns=dict.fromkeys(places, "")).complete
    ):
        raise BadStatement(
            _("The file does not have this account's columns (%(columns)s): it may be another bank's.")
            % {"columns": ", ".join(layout.columns.values())}
        )
    _demand_account(ribs_in("\n".join(" ".join(row) for row in rows[:place])), account)
    return _statement(rows, place, places, layout, account)


def _demand_account(named: list[str], account) -> None:
    """A RIB above the headers or in a column of its own must be this account's; those in labels are other people's."""
    if named and account.rib not in named:
        raise another(named[0], account)


def _statement(rows: list, place: int, places: dict[str, int], layout: Layout, account) -> ReadStatement:
    ends: dict[str, int] = {}
    lines: list[ReadLine] = []
    balances: list[int | None] = []
    for n, row in enumerate(rows, 1):
        if not any(row) or n == place + 1 or _is_balance(row, layout, ends) or n <= place:
            continue
        one = _Row(row, n, places, layout)
        one.demand_currency(account.currency)
        _demand_account(ribs_in(one.cell("account")), account)
        lines.append(one.line())
        balances.append(one.balance())
    opening, closing = ends.get("opening"), ends.get("closing")
    if lines and None not in balances:
        opening, closing = _running(lines, balances, opening, closing)
    return ReadStatement(account.rib, account.currency, opening, closing, tuple(lines), format="csv")


class _Row:
    """One row of the file; `n` is its number, as a person counts."""

    def __init__(self, row: Sequence[str], n: int, places: dict[str, int], layout: Layout):
        self.row, self.n, self.places, self.layout = row, n, places, layout
        if len(row) <= max(places.values()) - ("balance" in places):
            raise self._bad(_("it is cut off"))

    def cell(self, role: str) -> str:
        place = self.places.get(role)
        return self.row[place] if place is not None and place < len(self.row) else ""

    def demand_currency(self, currency: str) -> None:
        said = self.cell("currency").upper()
        if said and said not in (currency, "DH", "DHS"):
            raise self._bad(
                _("it is in %(said)s, the account in %(currency)s") % {"said": said, "currency": currency}
            )

    def line(self) -> ReadLine:
        booked = self._day(self.cell("date"))
        amount = self._amount("amount") or self._amount("credit") - abs(self._amount("debit"))
        if not amount:
            raise self._bad(_("it has no amount"))
        return ReadLine(
            booked_on=booked,
            value_date=self._day(self.cell("value")) if self.cell("value") else booked,
            amount=amount,
            label=squeezed(self.cell("label"), 500),
            reference=squeezed(self.cell("reference"), 80),
            counterparty=squeezed(self.cell("counterparty"), 140),
            raw=squeezed(self.layout.delimiter.join(self.row), 2000),
        )

    def balance(self) -> int | None:
        return self._amount("balance") if self.cell("balance") else None

    def _day(self, written: str) -> date:
        try:
            return self.layout.day(written)
        except ValueError:
            raise self._bad(_("“%(day)s” is not a day") % {"day": squeezed(written, 20)}) from None

    def _amount(self, role: str) -> int:
        try:
            return self.layout.centimes(self.cell(role))
        except ValueError:
            written = squeezed(self.cell(role), 30)
            raise self._bad(_("“%(amount)s” is not an amount in centimes") % {"amount": written}) from None

    def _bad(self, why: str) -> BadStatement:
        return BadStatement(_("Line %(n)s of the file cannot be read: %(why)s.") % {"n": self.n, "why": why})


def _is_balance(row: Sequence[str], layout: Layout, ends: dict[str, int]) -> bool:
    """Whether a row says the first or the last balance; it is then kept in `ends`."""
    said = next((plain(cell) for cell in row if cell and not cell[:1].isdigit()), "")
    which = "opening" if OPENING.match(said) else "closing" if CLOSING.match(said) else ""
    if not which:
        return False
    for cell in reversed(row):
        try:
            if cell and cell[-1:].isdigit() and "/" not in cell:
                ends[which] = layout.centimes(cell)
                break
        except ValueError:
            continue
    return True


def _running(
    lines: list[ReadLine], balances: list, opening: int | None, closing: int | None
) -> tuple[int, int]:
    """The first and last balance of a file that says one on each line, oldest first or newest first."""
    oldest_first = all(
        after == before + line.amount
        for before, after, line in zip(balances, balances[1:], lines[1:], strict=False)
    )
    pairs = list(zip(lines, balances, strict=True))
    if not oldest_first:
        pairs.reverse()
    for (_line, before), (line, after) in pairwise(pairs):
        if before + line.amount != after:
            raise BadStatement(
                _("The file is not whole: the balances do not follow one another at “%(label)s” of %(day)s.")
                % {"label": line.label[:60], "day": line.booked_on.isoformat()}
            )
    first, last = pairs[0][1] - pairs[0][0].amount, pairs[-1][1]
    return first if opening is None else opening, last if closing is None else closing
