"""What both syntaxes say: codes of EN 16931, amounts as decimals, addresses in their places.

Amounts come as integer centimes and leave as "1234.50"; rates come as basis points and leave as "20.00".
"""

import re
from typing import Any

from billing.content_types import Buyer, DocumentContent, LineContent, Seller
from billing.words import closing_sentence
from core.money import CENTIMES

GUIDELINE = "urn:cen.eu:en16931:2017"
TYPE_CODES = {"invoice": "380", "credit_note": "381"}  # UNTDID 1001
STANDARD, ZERO, EXEMPT, EXPORT = "S", "Z", "E", "G"  # UNTDID 5305
EXPORT_REASON = "VATEX-EU-G"
ONE = "C62"  # UN/ECE Recommendation 20: one; years are ANN, months MON
DISCOUNT = "95"  # UNTDID 5189
UNDEFINED_MEANS = "1"  # UNTDID 4461: the instrument is not defined
HOME_CURRENCY = "MAD"
TWO = 2  # lines of their own; the third holds the rest
TOWN = re.compile(r"([0-9][0-9 A-Z-]{2,9}) +(\D.*)")  # "80000 Agadir"


def amount(centimes: int) -> str:
    """1234.50, the form of every amount."""
    sign, units = "-" if centimes < 0 else "", abs(centimes)
    return f"{sign}{units // CENTIMES}.{units % CENTIMES:02d}"


def category(rate: int, content: DocumentContent) -> str:
    """The VAT category of a rate: taxed, exempt or exported by the reason that the document names, else zero."""
    if rate:
        return STANDARD
    return content.get("exemption_category", EXEMPT) if content.get("exemption") else ZERO


def reason(rate: int, content: DocumentContent) -> tuple[str, str]:
    """Why there is no tax: the words and, for an export, their code."""
    kind = category(rate, content)
    if kind not in (EXEMPT, EXPORT):
        return "", ""
    return content.get("exemption", ""), EXPORT_REASON if kind == EXPORT else ""


def tax(content: DocumentContent) -> int:
    """All VAT of the document, in centimes."""
    return sum(rate["vat"] for rate in content["totals"]["vat"])


def paid(content: DocumentContent) -> int:
    """What is paid already: an invoice exists because it is paid (C-24); a credit note is still owed."""
    return content["totals"]["ttc"] if content["payment"] else 0


def means(content: DocumentContent) -> str:
    """How it was paid, as a code."""
    return (content["payment"] or {}).get("means") or UNDEFINED_MEANS


def notes(content: DocumentContent) -> list[str]:
    """What the paper says in sentences: the amount in words, the rate of exchange."""
    kind, taxed = content["kind"], bool(tax(content))
    said = [closing_sentence(kind, content["totals"]["ttc"], content["currency"], taxed=taxed)]
    if exchange := content.get("exchange"):
        rate = f"1 {content['currency']} = {exchange['rate']} {HOME_CURRENCY}"
        said.append(
            f"{rate} ({exchange['source']}, {exchange['on']}); {amount(exchange['ttc'])} {HOME_CURRENCY}"
        )
    return [*said, *content["notes"]]


def home_tax(content: DocumentContent) -> int | None:
    """The VAT in dirhams (BT-111); None where the document is in dirhams."""
    exchange = content.get("exchange")
    return sum(rate["vat"] for rate in exchange["vat"]) if exchange else None


def terms(content: DocumentContent) -> str:
    """What becomes of what is left (BT-20): a credit note goes to the account, or back."""
    related = content["related"] or {}
    return "" if content["payment"] else related.get("reason") or str(related.get("number", ""))


def line_note(line: LineContent) -> str:
    """The clause under which a line is charged."""
    return line.get("clause", "")


def place(party: Seller | Buyer) -> dict[str, Any]:
    """A postal address in EN 16931's places: three lines, post code, town."""
    lines = list(party["address"])
    town = TOWN.fullmatch(lines[-1]) if lines else None
    code, city = town.groups() if town else ("", lines[-1] if len(lines) > 1 else "")
    streets = lines[:-1] if city else lines
    one, two = [*streets, "", ""][:TWO]
    three = ", ".join(streets[TWO:])
    return {"lines": [one, two, three], "code": code, "city": city, "country": party["country"]}


def legal_mentions(seller: Seller) -> str:
    """What Moroccan law wants under an invoice (BT-33)."""
    capital = f"{seller['legal_form']}, capital {amount(seller['capital'])} {HOME_CURRENCY}"
    numbers = f"RC {seller['rc_town']} {seller['rc']}, TP {seller['tp']}, IF {seller['if_number']}"
    return f"{capital}, {numbers}, ICE {seller['ice']}, CNSS {seller['cnss']}"


def vat_number(seller: Seller) -> str:
    """The tax number with its country, as EN 16931 asks (BT-31)."""
    return f"{seller['country']}{seller['if_number']}"
