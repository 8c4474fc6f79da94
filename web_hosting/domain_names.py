"""The domain name of an account, as people type it: checked, turned into A-labels, and back. Pure.

A registered name directly below a public suffix, or a name below one; never an address, never a reserved name.
"""

import ipaddress
import re

import idna
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from publicsuffixlist import PublicSuffixList

LONGEST, TYPED = 253, 400
DOTS = str.maketrans("。．｡", "...")
RESERVED = {
    "local",
    "lan",
    "internal",
    "intranet",
    "home",
    "corp",
    "localhost",
    "test",
    "invalid",
    "onion",
    "arpa",
}
_suffixes = PublicSuffixList(only_icann=True)


def readable(name: str) -> str:
    """A-labels as people read them; what cannot be decoded stays as it is."""
    try:
        return idna.decode(name)
    except (idna.IDNAError, UnicodeError):
        return name


def parse(typed: str) -> str:
    """The name in A-labels, without `www.`, scheme, path or last dot. Raises ValidationError in words."""
    if len(typed) > TYPED:
        raise ValidationError(_("That is too long for a domain name: give one name, like example.ma."))
    bare = re.sub(r"^[a-z]+://", "", typed.strip().lower().translate(DOTS)).split("/")[0].rstrip(".")
    bare = bare.removeprefix("www.")
    if not bare or re.search(r"[\s,;@]", bare):
        raise ValidationError(_("Give one domain name, like example.ma."))
    if _is_address(bare):
        raise ValidationError(_("That is an address, not a name: give a domain name, like example.ma."))
    try:
        name = idna.encode(bare, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        raise ValidationError(_("“%(name)s” is not a domain name. Give one like example.ma."),
                              params={"name": bare[:60]}) from None  # fmt: skip
    _check(name, bare)
    return name


def _check(name: str, bare: str) -> None:
    suffix = _suffixes.publicsuffix(name, accept_unknown=False)
    if name.rpartition(".")[2] in RESERVED or suffix is None:
        words = _("“%(name)s” does not exist in the public DNS. Give a name that you hold.")
        raise ValidationError(words, params={"name": bare[:60]})
    if name == suffix or len(name) > LONGEST:
        words = _("“%(name)s” is an extension, not a name. Give a name below it, like example.ma.")
        raise ValidationError(words, params={"name": bare[:60]})


def _is_address(word: str) -> bool:
    try:
        ipaddress.ip_address(word.strip("[]"))
    except ValueError:
        return False
    return True
