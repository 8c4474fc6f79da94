"""The organisation that an OV or EV certificate names: the facts of the order's snapshot, in words (SSL-10.1a)."""

from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "name": _("Legal name of the organisation"),
    "ice": _("ICE"),
    "rc": _("Trade register number (RC)"),
    "rc_town": _("Town of the trade register"),
    "address": _("Registered address"),
    "postal_code": _("Postal code"),
    "city": _("Town"),
    "country": _("Country"),
    "phone": _("Telephone of the organisation"),
    "representative": _("Legal representative"),
    "title": _("Function of the representative"),
}


def described(organisation: Mapping[str, str] | None) -> Iterator[tuple[str | Promise, str]]:
    """Each fact that the snapshot holds, with its label, in the order of the form."""
    said = organisation or {}
    yield from ((words, said[fact]) for fact, words in WORDS.items() if said.get(fact))
