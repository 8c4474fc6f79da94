"""Zone files (RFC 1035, 5): reading somebody else's line by line, hostile or not, and writing ours. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import dns.exception
import dns.name
import dns.zonefile
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from . import names, rdata
from .entries import APEX, Entry, RRset, ordered, relative
from .refusals import BadRecord, shown
from .rules import wrong_ttl
from .terms import DNS

DIRECTIVE = re.compile(r"\$(\w+)\s*(\S*)")
TTL_UNITS = {"": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


@dataclass(frozen=True)
class Remark:
    """What is to be said about one line; an error stops the import, a note does not."""

    line: int
    text: str
    message: str | Promise
    error: bool = True


@dataclass
class Reading:
    """What was found in a file, in its own order."""

    entries: list[Entry] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def errors(self) -> list[Remark]:
        return [r for r in self.remarks if r.error]

    @property
    def notes(self) -> list[Remark]:
        return [r for r in self.remarks if not r.error]


@dataclass
class _State:
    """What earlier lines say about later ones."""

    zone: str
    origin: dns.name.Name
    ttl: int = DNS.ttl
    owner: dns.name.Name | None = None


def read(text: str, zone: str) -> Reading:
    """Every record of a zone file as an entry; what cannot be one is remarked with its line."""
    reading, state = Reading(), _State(zone, dns.name.from_text(f"{zone}."))
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(text.encode(errors="replace")) > DNS.import_bytes or text.count("\n") > DNS.import_lines:
        rule = _("The file is larger than {bytes} bytes or {lines} lines. Import it in parts.")
        reading.remarks.append(
            Remark(0, "", format_lazy(rule, bytes=DNS.import_bytes, lines=DNS.import_lines))
        )
        return reading
    for number, line in _logical_lines(text):
        try:
            _read_line(line, state, reading, number)
        except BadRecord as refusal:
            reading.remarks.append(Remark(number, shown(line.strip()), refusal.message))
        except (dns.exception.DNSException, ValueError, UnicodeError, OverflowError) as error:
            words = format_lazy(
                _("This line is no record ({reason}). Correct or remove it."), reason=_first_line(error)
            )
            reading.remarks.append(Remark(number, shown(line.strip()), words))
    reading.entries = list(dict.fromkeys(reading.entries))
    return reading


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines without comments, those in parentheses joined; the number is that of the first."""
    held, began, depth = "", 0, 0
    for number, line in enumerate(text.split("\n"), 1):
        bare, opened = _without_comment(line)
        held, began = (f"{held} {bare}", began) if depth else (bare, number)
        depth = max(depth + opened, 0)
        if depth == 0 and held.strip():
            yield began, held
            held = ""
    if depth and held.strip():
        yield began, held


def _without_comment(line: str) -> tuple[str, int]:
    """The line up to its comment, and how many parentheses it leaves open."""
    quoted, depth, skip = False, 0, False
    for place, character in enumerate(line):
        if skip:
            skip = False
        elif character == "\\":
            skip = True
        elif character == '"':
            quoted = not quoted
        elif not quoted and character == ";":
            return line[:place], depth
        elif not quoted and character in "()":
            depth += 1 if character == "(" else -1
    return line, depth


def _read_line(line: str, state: _State, reading: Reading, number: int) -> None:
    if directive := DIRECTIVE.match(line):
        return _obey(directive[1].upper(), directive[2], state)
    first = line.split(maxsplit=1)[0]
    continues, own = line[0].isspace(), None
    if continues and state.owner is None:
        raise ValueError(_("no owner name before it"))
    if continues:
        own = state.owner
    else:
        state.owner = own = _owner(first, state)
        line = line.split(maxsplit=1)[1] if " " in line.strip() or "\t" in line.strip() else ""
    if kind := _servers_own(line, own, state):
        message = format_lazy(_("{type} is written by our servers: left out."), type=kind)
        return reading.remarks.append(Remark(number, shown(line.strip()), message, error=False))
    sets = dns.zonefile.read_rrsets(
        line.strip(), name=own, origin=state.origin, default_ttl=state.ttl, relativize=False, rdclass=None
    )
    found = [_entry(rrset, item, state) for rrset in sets for item in rrset]
    reading.entries += found
    return None


def _owner(word: str, state: _State) -> dns.name.Name:
    text = names.ascii_name(word.rstrip(".").lower(), "name") if word not in {"@", "."} else word
    if word == "@":
        return state.origin
    return dns.name.from_text(f"{text}." if word.endswith(".") else text, state.origin)


def _obey(directive: str, value: str, state: _State) -> None:
    if directive == "TTL":
        state.ttl = _seconds(value)
    elif directive == "ORIGIN":
        state.origin = dns.name.from_text(value.lower(), state.origin)
    else:
        raise ValueError(format_lazy(_("${name} is not read here"), name=shown(directive)))


def _seconds(text: str) -> int:
    parts = re.fullmatch(r"(?:\d{1,9}[smhdw]?)+", text.lower())
    if not parts:
        raise ValueError(_("the TTL is not a number"))
    return sum(int(n) * TTL_UNITS[unit] for n, unit in re.findall(r"(\d+)([smhdw]?)", text.lower()))


def _servers_own(line: str, owner: dns.name.Name, state: _State) -> str:
    """The type of a record that our servers write themselves: SOA, signatures, the zone's own NS."""
    words = [w.upper() for w in line.split()[:4]]
    kind = next((w for w in words if w in rdata.SERVERS_OWN or w == "NS"), "")
    if kind == "NS" and (relative(owner.to_text(), state.zone) != APEX or "NS" not in _before_value(words)):
        return ""
    return kind


def _before_value(words: list[str]) -> list[str]:
    """TTL, class and type: what stands before a record's value."""
    found = []
    for word in words:
        found.append(word)
        if not (word in {"IN"} or word[0].isdigit()):
            break
    return found


def _entry(rrset, item, state: _State) -> Entry:
    kind = dns.rdatatype.to_text(rrset.rdtype)
    rdata.check_kind(kind)
    name = names.owner(rrset.name.to_text(), kind, state.zone)
    if not DNS.ttl_min <= rrset.ttl <= DNS.ttl_max:
        raise wrong_ttl(rrset.ttl)
    return Entry(name, kind, rrset.ttl, rdata.parse(kind, item.to_text(), state.zone))


def _first_line(error: Exception) -> str | Promise:
    said = error.args[0] if error.args and not isinstance(error.args[0], str) else str(error)
    return shown(str(said).removeprefix("<input>:1: ").rstrip(".") or type(error).__name__)


# --- writing ----------------------------------------------------------------------------------------------
def write(zone: str, head: tuple[RRset, ...], entries: list[Entry]) -> str:
    """A zone file of our own: SOA and NS first, then the records as people read them."""
    lines = [f"$ORIGIN {zone}.", f"$TTL {DNS.ttl}"]
    lines += [f"@ {s.ttl} IN {s.type} {content}" for s in head for content in s.contents]
    lines += [f"{e.name} {e.ttl} IN {e.type} {e.content}" for e in ordered(entries)]
    return "\n".join(lines) + "\n"
