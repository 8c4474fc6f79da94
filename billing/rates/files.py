"""Lists of rates that staff import: CSV with a line of headings, as Bank Al-Maghrib and spreadsheets write them."""

import csv
import io
import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from core.transitions import NotAllowed

from . import CURRENCIES, Published

HEADINGS = {
    "day": {"day", "date", "jour"},
    "currency": {"currency", "devise", "libdevise", "monnaie"},
    "rate": {"rate", "cours", "moyen", "taux"},
    "unit": {"unit", "unite", "unitedevise"},
}
NAMES = {"EURO": "EUR", "DOLLAR U.S.A.": "USD", "DOLLAR US": "USD"}
FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")
LARGEST = 1_000_000  # bytes
ENCODINGS = ("utf-8-sig", "cp1252")


class BadList(NotAllowed):
    """The file is no list of rates; the message names the line."""


def read(content: bytes, source: str) -> list[Published]:
    """The rates of the currencies that we sell in; other currencies are passed over. Raises BadList."""
    lines = _text(content).splitlines()
    if not lines:
        raise BadList(_("The file is empty."))
    delimiter = max(";,\t", key=lines[0].count)
    table = csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter)
    places = _places(next(table))
    rows = [_row(row, places, n, source) for n, row in enumerate(table, 2) if any(row)]
    found = [row for row in rows if row]
    if not found:
        raise BadList(_("The file holds no rate of EUR or USD."))
    return found


def _text(content: bytes) -> str:
    if len(content) > LARGEST or b"\0" in content:
        raise BadList(_("This is not a list of rates in CSV."))
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadList(_("This is not a list of rates in CSV."))


def _places(headings: list[str]) -> dict[str, int]:
    """In which column each thing stands."""
    plain = [_plain(heading) for heading in headings]
    places = {
        thing: next((n for n, heading in enumerate(plain) if heading in names), -1)
        for thing, names in HEADINGS.items()
    }
    if missing := [thing for thing in ("day", "currency", "rate") if places[thing] < 0]:
        raise BadList(_("The first line names no column for: %(missing)s.") % {"missing": ", ".join(missing)})
    return places


def _plain(heading: str) -> str:
    letters = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", letters.lower())


def _row(row: list[str], places: dict[str, int], n: int, source: str) -> Published | None:
    try:
        written = row[places["currency"]].strip().upper()
        units, name = re.fullmatch(r"([0-9]*)\s*(.*)", written).groups()
        currency = NAMES.get(name, name)
        if currency not in CURRENCIES:
            return None
        unit = row[places["unit"]] if places["unit"] >= 0 else units
        return Published(currency, _day(row[places["day"]]), _rate(row[places["rate"]], unit), source)
    except (ValueError, IndexError, InvalidOperation, ArithmeticError) as fault:
        raise BadList(
            _("Line %(n)s cannot be read: %(line)s") % {"n": n, "line": " ".join(row)[:80]}
        ) from fault


def _rate(written: str, unit: str) -> Decimal:
    rate = Decimal(re.sub(r"[\s\u00a0\u202f]", "", written).replace(",", "."))
    return rate / Decimal(unit.strip() or "1")


def _day(written: str) -> date:
    for form in FORMS:
        try:
            return datetime.strptime(written.strip()[:10], form).date()
        except ValueError:
            continue
    raise ValueError(written)
