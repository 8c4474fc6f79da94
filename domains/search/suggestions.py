"""Names near the one that was typed, for whoever finds it taken. Pure: what seems free the registry says."""

from collections.abc import Iterator

from domains.charter import NameRules
from domains.naming import Candidate, InvalidName, ParsedName, parse, review_needed
from domains.reserved import plain
from domains.terms import SEARCH

BEFORE = ("le-", "mon-", "my", "groupe-")
AFTER = ("-pro", "-online", "group", "-web", "shop", "24")


def near(name: ParsedName, rules: NameRules) -> list[Candidate]:
    """Candidates under the same extension: valid, without review, none of them the name itself."""
    found: dict[str, Candidate] = {}
    for label in _variants(name.label_unicode):
        candidate = _candidate(label, rules)
        if candidate and candidate.name and candidate.name.name_ascii != name.name_ascii:
            found.setdefault(candidate.name.name_ascii, candidate)
    return list(found.values())[: SEARCH.suggestions_asked]


def _variants(label: str) -> Iterator[str]:
    """Without accents, joined or parted, with a usual word before or after it."""
    yield plain(label)
    yield label.replace("-", "")
    if not label.isascii():
        return
    yield from (f"{label}{after}" for after in AFTER)
    yield from (f"{before}{label}" for before in BEFORE)


def _candidate(label: str, rules: NameRules) -> Candidate | None:
    try:
        parsed = parse(f"{label}.{rules.extension}", rules)
    except InvalidName:
        return None
    return None if review_needed(parsed, rules) else Candidate(rules.extension, parsed)
