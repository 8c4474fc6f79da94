"""Countries: ISO 3166 codes with their names in the reader's language, Morocco first."""

from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language

HOME = "MA"
# Babel's regions that are not countries, and EH, which Moroccan law counts within MA.
NOT_COUNTRIES = frozenset("EU EZ UN ZZ QO XA XB XK EH AC CP CQ DG EA IC TA".split())


@lru_cache(maxsize=8)
def _names(language: str) -> dict[str, str]:
    regions = Locale.parse(language).territories
    return {code: regions[code] for code in regions if len(code) == 2 and code not in NOT_COUNTRIES}


def country_name(code: str) -> str:
    """A country's name in the reader's language."""
    return _names(get_language() or "fr").get(code, code)


def country_choices() -> list[tuple[str, str]]:
    """Every country, Morocco first, the others by name."""
    names = _names(get_language() or "fr")
    others = sorted((name, code) for code, name in names.items() if code != HOME)
    return [(HOME, names[HOME]), *((code, name) for name, code in others)]
