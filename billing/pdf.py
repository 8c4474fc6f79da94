"""Documents on paper: frozen content in, PDF bytes out; the same content gives the same bytes.

What costs time in WeasyPrint is kept per process: the font configuration, the parsed style sheet and the
decoded images. Pango is not made for threads, so one lock stands around a rendering.
"""

import threading
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from babel import Locale
from babel.dates import format_date
from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from core import money
from core.company import IMAGE_TYPES, company

from .content_types import (
    BankAccountContent,
    Buyer,
    DocumentContent,
    Kind,
    LineContent,
    PaymentContent,
    RelatedContent,
    Seller,
    TotalsContent,
)
from .words import closing_sentence

VARIANT = "pdf/a-3b"  # archival, and ready to carry its own structured data as an attachment
SHADE = 0.92  # how much white is in the accent's pale companion
RIB_GROUPS = (3, 3, 16, 2)  # bank, town, account, key
IBAN_GROUP = 4


class ForbiddenResource(FatalURLFetchingError):
    """A document asked for something outside the static files and the company's logo."""


class StaticFilesOnly(URLFetcher):
    """Reads files below static/ and the company's logo; no network, no other file."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        allowed = (
            path.is_relative_to(Path(settings.BASE_DIR) / "static") or path == company().logo_path.resolve()
        )
        if parts.scheme != "file" or not allowed or path.suffix not in IMAGE_TYPES:
            raise ForbiddenResource(f"a document may not read {url}")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": IMAGE_TYPES[path.suffix]})


@dataclass(frozen=True)
class _Press:
    """What a process keeps between two documents."""

    fonts: FontConfiguration
    sheet: CSS
    fetcher: URLFetcher
    images: dict[str, Any] = field(default_factory=dict)


_lock = threading.Lock()


@lru_cache(maxsize=1)
def _press() -> _Press:
    fonts, fetcher = FontConfiguration(), StaticFilesOnly()
    sheet = CSS(string=render_to_string("pdf/document.css"), font_config=fonts, url_fetcher=fetcher)
    return _Press(fonts, sheet, fetcher)


def render(kind: Kind, content: DocumentContent, language: str) -> bytes:
    """The document as PDF/A-3, in one language (the sum in words stays French, the binding one)."""
    return printed(page_html(kind, content, language))


def printed(page: str) -> bytes:
    """A page of ours on paper, as PDF/A-3: documents, and the reports of other rooms."""
    with _lock:
        press = _press()
        try:
            return HTML(string=page, url_fetcher=press.fetcher).write_pdf(
                stylesheets=[press.sheet], font_config=press.fonts, cache=press.images, pdf_variant=VARIANT
            )
        except ForbiddenResource as refused:
            raise PermissionError(str(refused)) from refused


def page_html(kind: Kind, content: DocumentContent, language: str) -> str:
    """The document as the page that is printed."""
    with translation.override(language):
        return get_template(f"pdf/{kind}.html").render(_worded(kind, content, language))


# --- wording: every figure and day as the reader's language writes it ---------------------------------
def _worded(kind: Kind, content: DocumentContent, language: str) -> dict[str, Any]:
    return {
        **setting(language),
        "number": content["number"],
        "issued_on": _day(content["issued_on"], language),
        "issued_on_iso": content["issued_on"],
        "due_on": _day(content["due_on"], language),
        "reference": content["reference"],
        "order": content["order"],
        "seller": _seller(content["seller"], language),
        "buyer": _buyer(content["buyer"], language),
        "discounted": any(line["discount"] for line in content["lines"]),
        "lines": [_line(line, language) for line in content["lines"]],
        "totals": _totals(content["totals"], content["currency"], language),
        "words": closing_sentence(kind, content["totals"]["ttc"], content["currency"]),
        "exemption": _directed(content.get("exemption", "")),
        "related": _related(content["related"], language),
        "payment": _payment(content["payment"], language),
        "bank_account_pairs": _pairs([_account(account) for account in content["bank_accounts"]]),
        "notes": [_directed(note) for note in content["notes"]],
    }


def setting(language: str) -> dict[str, Any]:
    """The page itself: direction, logo, colours."""
    return {
        "company": company(),
        "logo": company().logo_path.as_uri(),
        "soft": _pale(company().accent),
        "language": language,
        "direction": "rtl" if translation.get_language_info(language)["bidi"] else "ltr",
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
    day, reason = _day(related["issued_on"], language), _directed(related.get("reason", ""))
    return {**related, "issued_on": day, "reason": reason}


def _payment(payment: PaymentContent | None, language: str) -> dict[str, Any] | None:
    if payment is None:
        return None
    return {**payment, "method": _directed(payment["method"]), "paid_on": _day(payment["paid_on"], language)}


def _seller(seller: Seller, language: str) -> dict[str, Any]:
    return {
        **seller,
        "address": [_directed(line) for line in seller["address"]],
        "address_line": _directed(", ".join(seller["address"])),
        "capital": money.text(seller["capital"], "MAD", language),
        "country": _country(seller["country"], language),
    }


def _buyer(buyer: Buyer, language: str) -> dict[str, Any]:
    given = (("ICE", buyer.get("ice")), ("IF", buyer.get("if_number")), ("RC", buyer.get("rc")))
    return {
        **buyer,
        "name": _directed(buyer["name"]),
        "address": [_directed(line) for line in buyer["address"]],
        "country": _country(buyer["country"], language),
        "identifiers": [(label, value) for label, value in given if value],
    }


def _line(line: LineContent, language: str) -> dict[str, Any]:
    days = [_short_day(day, language) for day in (line["period_from"], line["period_to"]) if day]
    return {
        **line,
        "description": _directed(line["description"]),
        "detail": _directed(line.get("detail", "")),
        "unit": _directed(line["unit"]),
        "more": bool(days or line.get("detail") or line.get("clause")),
        "days": days,
        "unit_ht": money.number(line["unit_ht"], language),
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
        "bank": _directed(account["bank"]),
        "holder": _directed(account["holder"]),
        "rib": " ".join(groups),
        "iban": " ".join(quarters),
    }


def _pairs(accounts: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    return [accounts[i : i + 2] for i in range(0, len(accounts), 2)]


def _directed(written: str) -> SafeString | str:
    """Free text with the direction of its own script: a French address stays whole on an Arabic page."""
    strong = (unicodedata.bidirectional(character) for character in written)
    direction = next(("ltr" if kind == "L" else "rtl" for kind in strong if kind in ("L", "R", "AL")), "ltr")
    return written and format_html('<span dir="{}">{}</span>', direction, written)


def _day(iso: str | None, language: str) -> str:
    return format_date(date.fromisoformat(iso), "long", locale=_locale(language)) if iso else ""


def _short_day(iso: str, language: str) -> str:
    return format_date(date.fromisoformat(iso), "dd/MM/y", locale=_locale(language))


def _country(code: str, language: str) -> str:
    return _locale(language).territories.get(code, code)


@lru_cache(maxsize=8)
def _locale(language: str) -> Locale:
    return Locale.parse(money.NUMBER_LOCALES[language])


def _pale(colour: str) -> str:
    """The accent mixed with white: an opaque tint, since archival readers dislike transparency."""
    channels = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 * SHADE + channel * (1 - SHADE)):02x}" for channel in channels)
