"""Naming: what a person typed, turned into a name that the extension's charter allows (DN-2.2a).

Pure: no database, no clock. A wrong name raises `InvalidName`, whose message says which thing, which rule and
the way out; a name that the registry must look at first is valid and has a `review_needed` (DN-A2-1.2).
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import idna
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .charter import NameRules
from .reserved import ReviewNeeded, review_of

__all__ = [
    "Candidate",
    "InvalidName",
    "NameRules",
    "ParsedName",
    "parse",
    "quoted",
    "review_needed",
    "search_candidates",
]

SYNTAX = "DN-2.2a"
TYPED_AT_MOST = 1000  # nobody types more; what follows is not read

PLAIN_LETTERS = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ð": "d", "þ": "th", "ı": "i", "ł": "l", "đ": "d"}
DOTS = str.maketrans("。．｡", "...")  # the full stops of other keyboards

BrokenRule = tuple[str, Mapping[str, Any]]  # a broken rule: its code and the facts its message names

MESSAGES = {
    "empty": _("Type a name made of letters, digits or hyphens, for example “atlas”."),
    "too_short": _("“{name}” is too short: a .{extension} name has at least {min} characters. Add to it."),
    "too_long": _("“{name}” is too long: a name has at most {max} characters once encoded. Shorten it."),
    "spaces": _("“{name}” contains a space, which no name may have. "
                "Join the words or put a hyphen between them."),
    "dots": _("“{name}” contains a dot: only one name directly under .{extension} can be registered. "
              "Type the name without what stands before it."),
    "extension": _("“.{name}” is not an extension that we sell. Choose one of the extensions in the list."),
    "invisible": _("“{name}” contains the invisible character {character}, which no name may have. "
                   "Type the name anew instead of pasting it."),
    "characters": _("“{name}” contains “{character}”. A .{extension} name is made of {allowed}. "
                    "Remove or replace that character."),
    "mixed_script": _("“{name}” mixes letters of several alphabets (“{character}”), which is refused because "
                      "such names imitate others. Write the whole name in one alphabet."),
    "direction": _("“{name}” breaks the international rules for names (IDNA 2008): it mixes directions "
                   "or two sorts of digits. Do not begin with a digit and use one sort of digits only."),
    "hyphen_edge": _("“{name}” begins or ends with a hyphen, which is not allowed. Remove that hyphen."),
    "hyphen_3_4": _("“{name}” has hyphens as its third and fourth characters, a place kept for encoded "
                    "names. Keep only one of them."),
    "punycode": _("“{name}” is a name in its encoded form (xn--). Type it with its real letters."),
    "zone": _("“{name}.{extension}” is itself an extension, so nobody can register it. "
              "Choose a name under it."),
}  # fmt: skip


@dataclass(frozen=True)
class ParsedName:
    """A name in both its forms: as people read it and as the DNS carries it."""

    label_unicode: str
    label_ascii: str
    extension: str
    name_unicode: str
    name_ascii: str


class InvalidName(ValueError):
    """The extension's charter does not allow this name; `message` is lazily translated."""

    def __init__(self, code: str, message: Promise, clause: str = SYNTAX, suggestion: str = ""):
        super().__init__(code)
        self.code = code
        self.message = message
        self.clause = clause
        self.suggestion = suggestion

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True)
class Candidate:
    """One line of a search: the name to check, or why this extension cannot take it."""

    extension: str
    name: ParsedName | None = None
    review: ReviewNeeded | None = None
    refusal: InvalidName | None = None
    typed: str = ""

    @property
    def shown(self) -> str:
        """What the line is called: the name, else what was typed, else the extension."""
        return self.name.name_unicode if self.name else self.typed or f".{self.extension}"


def parse(typed: str, rules: NameRules) -> ParsedName:
    """The name a person means under one extension; raises `InvalidName`, and nothing else."""
    label, _typed = _split(typed, (rules,))
    return _named(label, rules)


def review_needed(name: ParsedName, rules: NameRules) -> ReviewNeeded | None:
    """Why people or the registry must look at a valid name before it is sent (DN-A2-1.2, DN-7.2.3)."""
    return review_of(name.label_unicode, rules.extension, rules.reserved, rules.restricted, rules.terms)


def search_candidates(query: str, extensions: Sequence[NameRules]) -> list[Candidate]:
    """One candidate for each extension, the typed one first; raises the refusal when none can take it."""
    label, typed = _split(query, extensions)
    found: list[Candidate] = []
    if typed is None and "." in label:
        label, _dot, unknown = label.partition(".")
        message = format_lazy(MESSAGES["extension"], name=quoted(unknown))
        found.append(Candidate(unknown, refusal=InvalidName("extension", message)))
    order = [typed, *(rules for rules in extensions if rules is not typed)] if typed else extensions
    candidates = [_candidate(label, rules) for rules in order]
    refusals = [candidate.refusal for candidate in candidates if candidate.refusal]
    if refusals and len(refusals) == len(candidates):
        raise refusals[0]
    return found + candidates


def _candidate(label: str, rules: NameRules) -> Candidate:
    try:
        name = _named(label, rules)
    except InvalidName as refusal:
        return Candidate(rules.extension, refusal=refusal)
    return Candidate(rules.extension, name, review_needed(name, rules))


def _named(label: str, rules: NameRules) -> ParsedName:
    broken = _broken_rule(label, rules)
    if broken:
        raise _refusal(broken[0], label, rules, **broken[1])
    ascii_label = idna.alabel(label).decode()
    name, name_ascii = f"{label}.{rules.extension}", f"{ascii_label}.{rules.extension_ascii}"
    return ParsedName(label, ascii_label, rules.extension, name, name_ascii)


def _split(typed: str, known: Iterable[NameRules]) -> tuple[str, NameRules | None]:
    """The label and the extension typed with it; scheme, path, port, `www.` and final dots fall away."""
    text = unicodedata.normalize("NFC", typed[:TYPED_AT_MOST].strip()).lower().translate(DOTS)
    text = re.sub(r"^(?:(?:https?|ftp):/+|/+)", "", unicodedata.normalize("NFC", text))
    text = re.sub(r":\d*$", "", re.split(r"[/?#\\]", text, maxsplit=1)[0].rstrip())
    text = text.rstrip(". ").strip()
    suffixes = {suffix: rules for rules in known for suffix in {rules.extension, rules.extension_ascii}}
    if text.startswith("www.") and text[4:] not in suffixes:
        text = text[4:]
    for suffix in sorted(suffixes, key=len, reverse=True):
        if text.endswith(f".{suffix}"):
            return text.removesuffix(f".{suffix}").strip(), suffixes[suffix]
    return text, None


def _broken_rule(label: str, rules: NameRules) -> BrokenRule | None:
    """The first rule that a label breaks, or None."""
    return next(filter(None, (rule(label, rules) for rule in RULES)), None)


def _length_typed(label: str, rules: NameRules) -> BrokenRule | None:
    if not label:
        return "empty", {}
    return ("too_long", {}) if len(label) > rules.max_length else None


def _encoded(label: str, rules: NameRules) -> BrokenRule | None:
    return ("punycode", {}) if label.startswith("xn--") else None


def _characters(label: str, rules: NameRules) -> BrokenRule | None:
    wrong = next((c for c in label if c not in rules.alphabet), None)
    if wrong is None:
        return ("mixed_script", {"character": label[0]}) if len(_scripts(label)) > 1 else None
    if wrong == ".":
        return "dots", {}
    if unicodedata.category(wrong)[0] == "C" or unicodedata.category(wrong) in {"Zl", "Zp"}:
        return "invisible", {"character": f"U+{ord(wrong):04X}"}
    if wrong.isspace():
        return "spaces", {}
    mixed = len(_scripts(label)) > 1 and wrong.isalpha()
    return "mixed_script" if mixed else "characters", {"character": wrong}


def _hyphens(label: str, rules: NameRules) -> BrokenRule | None:
    if label.startswith("-") or label.endswith("-"):
        return "hyphen_edge", {}
    return ("hyphen_3_4", {}) if label[2:4] == "--" else None


def _dns(label: str, rules: NameRules) -> BrokenRule | None:
    if not label.isascii() and len(label.encode("punycode")) + len("xn--") > rules.max_length:
        return "too_long", {}
    try:
        idna.alabel(label)
    except idna.IDNAError:
        return "direction", {}
    return None


def _length_and_zone(label: str, rules: NameRules) -> BrokenRule | None:
    if len(label) < rules.min_length:
        return "too_short", {}
    return ("zone", {}) if label in rules.zones else None


RULES: tuple[Callable[[str, NameRules], BrokenRule | None], ...] = (
    _length_typed, _encoded, _characters, _hyphens, _dns, _length_and_zone,
)  # fmt: skip


def _scripts(label: str) -> set[str]:
    return {unicodedata.name(c, "?").split(" ")[0] for c in label if c.isalpha()}


def _refusal(code: str, label: str, rules: NameRules, **facts: Any) -> InvalidName:
    message = format_lazy(
        MESSAGES[code], name=quoted(label), extension=rules.extension, min=rules.min_length,
        max=rules.max_length, allowed=rules.allowed, **facts,
    )  # fmt: skip
    better = _repaired(label, rules)
    if better:
        better = f"{better}.{rules.extension}"
        example = format_lazy(_("For example: {suggestion}"), suggestion=better)
        message = format_lazy("{} {}", message, example)
    return InvalidName(code, message, SYNTAX, better)


def quoted(label: str) -> str:
    """A label as a message may quote it: short, and with nothing invisible in it."""
    seen = "".join(f"[U+{ord(c):04X}]" if unicodedata.category(c)[0] == "C" else c for c in label[:40])
    return seen + ("…" if len(label) > 40 else "")


def _repaired(label: str, rules: NameRules) -> str:
    """The nearest allowed label, or nothing."""
    try:
        meant = idna.ulabel(label) if label.startswith("xn--") else _longest_part(label)
    except (idna.IDNAError, UnicodeError):
        return ""
    letters = {c: _replacement(c, rules.alphabet) for c in meant}
    if len(meant) > rules.max_length or any(c.isalpha() and not better for c, better in letters.items()):
        return ""
    better = re.sub(r"-+", "-", "".join(letters[c] for c in meant)).strip("-")
    return "" if better == label or _broken_rule(better, rules) else better


def _longest_part(label: str) -> str:
    return max(label.rpartition("@")[2].split("."), key=len)


def _replacement(character: str, alphabet: Collection[str]) -> str:
    if character in alphabet:
        return character
    if character.isspace() or character in "_'’–—+&":
        return "-"
    plain = PLAIN_LETTERS.get(character, unicodedata.normalize("NFKD", character)).lower()
    return "".join(c for c in plain if c in alphabet)
