"""What is said of names that no authority may certify, and of what was done to typed ones: thing, rule, way out."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

SHOWN_CHARACTERS, SHOWN_NAMES = 60, 5

CONTROL, SEVERAL, WILDCARD, LOYAL = "SSL-A2-p1", "SSL-A3-1", "SSL-A3-2", "SSL-11.3(1)"

REFUSALS: dict[str, tuple[str, Any]] = {
    "empty": (CONTROL, _("No name is given. Type the name to be secured, for example www.atlas.ma.")),
    "too_much": (CONTROL, _("The list of names is too long to be read. Type only names, one on each line.")),
    "too_long": (CONTROL, _("“{name}” is too long: a name has at most 253 characters once encoded. Shorten it.")),
    "label_long": (CONTROL, _("“{name}” has a part of more than 63 characters once encoded. Shorten that part.")),
    "empty_label": (CONTROL, _("“{name}” begins with a dot or has two dots in a row. Remove the dot.")),
    "email": (CONTROL, _("“{name}” looks like an e-mail address. Type the name of a web site or server.")),
    "address": (CONTROL, _("“{name}” is an IP address: certificates are for names here. "
                           "Type the name that leads to it.")),
    "address_reserved": (CONTROL, _("“{name}” is an address of a private or reserved network, which no public "
                                    "authority may certify. Use a name that is in the public DNS.")),
    "underscore": (CONTROL, _("“{name}” contains an underscore, which is not allowed in a certificate. "
                              "Give the server another name.")),
    "invisible": (CONTROL, _("“{name}” contains the invisible character {character}. "
                             "Type the name anew instead of pasting it.")),
    "characters": (CONTROL, _("“{name}” contains “{character}”, which no name in the DNS may have. "
                              "Remove or replace it.")),
    "hyphens": (CONTROL, _("“{name}” has a part that begins or ends with a hyphen, or has two of them as third and "
                           "fourth characters. Remove a hyphen.")),
    "punycode": (CONTROL, _("“{name}” contains “{character}”, which is no valid encoded name (xn--). "
                            "Type it with its real letters.")),
    "mixed_script": (CONTROL, _("“{name}” mixes letters of several alphabets in one part (“{character}”): such names "
                                "imitate others and are refused. Write that part in one alphabet.")),
    "idna": (CONTROL, _("“{name}” breaks the international rules for names (IDNA 2008) in “{character}”. "
                        "Write it with letters and digits of one direction only.")),
    "single": (CONTROL, _("“{name}” has no dot: it is a name inside your own network, which no public authority "
                          "may certify. Use the whole name, for example {name}.atlas.ma.")),
    "internal": (CONTROL, _("“{name}” ends in “.{suffix}”, which is not in the public DNS, so no public authority may "
                            "certify it. Use a name under an extension that is registered for all.")),
    "suffix": (CONTROL, _("“{name}” is itself an extension: nobody but its registry controls it. "
                          "Use a name that is registered under it.")),
    "wildcard_suffix": (WILDCARD, _("“{name}” would be for every name of an extension, which is never issued. "
                                    "Put your own name between the star and the extension.")),
    "wildcard_place": (WILDCARD, _("“{name}”: a star stands alone and first, followed by a dot, and only once. "
                                   "Type it as *.atlas.ma.")),
    "wildcard_not_sold": (WILDCARD, _("“{name}” is a wildcard, and this certificate is for exact names. "
                                      "Type each name, or order a wildcard certificate.")),
    "wildcard_ev": (WILDCARD, _("“{name}” is a wildcard: extended validation (EV) never covers one. "
                                "Type each name, or order a wildcard certificate of level DV or OV.")),
    "wildcard_missing": (WILDCARD, _("This certificate is for all names below one, and no star is given. "
                                     "Type it as *.{name}.")),
    "wildcard_two": (WILDCARD, _("“{name}” is a second wildcard, and this certificate is for one: {wildcard}. "
                                 "Remove one of them, or order another certificate.")),
    "not_covered": (WILDCARD, _("“{name}” is not covered by {wildcard}: a star stands for one level, directly below "
                                "its name. Remove it, or order a certificate for it.")),
    "too_many": (SEVERAL, _("{count} different names are typed and {bought} bought. Remove names, the last ones for "
                            "example ({name}), or order another certificate for more.")),
}  # fmt: skip

REMARKS: dict[str, tuple[str, Any]] = {
    "from_url": (LOYAL, _("Only the name was kept of what was typed as a page’s address: {names}.")),
    "duplicates": (LOYAL, _("Typed more than once, kept once: {names}.")),
    "base": (WILDCARD, _("{names} is added free of charge: the star stands for names below it, not for itself.")),
    "base_left_out": (WILDCARD, _("{names} is not in the certificate, because the request does not name it. "
                                  "Make a new request with it if you need it.")),
    "covered": (WILDCARD, _("Covered by the star already, so not named: {names}.")),
    "one_name": (LOYAL, _("The certificate will be for {names} alone; names before or behind it, such as “www.”, "
                          "are other names.")),
}  # fmt: skip


@dataclass(frozen=True)
class Remark:
    """Something the customer should know: it hinders nothing."""

    code: str
    message: Promise
    clause: str


class InvalidName(ValueError):
    """One name that no authority may certify; `message` is lazily translated."""

    def __init__(self, code: str, name: str = "", **facts: Any):
        super().__init__(code)
        clause, words = REFUSALS[code]
        self.code, self.clause = code, clause
        self.message = format_lazy(words, name=shown(name), **facts)

    def __str__(self) -> str:
        return str(self.message)


class InvalidNames(ValueError):
    """What is wrong in a list of names, every name of it."""

    def __init__(self, refusals: list[InvalidName]):
        super().__init__(", ".join(refusal.code for refusal in refusals))
        self.refusals = refusals


def remark(code: str, names: list[str]) -> Remark:
    """A remark about some names; of a long list the first few are told."""
    clause, words = REMARKS[code]
    told = ", ".join(names[:SHOWN_NAMES]) + (f" … ({len(names)})" if len(names) > SHOWN_NAMES else "")
    return Remark(code, format_lazy(words, names=told), clause)


def shown(text: str) -> str:
    """A piece of typed text as a message may quote it: short, and with nothing invisible in it."""
    seen = "".join(
        f"[U+{ord(c):04X}]" if unicodedata.category(c)[0] == "C" else c for c in text[:SHOWN_CHARACTERS]
    )
    return seen + ("…" if len(text) > SHOWN_CHARACTERS else "")
