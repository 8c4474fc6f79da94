"""A document's frozen content as its template prints it: every figure and day as the reader's language writes it."""

import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import money

from . import close_set
from .content_types import (
    BankAccountContent,
    Buyer,
    DocumentContent,
    Kind,
    LineContent,
    PaymentContent,
    RelatedContent,
    Seller,
    StatementContent,
    TotalsContent,
)
from .words import BINDING, closing_sentence

HOME = "MAD"
MANY = 400  # lines; a table of more takes minutes to set
RIB_GROUPS = (3, 3, 16, 2)  # bank, town, account, key
IBAN_GROUP = 4


def worded(kind: Kind, content: DocumentContent, language: str) -> dict[str, Any]:
    """What the template prints: each figure, day and text in the reader's language (fr, en or ar)."""
    return {
        **parties(content, language),
        "number": content["number"],
        "due_on": day(content["due_on"], language),
        "reference": content["reference"],
        "order": content["order"],
        "discounted": any(line["discount"] for line in content["lines"]),
        **_lines(content, language),
        "totals": _totals(content["totals"], content["currency"], language),
        "closing": money.text(_closing(content), content["currency"], language),
        "stamp": _stamp(content, language),
        "words": _words(kind, content, language),
        "exemption": directed(content.get("exemption", "")),
        "exchange": _exchange(content, language),
        "related": _related(content["related"], language),
        "payment": _payment(content["payment"], language),
        "bank_account_pairs": _pairs([_account(account) for account in content["bank_accounts"]]),
        "notes": [directed(note) for note in content["notes"]],
    }


def parties(content: DocumentContent | StatementContent, language: str) -> dict[str, Any]:
    """Who issues, to whom, and when: what every paper of ours has in common."""
    return {
        "issued_on": day(content["issued_on"], language),
        "issued_on_iso": content["issued_on"],
        "seller": _seller(content["seller"], language),
        "buyer": _buyer(content["buyer"], language),
    }


def _closing(content: DocumentContent) -> int:
    """What the document is closed at: on a cash receipt, with the stamp duty that came on top."""
    return content["totals"]["ttc"] + content.get("stamp", 0)


def _stamp(content: DocumentContent, language: str) -> str:
    stamp = content.get("stamp", 0)
    return money.text(stamp, content["currency"], language) if stamp else ""


def _words(kind: Kind, content: DocumentContent, language: str) -> dict[str, str]:
    """The amount in words: the binding French, and the document's own language beside it."""
    taxed = any(tax["vat"] for tax in content["totals"]["vat"])
    languages = {"binding": BINDING} | ({} if language == BINDING else {"own": language})
    sum_of = _closing(content)
    return {
        key: closing_sentence(kind, sum_of, content["currency"], spoken, taxed=taxed)
        for key, spoken in languages.items()
    }


def _totals(totals: TotalsContent, currency: str, language: str) -> dict[str, Any]:
    taxes = [
        {
            "rate": money.percent(tax["rate"], language),
            "base": money.number(tax["base"], language),
            "vat": money.text(tax["vat"], currency, language),
        }
        for tax in totals["vat"]
    ]
    ht, ttc = (money.text(totals[key], currency, language) for key in ("ht", "ttc"))
    return {"ht": ht, "vat": taxes, "ttc": ttc}


def _related(related: RelatedContent | None, language: str) -> dict[str, Any] | None:
    if related is None:
        return None
    issued_on, reason = day(related["issued_on"], language), directed(related.get("reason", ""))
    return {**related, "issued_on": issued_on, "reason": reason}


def _payment(payment: PaymentContent | None, language: str) -> dict[str, Any] | None:
    if payment is None:
        return None
    return {**payment, "method": directed(payment["method"]), "paid_on": day(payment["paid_on"], language)}


def _seller(seller: Seller, language: str) -> dict[str, Any]:
    return {
        **seller,
        "address": [directed(line) for line in seller["address"]],
        "address_line": directed(", ".join(seller["address"])),
        "capital": money.text(seller["capital"], "MAD", language),
        "country": _country(seller["country"], language),
    }


def _buyer(buyer: Buyer, language: str) -> dict[str, Any]:
    given = (("ICE", buyer.get("ice")), ("IF", buyer.get("if_number")), ("RC", buyer.get("rc")))
    return {
        **buyer,
        "name": directed(buyer["name"]),
        "address": [directed(line) for line in buyer["address"]],
        "country": _country(buyer["country"], language),
        "identifiers": [(label, value) for label, value in given if value],
    }


def _lines(content: DocumentContent, language: str) -> dict[str, Any]:
    """The lines as a table; very many of them close together, in type of one width (a table takes too much)."""
    if len(content["lines"]) > MANY:
        return {"close_set": list(close_set.blocks(content["lines"], language))}
    return {"lines": [_line(line, language) for line in content["lines"]]}


def _exchange(content: DocumentContent, language: str) -> dict[str, Any] | None:
    """The official rate of a document in foreign currency, and its sums in dirhams (facts D)."""
    exchange = content.get("exchange")
    if exchange is None:
        return None
    vat = sum(tax["vat"] for tax in exchange["vat"])
    home = {key: money.text(exchange[key], HOME, language) for key in ("ht", "ttc")}
    rate = _rate(content["currency"], exchange["rate"], language)
    on, source = day(exchange["on"], language), directed(exchange["source"])
    return {**home, "vat": money.text(vat, HOME, language), "rate": rate, "on": on, "source": source}


def _rate(currency: str, rate: str, language: str) -> str:
    """1 EUR = 10,8453 MAD."""
    shown = format_decimal(Decimal(rate), format="0.0000##", locale=_locale(language))
    return f"1 {currency} = {shown} {HOME}".replace(" ", money.NO_BREAK_SPACE)


def _home(line: LineContent, language: str) -> dict[str, str] | None:
    """What a fee is in dirhams, beside its converted price (C-23)."""
    home = line.get("home")
    if home is None:
        return None
    return {"unit": money.text(home["unit"], HOME, language), "on": short_day(home["on"], language)}


def _line(line: LineContent, language: str) -> dict[str, Any]:
    days = [short_day(end, language) for end in (line["period_from"], line["period_to"]) if end]
    return {
        **line,
        "description": directed(line["description"]),
        "detail": directed(line.get("detail", "")),
        "unit": directed(line["unit"]),
        "more": bool(days or line.get("detail") or line.get("clause")),
        "days": days,
        "unit_ht": money.number(line["unit_ht"], language),
        "home": _home(line, language),
        "discount": line["discount"] and money.number(line["discount"], language),
        "vat_rate": money.percent(line["vat_rate"], language),
        "ht": money.number(line["ht"], language),
    }


def _account(account: BankAccountContent) -> dict[str, Any]:
    groups, start = [], 0
    for size in RIB_GROUPS:
        groups.append(account["rib"][start : start + size])
        start += size
    iban = account["iban"]
    quarters = [iban[i : i + IBAN_GROUP] for i in range(0, len(iban), IBAN_GROUP)]
    return {
        **account,
        "bank": directed(account["bank"]),
        "holder": directed(account["holder"]),
        "rib": " ".join(groups),
        "iban": " ".join(quarters),
    }


def _pairs(accounts: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    return [accounts[i : i + 2] for i in range(0, len(accounts), 2)]


def directed(written: str) -> SafeString | str:
    """Free text with the direction of its own script: a French address stays whole on an Arabic page."""
    strong = (unicodedata.bidirectional(character) for character in written)
    direction = next(("ltr" if kind == "L" else "rtl" for kind in strong if kind in ("L", "R", "AL")), "ltr")
    return written and format_html('<span dir="{}">{}</span>', direction, written)


def day(iso: str | None, language: str) -> str:
    """A day in full; the first of a French month is its `1er`."""
    if not iso:
        return ""
    on = date.fromisoformat(iso)
    written = format_date(on, "long", locale=_locale(language))
    return f"1er{written[1:]}" if on.day == 1 and language[:2] == "fr" else written


def short_day(iso: str, language: str) -> str:
    return format_date(date.fromisoformat(iso), "dd/MM/y", locale=_locale(language))


def _country(code: str, language: str) -> str:
    return _locale(language).territories.get(code, code)


@lru_cache(maxsize=8)
def _locale(language: str) -> Locale:
    return Locale.parse(money.NUMBER_LOCALES[language])
