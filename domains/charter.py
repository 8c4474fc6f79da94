"""What an extension's charter allows in a name: alphabets, lengths, sub-zones, reviews (DN-2.2a)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import idna
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .reserved import NONE, Book, Terms

LABEL_OCTETS = 63  # RFC 1035, counted on the A-label

LDH = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
ARABIC = (range(0x621, 0x63B), range(0x641, 0x64B), range(0x660, 0x66A))  # RFC 5564
IDN_SETS = {
    "ma": frozenset("àâçèéêëîïôùûüÿ"),  # decision 01/2017: fourteen letters, no ñ, œ, æ, ö, ä
    "latin1": frozenset(map(chr, range(0xDF, 0x100))) - {"÷"},
    "arabic": frozenset(chr(point) for block in ARABIC for point in block),
}
IDN_WORDS = {
    "ma": _("the accented letters à â ç è é ê ë î ï ô ù û ü ÿ"),
    "latin1": _("the accented letters of Western Europe"),
    "arabic": _("Arabic letters and digits"),
}


@dataclass(frozen=True)
class NameRules:
    """What one extension allows: its alphabet, lengths, sub-zones, and whether its registry reviews names."""

    extension: str
    idn: tuple[str, ...] = ()
    min_length: int = 2
    max_length: int = LABEL_OCTETS
    zones: frozenset[str] = frozenset()
    reserved: bool = False  # the registry keeps a list of reserved terms
    restricted: bool = False  # every name of the zone needs the registry's consent
    terms: Terms = NONE  # what is on the lists that concern it

    @cached_property
    def extension_ascii(self) -> str:
        """The extension as the DNS writes it."""
        return idna.encode(self.extension).decode()

    @cached_property
    def alphabet(self) -> frozenset[str]:
        """Every character that a label may contain."""
        return LDH.union(*(IDN_SETS[name] for name in self.idn))

    @cached_property
    def allowed(self) -> Promise:
        """The alphabet in words."""
        words: Promise = _("letters a–z, digits and hyphens")
        for name in self.idn:
            words = format_lazy("{}, {}", words, IDN_WORDS[name])
        return words


def rules_of(extension, codes: Iterable[str] = (), *, book: Book) -> NameRules:
    """The rules of an `Extension` row; `codes` are all extensions, so that a zone is not sold as a name; `book` is
    the day's lists (`reserved.book(day)`)."""
    ending = f".{extension.code}"
    return NameRules(
        extension=extension.code,
        idn=tuple(extension.idn),
        min_length=extension.min_length,
        max_length=extension.max_length,
        zones=frozenset(code.removesuffix(ending) for code in codes if code.endswith(ending)),
        reserved=extension.reserved,
        restricted=extension.restricted,
        terms=book.of(extension),
    )
