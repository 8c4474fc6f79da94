"""Money is an integer number of centimes; tax is computed per rate on the sum of lines, rounded half up.

Rates are basis points (2000 = 20 %). Rates and prices are rows of the catalogue: what stands here is only
the arithmetic of EN 16931 and the default of the tax law.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import format_decimal
from django.utils.translation import gettext as _

CENTIMES = 100
BASIS_POINTS = 10_000
STANDARD_VAT = (
    2_000  # 20 %, the standing rate for IT services (CGI); a default for new products, never a law here
)
NO_BREAK_SPACE = "\u00a0"

# Country of the number format: Morocco writes Arabic amounts with European digits and a decimal comma.
NUMBER_LOCALES = {"fr": "fr_FR", "en": "en_GB", "ar": "ar_MA"}

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]")
_CURRENCY = re.compile(r"(MAD|DHS?|د\.م\.)$", re.IGNORECASE)
_AMOUNT = re.compile(r"(-?)([0-9]+)(?:[.,]([0-9]{1,2}))?")


def half_up(numerator: int, denominator: int) -> int:
    """Divide to the nearest integer, halves away from zero, so that undoing an amount cancels it exactly."""
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def vat(ht_centimes: int, rate_basis_points: int) -> int:
    """The tax on an amount before tax."""
    return half_up(ht_centimes * rate_basis_points, BASIS_POINTS)


def ttc(ht_centimes: int, rate_basis_points: int = STANDARD_VAT) -> int:
    """The amount with its tax."""
    return ht_centimes + vat(ht_centimes, rate_basis_points)


@dataclass(frozen=True, slots=True)
class Line:
    """One sold thing: quantity × unit − discount, before tax."""

    quantity: int
    unit: int
    discount: int = 0
    vat_rate: int = STANDARD_VAT

    @property
    def ht(self) -> int:
        """The line's amount before tax."""
        return self.quantity * self.unit - self.discount


@dataclass(frozen=True, slots=True)
class Totals:
    """A document's sums; `vat_by_rate` holds (rate, base, vat) in ascending order of rate."""

    ht: int
    vat_by_rate: tuple[tuple[int, int, int], ...]
    vat: int
    ttc: int

    def __post_init__(self) -> None:
        if self.ht + self.vat != self.ttc:
            raise ValueError(f"HT {self.ht} + VAT {self.vat} is not TTC {self.ttc}")
        if sum(base for _rate, base, _vat in self.vat_by_rate) != self.ht:
            raise ValueError(f"the bases of the rates do not add up to HT {self.ht}")
        if sum(tax for _rate, _base, tax in self.vat_by_rate) != self.vat:
            raise ValueError(f"the taxes of the rates do not add up to VAT {self.vat}")


def totals(lines: Iterable[Line]) -> Totals:
    """Add up lines: the tax of each rate is computed on the sum of its lines and rounded once."""
    bases: dict[int, int] = {}
    for line in lines:
        bases[line.vat_rate] = bases.get(line.vat_rate, 0) + line.ht
    by_rate = tuple((rate, base, vat(base, rate)) for rate, base in sorted(bases.items()))
    ht = sum(bases.values())
    tax = sum(rate_tax for _rate, _base, rate_tax in by_rate)
    return Totals(ht=ht, vat_by_rate=by_rate, vat=tax, ttc=ht + tax)


def parse(typed: str) -> int:
    """Read an amount as people type it ("1 234,50", "1234.5", "1 234 MAD"); ValueError says what is wrong."""
    amount = _CURRENCY.sub("", _SPACES.sub("", typed))
    match = _AMOUNT.fullmatch(amount)
    if not match:
        raise ValueError(
            _("“%(typed)s” is not an amount. Write it like 1 234,50.") % {"typed": typed.strip()}
        )
    sign, whole, fraction = match.groups()
    centimes = int(whole) * CENTIMES + int((fraction or "0").ljust(2, "0"))
    return -centimes if sign else centimes


@lru_cache(maxsize=8)
def _locale(language: str) -> Locale:
    return Locale.parse(NUMBER_LOCALES.get(language[:2], NUMBER_LOCALES["fr"]))


@lru_cache(maxsize=4_096)
def number(centimes: int, language: str = "fr") -> str:
    """The bare figure with two decimals: 1 234,50 (its spaces never break)."""
    return format_decimal(Decimal(centimes) / CENTIMES, format="#,##0.00", locale=_locale(language))


def text(centimes: int, currency: str = "MAD", language: str = "fr") -> str:
    """The figure with its currency: 1 234,50 MAD (its spaces never break)."""
    return f"{number(centimes, language)}{NO_BREAK_SPACE}{currency}"


@lru_cache(maxsize=64)
def percent(rate_basis_points: int, language: str = "fr") -> str:
    """A rate as people read it: 20 % in French, 20% elsewhere (the space would part them in Arabic)."""
    figure = format_decimal(Decimal(rate_basis_points) / CENTIMES, format="0.##", locale=_locale(language))
    return f"{figure}{NO_BREAK_SPACE if language[:2] == 'fr' else ''}%"
