"""Countries: ISO 3166 codes with their names in the reader's language, Morocco first."""

from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language

HOME = "MA"
# What Babel lists besides countries; EH is within MA by Moroccan law.
NOT_COUNTRIES = {
    *("EU", "EZ", "UN", "ZZ", "QO", "XA", "XB", "XK"),
    *("EH", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"),
}


@lru_cache(maxsize=8)
def _names(language: str) -> dict[str, str]:
    regions = {str(code): str(name) for code, name in Locale.parse(language).territories.items()}
    return {code: name for code, name in regions.items() if len(code) == 2 and code not in NOT_COUNTRIES}


def country_name(code: str) -> str:
    """A country's name in the reader's language."""
    return _names(get_language() or "fr").get(code, code)


def country_choices() -> list[tuple[str, str]]:
    """Every country, Morocco first, the others by name."""
    names = _names(get_language() or "fr")
    others = sorted((name, code) for code, name in names.items() if code != HOME)
    return [(HOME, names[HOME]), *((code, name) for name, code in others)]
