"""Names of certificates: typed text turned into A-labels that an authority may certify, and back for people.

Pure: no database, no clock. Names are those of the public DNS (ICANN section of the public suffix list); a star stands
first and once, for one level, never before an extension (SSL-A3-2); at most as many names as were bought (SSL-A3-1).
"""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import idna
from publicsuffixlist import PublicSuffixList

from .name_refusals import InvalidName, InvalidNames, Remark, remark

__all__ = [
    "WILDCARD",
    "InvalidName",
    "InvalidNames",
    "Names",
    "Remark",
    "Rules",
    "covers",
    "parse",
    "readable",
]

WILDCARD = "*."
LABEL_MAX, NAME_MAX = 63, 253
TYPED_AT_MOST, WORDS_AT_MOST, WORD_AT_MOST = 100_000, 2_000, 1_000  # what is longer is no list of names
DOTS = str.maketrans("。．｡", "...")  # the full stops of other keyboards
BETWEEN = re.compile(r"[\s,;،؛、]+")
RESERVED = {"local", "lan", "internal", "intranet", "home", "corp", "private", "localdomain", "localhost", "test",
            "example", "invalid", "onion", "arpa", "alt"}  # fmt: skip
JAPANESE, KOREAN = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}, {"CJK", "HANGUL"}


@dataclass(frozen=True)
class Rules:
    """What the certificate's product allows: its kind and level (`CertificateProduct`), and how many names."""

    kind: str
    level: str
    bought: int = 1


@dataclass(frozen=True)
class Names:
    """The names to certify, the main one first; `added` are those nobody typed; `remarks` are to be shown."""

    names: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()
    added: tuple[str, ...] = ()


def readable(name: str) -> str:
    """A-labels as people read them; what cannot be decoded stays as it is."""
    star, bare = (WILDCARD, name[len(WILDCARD) :]) if name.startswith(WILDCARD) else ("", name)
    try:
        return star + idna.decode(bare)
    except (idna.IDNAError, UnicodeError):
        return name


def parse(typed: str, rules: Rules) -> Names:
    """The names that a person means, one a line or separated by spaces, commas. Raises InvalidNames, nothing else."""
    words = [word for word in BETWEEN.split(typed[: TYPED_AT_MOST + 1]) if word]
    if len(typed) > TYPED_AT_MOST or len(words) > WORDS_AT_MOST:
        raise InvalidNames([InvalidName("too_much")])
    found: dict[str, int] = {}
    refusals: dict[str, InvalidName] = {}
    cut: list[str] = []
    for word in words:
        try:
            name = _checked(word, rules)
        except InvalidName as refusal:
            refusals.setdefault(word, refusal)
            continue
        found[name] = found.get(name, 0) + 1
        if "/" in word:
            cut.append(readable(name))
    if refusals or not found:
        raise InvalidNames(list(refusals.values()) or [InvalidName("empty")])
    twice = [readable(name) for name, times in found.items() if times > 1]
    said = [remark(code, names) for code, names in (("from_url", cut), ("duplicates", twice)) if names]
    return _wildcard(list(found), said) if rules.kind == "wildcard" else _exact(list(found), rules, said)


def _exact(names: list[str], rules: Rules, said: list[Remark]) -> Names:
    if len(names) > rules.bought:
        last = readable(names[-1])
        raise InvalidNames([InvalidName("too_many", last, count=len(names), bought=rules.bought)])
    if len(names) == 1:
        said.append(remark("one_name", [readable(names[0])]))
    return Names(tuple(names), tuple(said))


def _wildcard(names: list[str], said: list[Remark]) -> Names:
    """One star and its base name; what the star covers is not named (SSL-A3-2)."""
    stars = [name for name in names if name.startswith(WILDCARD)]
    if not stars:
        raise InvalidNames([InvalidName("wildcard_missing", readable(names[0]))])
    star, base = stars[0], stars[0].removeprefix(WILDCARD)
    told = {"wildcard": readable(star)}
    wrong = [InvalidName("wildcard_two", readable(other), **told) for other in stars[1:]]
    others = [name for name in names if name not in {*stars, base}]
    covered = [readable(name) for name in others if name.partition(".")[2] == base]
    wrong += [InvalidName("not_covered", readable(n), **told) for n in others if n.partition(".")[2] != base]
    if wrong:
        raise InvalidNames(wrong)
    added = () if base in names else (base,)
    said += [remark("covered", covered)] if covered else []
    said += [remark("base", [readable(base)])] if added else []
    return Names((star, base), tuple(said), added)


def _checked(word: str, rules: Rules) -> str:
    """One typed word as a name in A-labels; raises InvalidName."""
    text = _bare(word)
    name = name_of(text)
    suffix = _suffixes().publicsuffix(name.removeprefix(WILDCARD))
    if name.startswith(WILDCARD):
        _check_star(text, name, suffix, rules)
    if "." not in name:
        raise InvalidName("suffix" if suffix else "single", text)
    last = name.rpartition(".")[2]
    if suffix is None or last in RESERVED:
        raise InvalidName("internal", text, suffix=readable(last))
    if suffix == name:
        raise InvalidName("suffix", text)
    return name


def _check_star(text: str, name: str, suffix: str | None, rules: Rules) -> None:
    if suffix == name.removeprefix(WILDCARD):
        raise InvalidName("wildcard_suffix", text)
    if rules.level == "ev":
        raise InvalidName("wildcard_ev", text)
    if rules.kind != "wildcard":
        raise InvalidName("wildcard_not_sold", text)


def _bare(word: str) -> str:
    """The name in a word: scheme, account, path, port and the last dot fall away."""
    if len(word) > WORD_AT_MOST:
        raise InvalidName("too_long", word)
    text = unicodedata.normalize("NFC", word).lower().translate(DOTS).strip("\"'<>()“”«»")
    text = re.sub(r"^dns:(?!/)", "", text)
    _refuse_address(text)
    with_scheme = re.sub(r"^[a-z][a-z0-9+.-]*:/+", "", text)
    host = re.split(r"[/?#\\]", with_scheme, maxsplit=1)[0]
    if with_scheme != text:
        host = host.rpartition("@")[2]
    if "@" in host:
        raise InvalidName("email", text)
    host = re.sub(r":\d*$", "", host)
    _refuse_address(host)
    return host.removesuffix(".")


def _refuse_address(text: str) -> None:
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return
    raise InvalidName("address" if address.is_global else "address_reserved", text)


def name_of(text: str) -> str:
    """A dotted name, label by label in its A-label form (IDNA 2008); a star may stand first. Raises InvalidName."""
    star, bare = (WILDCARD, text[len(WILDCARD) :]) if text.startswith(WILDCARD) else ("", text)
    if "*" in bare:
        raise InvalidName("wildcard_place", text)
    if not all(bare.split(".")):
        raise InvalidName("empty_label", text)
    name = star + ".".join(_label(label, text) for label in bare.split("."))
    if len(name) > NAME_MAX:
        raise InvalidName("too_long", text)
    return name


def _label(label: str, whole: str) -> str:
    if "_" in label:
        raise InvalidName("underscore", whole)
    if label.startswith("xn--"):
        return _encoded(label, whole)
    if label.isascii():
        return _plain(label, whole)
    hidden = next((c for c in label if unicodedata.category(c) in {"Cc", "Cf", "Co", "Cn", "Cs"}), "")
    if hidden and hidden not in "\u200c\u200d":  # the joiners of Arabic and Indic scripts: IDNA says where
        raise InvalidName("invisible", whole, character=f"U+{ord(hidden):04X}")
    try:
        meant = idna.uts46_remap(label)
        _check_scripts(meant, whole)
        encoded = idna.alabel(meant).decode() if not meant.isascii() else _plain(meant, whole)
    except InvalidName:
        raise
    except (idna.IDNAError, UnicodeError, IndexError) as error:
        raise InvalidName(*_why(label, whole, error), character=label[:LABEL_MAX]) from None
    return encoded


def _why(label: str, whole: str, error: Exception) -> tuple[str, str]:
    long = len(label.encode("punycode")) + len("xn--") > LABEL_MAX
    return ("label_long" if long else "idna", whole)


def _plain(label: str, whole: str) -> str:
    if found := re.search(r"[^a-z0-9-]", label):
        code = "invisible" if found[0] < " " or found[0] == "\x7f" else "characters"
        raise InvalidName(
            code, whole, character=found[0] if code == "characters" else f"U+{ord(found[0]):04X}"
        )
    if len(label) > LABEL_MAX:
        raise InvalidName("label_long", whole)
    if label.strip("-") != label or label[2:4] == "--":
        raise InvalidName("hyphens", whole)
    return label


def _encoded(label: str, whole: str) -> str:
    """An A-label as typed: it must mean something, and be its only spelling."""
    if len(label) > LABEL_MAX:
        raise InvalidName("label_long", whole)
    try:
        meant = idna.ulabel(label)
        if idna.alabel(meant).decode() != label:
            raise InvalidName("punycode", whole, character=label)
    except (idna.IDNAError, UnicodeError, IndexError):
        raise InvalidName("punycode", whole, character=label) from None
    _check_scripts(meant, whole)
    return label


def _check_scripts(label: str, whole: str) -> None:
    scripts = {unicodedata.name(c, "?").split(" ")[0] for c in label if c.isalpha()}
    if len(scripts) > 1 and not (scripts <= JAPANESE or scripts <= KOREAN):
        raise InvalidName("mixed_script", whole, character=label[:LABEL_MAX])


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    """The extensions of the public DNS; a name under none of them is nobody's."""
    return PublicSuffixList(accept_unknown=False, only_icann=True)


def registrable(name: str) -> str:
    """The name under its extension that its holder has registered: `a.b.atlas.co.ma` is `atlas.co.ma`."""
    bare = name.removeprefix(WILDCARD)
    return _suffixes().privatesuffix(bare) or bare


def is_suffix(place: str) -> bool:
    """Whether names are registered directly below it (`ma`, `co.ma`), or it is nothing at all."""
    return not _suffixes().privatesuffix(place)


def covers(certified: str, host: str) -> bool:
    """Whether a certified name is for this host: the same name, or a wildcard one label above it (SSL-A3-2)."""
    if certified.startswith(WILDCARD):
        return host.partition(".")[2] == certified[len(WILDCARD) :]
    return certified == host
