"""How an amount, a day and an instant are written in the reader's language: pages, mails, PDF and drawings agree."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from django.utils.translation import get_language

CASABLANCA = ZoneInfo("Africa/Casablanca")
NO_BREAK = "\u00a0"
DAY_PATTERNS = {"long": "d MMMM y", "short": "d MMM y", "near": "d MMM"}
# Moroccan Arabic writes Western digits and its own month names; English days come first, as everywhere here.
BABEL_LOCALES = {"fr": "fr", "en": "en_GB", "ar": "ar_MA"}


def babel_locale() -> str:
    """The Babel locale of the current language."""
    return BABEL_LOCALES.get((get_language() or "fr")[:2], "fr")


def amount(centimes: int, currency: str = "MAD") -> str:
    """123450 → `1 234,50 MAD`, in one unbreakable piece."""
    number = format_decimal(Decimal(centimes) / 100, "#,##0.00", locale=babel_locale())
    return f"{number.replace(' ', NO_BREAK)}{NO_BREAK}{currency}"


def day(value: date | datetime, style: str = "long") -> str:
    """A contract day: an instant is shown as the Moroccan calendar day it falls on."""
    if isinstance(value, datetime):
        value = value.astimezone(CASABLANCA).date()
    return format_date(value, DAY_PATTERNS[style], locale=babel_locale())


def instant(value: datetime) -> str:
    """An instant on the Moroccan wall clock: `22 nov. 2026, 14:05`."""
    local = value.astimezone(CASABLANCA)
    moment = format_datetime(local, "HH:mm", locale=babel_locale())
    separator = "، " if babel_locale() == "ar_MA" else ", "
    return f"{day(local, 'short')}{separator}{moment}"
