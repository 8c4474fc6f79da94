"""How an amount, a day and an instant are written in the reader's language, on pages, mails and drawings."""

from collections.abc import Iterable
from datetime import date, datetime

from babel.dates import format_date, format_datetime
from babel.units import format_unit
from django.utils.translation import get_language, pgettext_lazy

from . import money
from .clock import LOCAL

UNITS = {"GB": pgettext_lazy("unit", "GB"), "TB": pgettext_lazy("unit", "TB"),
         "Mbit/s": pgettext_lazy("unit", "Mbit/s")}  # fmt: skip
DAY_PATTERNS = {"long": "d MMMM y", "short": "d MMM y", "near": "d MMM", "month": "LLLL y"}
# Moroccan Arabic has its own month names; English days come first, as everywhere here.
BABEL_LOCALES = {"fr": "fr", "en": "en_GB", "ar": "ar_MA"}


def language() -> str:
    """The reader's language; French is the binding one."""
    return (get_language() or "fr")[:2]


def babel_locale() -> str:
    return BABEL_LOCALES.get(language(), "fr")


def amount(centimes: int, currency: str = "MAD") -> str:
    """123450 → `1 234,50 MAD`, in one unbreakable piece."""
    return money.text(centimes, currency, language())


def listed(things: Iterable[str]) -> str:
    """Names or addresses one after the other, each in its own direction."""
    return ("، " if language() == "ar" else ", ").join(f"\u2068{thing}\u2069" for thing in things)


def day(value: date | datetime, style: str = "long") -> str:
    """A contract day, or its month: an instant is shown as the Moroccan calendar day it falls on."""
    if isinstance(value, datetime):
        value = value.astimezone(LOCAL).date()
    written = format_date(value, DAY_PATTERNS[style], locale=babel_locale())
    first = value.day == 1 and language() == "fr" and style != "month"
    return f"1er{written[1:]}" if first else written


def duration(seconds: float) -> str:
    """How long something took, in days and hours, or in minutes where it was less than an hour."""
    minutes = int(seconds) // 60
    days, hours = divmod(minutes // 60, 24)
    units = {"day": days, "hour": hours} if minutes >= 60 else {"minute": minutes}
    told = {unit: n for unit, n in units.items() if n or unit == "minute"}
    return " ".join(format_unit(n, unit, "short", locale=babel_locale()) for unit, n in told.items())


def instant(value: datetime) -> str:
    """An instant on the Moroccan wall clock: `22 nov. 2026, 14:05`."""
    local = value.astimezone(LOCAL)
    comma = "، " if language() == "ar" else ", "
    return f"{day(local, 'short')}{comma}{format_datetime(local, 'HH:mm', locale=babel_locale())}"
