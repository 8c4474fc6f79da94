"""Whether the mail server in front of us vouches for a sender: its `Authentication-Results`, read as RFC 8601 has them.

What a sender can write himself (addresses, quoted words, comments) never counts as a result, and a pass counts only for
the domain that the mail says it comes from: anybody can sign for a domain of his own.
"""

import re
from collections.abc import Iterable, Iterator

QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
COMMENT = re.compile(r"\([^()]*\)")
DEEPEST = 10  # comments within comments
Result = tuple[str, str, dict[str, str]]


def vouched(said: str, server: str, sender: str) -> bool:
    """Whether this server says that DMARC, or SPF and DKIM of the sender's own domain, pass."""
    first, *others = _bare(said).split(";")
    if first.split()[:1] != [server]:
        return False
    domain, found = _domain(sender), list(_results(others))
    dmarc = [outcome == "pass" and facts.get("header.from", domain) == domain
             for method, outcome, facts in found if method == "dmarc"]  # fmt: skip
    if dmarc:
        return all(dmarc)
    own = {method for method, outcome, facts in found if outcome == "pass" and _is_own(method, facts, domain)}
    return {"spf", "dkim"} <= own


def _bare(said: str) -> str:
    """The header without quoted words and comments."""
    bare = QUOTED.sub("-", said.lower())
    for _level in range(DEEPEST):
        bare = COMMENT.sub(" ", bare)
    return bare


def _results(parts: Iterable[str]) -> Iterator[Result]:
    """Each `method=result` with its properties."""
    for part in parts:
        words = [word.partition("=") for word in part.split()]
        if words and words[0][1]:
            method = words[0][0].partition("/")[0]
            yield method, words[0][2], {name: value for name, equals, value in words[1:] if equals}


def _is_own(method: str, facts: dict[str, str], domain: str) -> bool:
    """Whether the result speaks of the sender's domain, or of one below it."""
    names = {"spf": ("smtp.mailfrom",), "dkim": ("header.d", "header.i")}.get(method, ())
    spoken = [_domain(facts[name]) for name in names if name in facts]
    return bool(spoken) and all(name == domain or name.endswith(f".{domain}") for name in spoken)


def _domain(address: str) -> str:
    return address.rpartition("@")[2].strip(".")
