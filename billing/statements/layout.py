"""How a bank lays out its CSV files: guessed from the headers, corrected by staff, kept with the account as data."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from anyascii import anyascii
from django.utils.translation import gettext_lazy as _

DELIMITERS = (";", "\t", ",", "|")
DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y%m%d")
LOOKED_AT = 40  # lines in which the headers are looked for
NEEDED = 2  # roles that make a row the headers'

# What a column holds, and the words that banks write above it.
ROLES = {
    "date": (_("Date"), ("date", "date operation", "date d operation", "date comptable", "date ope", "booking date",
                         "transaction date", "date de l operation")),
    "value": (_("Value date"), ("date valeur", "date de valeur", "valeur", "value date")),
    "label": (_("Label"), ("libelle", "libelle operation", "libelle de l operation", "designation", "description",
                           "motif", "label", "details", "operation", "nature de l operation")),
    "reference": (_("Reference"), ("reference", "ref", "reference operation", "n piece", "numero de piece",
                                   "bank reference")),
    "counterparty": (_("Counterparty"), ("contrepartie", "donneur d ordre", "tiers", "counterparty", "nom",
                                         "emetteur", "name")),
    "debit": (_("Debit"), ("debit", "montant debit", "debits", "debit mad")),
    "credit": (_("Credit"), ("credit", "montant credit", "credits", "credit mad")),
    "amount": (_("Amount"), ("montant", "amount", "montant mad", "montant de l operation")),
    "balance": (_("Balance"), ("solde", "balance", "solde progressif", "solde apres operation")),
    "currency": (_("Currency"), ("devise", "currency", "monnaie")),
    "account": (_("Account"), ("compte", "rib", "numero de compte", "n compte", "account")),
}  # fmt: skip
_WORDS = {word: role for role, (_label, words) in ROLES.items() for word in words}


@dataclass(frozen=True, slots=True)
class Layout:
    """A bank's CSV: the sign between columns, the decimal mark, how days are written, and role → header."""

    delimiter: str = ";"
    decimal: str = ","
    days: str = DAYS[0]
    columns: dict[str, str] = field(default_factory=dict)

    def as_data(self) -> dict:
        """As the account keeps it."""
        return asdict(self)

    @property
    def complete(self) -> bool:
        """Whether a movement can be read with it."""
        amounts = {"amount"} & self.columns.keys() or {"debit", "credit"} <= self.columns.keys()
        return "date" in self.columns and bool(amounts)

    def day(self, written: str) -> date:
        """A day as this bank writes it. Raises ValueError."""
        return datetime.strptime(written.strip()[:10], self.days).date()

    def centimes(self, written: str) -> int:
        """Signed centimes; nothing is 0. Raises ValueError, for more than two decimals too."""
        other = "." if self.decimal == "," else ","
        plain = re.sub(
            rf"[\s\u00a0\u202f{re.escape(other)}]|MAD|DHS?|EUR|USD", "", written, flags=re.IGNORECASE
        )
        if not plain:
            return 0
        match = re.fullmatch(
            rf"([+-]?)([0-9]{{1,13}})(?:{re.escape(self.decimal)}([0-9]{{1,2}})0*)?(-?)", plain
        )
        if not match:
            raise ValueError(written)
        before, whole, fraction, behind = match.groups()
        value = int(whole) * 100 + int((fraction or "0").ljust(2, "0"))
        return -value if "-" in (before, behind) else value


def plain(header: str) -> str:
    """A header as it is compared: "Débit (MAD)" → "debit mad"."""
    return re.sub(r"[^a-z0-9]+", " ", anyascii(header).lower()).strip()


def rows_of(text: str, delimiter: str) -> list[list[str]]:
    """The rows of a CSV text, empty ones too. Raises csv.Error."""
    return [[cell.strip() for cell in row] for row in csv.reader(text.splitlines(), delimiter=delimiter)]


def header_row(rows: Sequence[Sequence[str]], columns: dict[str, str] | None = None) -> int | None:
    """Where the headers stand: those of a known layout, else the row that looks most like headers."""
    wanted = {plain(name) for name in (columns or {}).values()}
    scores = []
    for n, row in enumerate(rows[:LOOKED_AT]):
        cells = {plain(cell) for cell in row if cell}
        scores.append(
            (len(wanted & cells) if wanted else len({_WORDS[c] for c in cells & _WORDS.keys()}), -n)
        )
    best, place = max(scores, default=(0, 0))
    return -place if best >= min(NEEDED, len(wanted) or NEEDED) else None


def guessed(text: str) -> tuple[Layout, list[str]]:
    """The layout that a file seems to have, and the headers that it shows."""
    lines = text.splitlines()[:LOOKED_AT]
    delimiter = max(DELIMITERS, key=lambda sign: _columns(lines, sign))
    rows = rows_of("\n".join(lines), delimiter)
    place = header_row(rows)
    if place is None:
        return Layout(delimiter), []
    headers = [cell for cell in rows[place] if cell]
    columns: dict[str, str] = {}
    for header in headers:
        if role := _WORDS.get(plain(header)):
            columns.setdefault(role, header)
    body = [dict(zip(map(plain, rows[place]), row, strict=False)) for row in rows[place + 1 :]]
    amounts = [
        row.get(plain(columns[r]), "") for row in body for r in ("amount", "debit", "credit") if r in columns
    ]
    days = [row.get(plain(columns["date"]), "") for row in body] if "date" in columns else []
    return Layout(delimiter, _decimal(amounts), _days(days), columns), headers


def _columns(lines: Iterable[str], sign: str) -> int:
    counts = [line.count(sign) for line in lines if line.strip()]
    return max((counts.count(n) * n for n in set(counts)), default=0)


def _decimal(amounts: Iterable[str]) -> str:
    ends = [
        match.group(1) for amount in amounts if (match := re.search(r"([.,])[0-9]{1,2}$", amount.strip()))
    ]
    return "." if ends.count(".") > ends.count(",") else ","


def _days(written: Iterable[str]) -> str:
    days = [day[:10] for day in written if day]
    for pattern in DAYS:
        try:
            [datetime.strptime(day, pattern) for day in days]
        except ValueError:
            continue
        return pattern
    return DAYS[0]
