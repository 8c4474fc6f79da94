"""A statement as read from the bank's file, whatever its format; what makes it unacceptable is said in words.

Nothing here touches the database. Amounts are signed centimes: what came is positive.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from core import display
from core.identifiers import is_rib
from core.transitions import NotAllowed

CODECS = ("utf-8-sig", "cp1252", "latin-1")  # the first that fits; Latin-1 fits everything
MARKED = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
RIB = re.compile(r"(?<![0-9A-Z])(?:MA[0-9]{2}[ ]?)?((?:[0-9][ ]?){23}[0-9])(?![0-9])")
ACCOUNT_PART = slice(6, 22)  # the account's own number inside a RIB
SHORTEST = 8  # digits of an account number that say anything


class BadStatement(NotAllowed):
    """The file cannot be imported; the message says what is wrong and what would be right."""

    def __init__(self, message):
        super().__init__(message, "HD-3.2b")


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One movement. `bank_id` is the bank's own number of it, where it gives one."""

    booked_on: date
    value_date: date
    amount: int
    label: str
    reference: str = ""
    counterparty: str = ""
    bank_id: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """One account's movements between two balances (None where the bank says none)."""

    account: str
    currency: str
    opening: int | None
    closing: int | None
    lines: tuple[ReadLine, ...]
    reference: str = ""
    format: str = field(default="", compare=False)


def decoded(content: bytes) -> str:
    """The file's text: UTF-8, else CP1252, else Latin-1. Raises BadStatement where it is no text."""
    marked = next((codec for mark, codec in MARKED.items() if content.startswith(mark)), None)
    for codec in (marked,) if marked else CODECS:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if CONTROLS.search(text):
            break
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise BadStatement(_("This is not a text file: export the statement as CSV, MT940 or CAMT.053."))


def demand_balance(statement: ReadStatement) -> None:
    """What came and went must lead from the first balance to the last, else something is missing."""
    if statement.opening is None or statement.closing is None:
        return
    reached = statement.opening + sum(line.amount for line in statement.lines)
    if reached != statement.closing:
        said = {
            "opening": display.amount(statement.opening, statement.currency),
            "reached": display.amount(reached, statement.currency),
            "closing": display.amount(statement.closing, statement.currency),
        }
        raise BadStatement(
            _("The file is not whole: from %(opening)s its lines lead to %(reached)s, but it says %(closing)s."
              " Export the statement again.") % said
        )  # fmt: skip


def demand_account(said: str, rib: str, shown: object) -> None:
    """The account that a file names must be ours, written as RIB, IBAN or bare number."""
    plain = re.sub(r"[^0-9A-Z]", "", said.upper().rpartition("/")[2])
    bare = re.sub(r"^MA[0-9]{2}(?=[0-9]{24}$)", "", plain)
    digits = re.sub(r"[^0-9]", "", bare)
    own = rib[ACCOUNT_PART]
    same = digits == rib or (
        len(digits) >= SHORTEST and digits.lstrip("0") in (own.lstrip("0"), rib[6:].lstrip("0"))
    )
    if not same:
        raise another(said, shown)


def another(said: str, shown: object) -> BadStatement:
    """The refusal of another account's statement."""
    return BadStatement(
        _("This is the statement of another account (%(said)s), not of %(account)s: choose that account.")
        % {"said": squeezed(said, 40), "account": shown}
    )


def demand_currency(said: str, currency: str) -> None:
    """The movements must be in the account's currency."""
    if said != currency:
        raise BadStatement(
            _("The statement is in %(said)s, the account in %(currency)s.")
            % {"said": said, "currency": currency}
        )


def ribs_in(text: str) -> list[str]:
    """Every valid RIB that stands in a text."""
    found = (re.sub(r"[^0-9]", "", match.group(1)) for match in RIB.finditer(text))
    return [rib for rib in found if is_rib(rib)]


def span(lines: Iterable[ReadLine]) -> tuple[date, date]:
    """The first and the last day of the lines."""
    days = [line.booked_on for line in lines]
    return min(days), max(days)


def squeezed(text: object, most: int) -> str:
    """One line of text without control characters, no longer than its column."""
    return re.sub(r"\s+", " ", CONTROLS.sub(" ", str(text or ""))).strip()[:most]
