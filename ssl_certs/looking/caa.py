"""CAA (RFC 8659): the tree is climbed from the name upwards; the first set found decides who may issue.

An `issuewild` property decides for wildcards, `issue` for the others and for wildcards without it. A critical
property that nobody knows forbids. `validationmethods` (RFC 8657) may leave out the way that was chosen.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ssl_certs.models import NameValidation

from .findings import Finding, finding
from .resolving import Resolver

CRITICAL = 128
KNOWN = {"issue", "issuewild", "iodef", "contactemail", "contactphone", "issuemail", "issuevmc"}
ACME_NAMES = {"dns": "dns-01", "http": "http-01"}


@dataclass(frozen=True)
class Property:
    """One CAA record: who may issue (empty: nobody), and under which conditions."""

    tag: str
    critical: bool
    domain: str
    conditions: dict[str, str]


def look(row: NameValidation, resolver: Resolver) -> Iterator[Finding]:
    """Whether the authority of this certificate may issue for the name."""
    place, records, rcode = _relevant(row.bare, resolver)
    ours = [name.lower() for name in row.certificate.order.product.caa_domains]
    if rcode:
        yield finding("caa", "caa_unread", False, place=place, rcode=rcode)
    elif not records:
        yield finding("caa", "caa_free", True)
    else:
        yield _judged(row, place, [_property(record) for record in records], ours)


def _relevant(name: str, resolver: Resolver) -> tuple[str, list, str]:
    """Where the first set stands, its records, and the code of an answer that stops everything (SERVFAIL)."""
    labels = name.split(".")
    for start in range(len(labels)):
        place = ".".join(labels[start:])
        heard = resolver.ask(place, "CAA")
        if heard.rcode not in ("NOERROR", "NXDOMAIN"):
            return place, [], heard.rcode
        if records := heard.records("CAA"):
            return place, records, ""
    return "", [], ""


def _property(record) -> Property:
    value = record.value.decode("utf-8", "replace")
    domain, *rest = value.split(";")
    pairs = (part.partition("=") for part in ";".join(rest).replace(";", " ").split())
    conditions = {key.strip().lower(): said.strip() for key, _equals, said in pairs}
    tag = record.tag.decode("ascii", "replace").lower()
    return Property(tag, bool(record.flags & CRITICAL), domain.strip().lower().rstrip("."), conditions)


def _judged(row: NameValidation, place: str, found: Iterable[Property], ours: list[str]) -> Finding:
    if unknown := [p.tag for p in found if p.critical and p.tag not in KNOWN]:
        return finding("caa", "caa_critical", False, place=place, tags=unknown)
    speaking = [p for p in found if p.tag == "issuewild"] if row.is_wildcard else []
    speaking = speaking or [p for p in found if p.tag == "issue"]
    if not speaking:
        return finding("caa", "caa_free", True)
    allowed = [p.domain or ";" for p in speaking]
    if not ours:
        return finding("caa", "caa_unjudged", None, place=place, allowed=allowed)
    mine = [p for p in speaking if p.domain in ours]
    if not mine:
        return finding("caa", "caa_forbids", False, place=place, allowed=allowed, add=ours[0],
                       tag="issuewild" if speaking[0].tag == "issuewild" else "issue")  # fmt: skip
    if not any(_takes(p, row.method) for p in mine):
        return finding("caa", "caa_method", False, place=place,
                       methods=[p.conditions["validationmethods"] for p in mine])  # fmt: skip
    return finding("caa", "caa_allows", True, place=place, allowed=[mine[0].domain])


def _takes(one: Property, method: str) -> bool:
    """Whether a record's conditions leave the chosen way open; an authority's own names of ways are not judged."""
    named = [word.strip() for word in one.conditions.get("validationmethods", "").split(",") if word.strip()]
    own = any(word.startswith("ca-") for word in named)
    return not named or own or ACME_NAMES.get(method, "") in named
