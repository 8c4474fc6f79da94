"""Reading what a registry says: strict about the envelope, tolerant of everything else (RFC 5730 section 2.6).

Elements are found by their local name, so prefixes and namespace versions do not matter; unknown elements and
statuses are passed over or passed on, never an error. No entity is expanded and nothing is fetched.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from lxml import etree

from core.ports import PortError, PortUnavailable
from domains.registry.port import DsRecord, Host, RegistryTransfer

from .codes import error_of
from .frames import EPP_URI, Element
from .objects import Address, Person

Instant = TypeVar("Instant", datetime, None)


class NotEpp(PortUnavailable):
    """What came is no EPP: the session cannot be trusted any more."""


@dataclass(frozen=True)
class Answer:
    """One response. `reasons` are the registry's own words about single values; `queue` is its msgQ."""

    code: int
    message: str
    values: tuple[str, ...]
    reasons: tuple[str, ...]
    cltrid: str
    svtrid: str
    queue: Element | None
    data: Element | None
    extension: Element | None

    @property
    def words(self) -> str:
        """The message and the reasons, as one sentence."""
        return " – ".join(dict.fromkeys(filter(None, (self.message, *self.reasons))))

    @property
    def error(self) -> PortError:
        """What a code of 2000 or more means to the portal."""
        return error_of(self.code, self.words)


@dataclass(frozen=True)
class Greeting:
    """What the server offers."""

    languages: tuple[str, ...]
    objects: tuple[str, ...]
    extensions: tuple[str, ...]


@dataclass(frozen=True)
class NameInfo:
    """A name as `domain:info` shows it; `keys` says that its registry keeps keyData instead of dsData."""

    name: str
    sponsor: str
    statuses: tuple[str, ...]
    rgp: tuple[str, ...]
    registrant: str
    contacts: tuple[tuple[str, str], ...]
    nameservers: tuple[Host, ...]
    hosts: tuple[str, ...]
    created_at: datetime | None
    expires_at: datetime | None
    transferred_at: datetime | None
    auth_code: str
    ds: tuple[DsRecord, ...]
    keys: bool


def parse(content: bytes) -> Element:
    """The root of an EPP document. Raises NotEpp."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotEpp(f"the registry's answer is no XML: {error}") from None
    if root.getroottree().docinfo.doctype:
        raise NotEpp("the registry's answer has a document type, which EPP does not know")
    if root.tag != f"{{{EPP_URI}}}epp" or not len(root):
        raise NotEpp(f"the registry's answer is no EPP but {root.tag}")
    return root


def greeting(root: Element) -> Greeting:
    """The services of a greeting."""
    within = child(root, "greeting")
    if within is None:
        raise NotEpp(f"a greeting was expected, {local(root[0])} came")
    menu = child(within, "svcMenu")
    return Greeting(*(tuple(texts(menu, tag)) for tag in ("lang", "objURI", "extURI")))


def response(root: Element) -> Answer:
    """The response in a document; of several results the first that refuses counts."""
    within = child(root, "response")
    if within is None:
        raise NotEpp(f"a response was expected, {local(root[0])} came")
    results = [(_code(result), result) for result in children(within, "result")]
    if not results:
        raise NotEpp("a response without a result code")
    code, result = next((r for r in results if r[0] >= 2000), results[0])
    ids = child(within, "trID")
    return Answer(
        code, text(result, "msg"),
        tuple(own_text(leaf) for value in every(result, "value") for leaf in value.iter() if own_text(leaf)),
        tuple(texts(result, "reason")), text(ids, "clTRID"), text(ids, "svTRID"),
        child(within, "msgQ"), child(within, "resData"), child(within, "extension"),
    )  # fmt: skip


def availability(answer: Answer) -> dict[str, bool]:
    """From a check: name or id → whether it is free."""
    found = {}
    for one in every(answer.data, "cd"):
        for named in (e for e in one if local(e) in {"name", "id"}):
            found[own_text(named).lower()] = named.get("avail", "").strip() in {"1", "true"}
    return found


def name_info(answer: Answer) -> NameInfo:
    """From `domain:info`: everything, with what the RGP and DNSSEC extensions add."""
    data = required(answer, "infData")
    servers = child(data, "ns")
    return NameInfo(
        name=text(data, "name").lower(),
        sponsor=text(data, "clID"),
        statuses=_statuses(children(data, "status")),
        rgp=_statuses(every(answer.extension, "rgpStatus")),
        registrant=text(data, "registrant"),
        contacts=tuple((c.get("type", ""), own_text(c)) for c in children(data, "contact")),
        nameservers=tuple(_servers(servers)) if servers is not None else (),
        hosts=tuple(own_text(host).lower() for host in children(data, "host")),
        created_at=instant(text(data, "crDate")),
        expires_at=instant(text(data, "exDate")),
        transferred_at=instant(text(data, "trDate")),
        auth_code=_auth_code(data),
        ds=tuple(_signers(answer.extension)),
        keys=bool([k for k in every(answer.extension, "keyData") if local(k.getparent()) != "dsData"]),
    )


def transfer(answer: Answer, now: datetime) -> RegistryTransfer | None:
    """The transfer data of an answer or of a message; None when it has none."""
    data = next(every(answer.data, "trnData"), None)
    if data is None or not text(data, "name"):
        return None
    asked = about(text(data, "reDate"), now)
    return RegistryTransfer(
        text(data, "name").lower(), text(data, "trStatus"), text(data, "reID"), asked, text(data, "acID"),
        about(text(data, "acDate"), asked), about(text(data, "exDate"), None),
    )  # fmt: skip


def host_info(answer: Answer) -> tuple[Host, str]:
    """From `host:info`: the host with its addresses, and its sponsor."""
    data = required(answer, "infData")
    addresses = tuple(own_text(a) for a in children(data, "addr"))
    return Host(text(data, "name").lower(), addresses), text(data, "clID")


def contact_info(answer: Answer) -> Person:
    """From `contact:info`."""
    data = required(answer, "infData")
    forms = tuple(_address(one) for one in children(data, "postalInfo"))
    voice, fax, email = (text(data, tag) for tag in ("voice", "fax", "email"))
    return Person(forms, voice, fax, email, sponsor=text(data, "clID"))


def required(answer: Answer, tag: str) -> Element:
    """The object's data, without which an answer of success says nothing."""
    data = next(every(answer.data, tag), None)
    if data is None:
        raise NotEpp(f"an answer without its {tag}")
    return data


def instant(said: str) -> datetime | None:
    """An instant in UTC, from any form of xs:dateTime or a plain day; without an offset it is UTC (RFC 5731 2.4)."""
    if not said:
        return None
    try:
        found = datetime.fromisoformat(said.replace("T24:00:00", "T00:00:00"))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise NotEpp(f"an instant that cannot be read: {said[:40]!r}") from None


def about(said: str, otherwise: Instant) -> datetime | Instant:
    """An instant on which no name depends: one that is missing or cannot be read is taken as the other."""
    try:
        return instant(said) or otherwise
    except NotEpp:
        return otherwise


# --- the tree -------------------------------------------------------------------------------------------
def local(element: Element) -> str:
    """An element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def own_text(element: Element) -> str:
    """The text of an element, white space collapsed."""
    return " ".join((element.text or "").split())


def children(element: Element | None, tag: str) -> Iterator[Element]:
    """The direct children of that name."""
    return (e for e in (element if element is not None else ()) if local(e) == tag)


def child(element: Element | None, tag: str) -> Element | None:
    """The first direct child of that name."""
    return next(children(element, tag), None)


def every(element: Element | None, tag: str) -> Iterator[Element]:
    """The descendants of that name."""
    return (e for e in (element.iter() if element is not None else ()) if local(e) == tag)


def text(element: Element | None, tag: str) -> str:
    """The text of the first direct child of that name."""
    found = child(element, tag)
    return "" if found is None else own_text(found)


def texts(element: Element | None, tag: str) -> list[str]:
    """The texts of the descendants of that name."""
    return [own_text(found) for found in every(element, tag) if own_text(found)]


# --- parts ----------------------------------------------------------------------------------------------
def _code(result: Element) -> int:
    said = result.get("code", "").strip()
    if not re.fullmatch(r"[12][0-9]{3}", said):
        raise NotEpp(f"a result code that is none: {said[:20]!r}")
    return int(said)


def _statuses(elements: Iterable[Element]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s for s in (e.get("s", "").strip() for e in elements) if s))


def _servers(servers: Element) -> Iterator[Host]:
    for one in servers:
        if local(one) == "hostAttr":
            yield Host(text(one, "hostName").lower(), tuple(own_text(a) for a in children(one, "hostAddr")))
        elif local(one) == "hostObj":
            yield Host(own_text(one).lower())
    if not len(servers) and own_text(servers):
        yield Host(own_text(servers).lower())  # as before RFC 4931


def _signers(extension: Element | None) -> Iterator[DsRecord]:
    for data in every(extension, "dsData"):
        numbers = [text(data, tag) for tag in ("keyTag", "alg", "digestType")]
        if all(number.isascii() and number.isdigit() for number in numbers):
            tag, algorithm, kind = map(int, numbers)
            yield DsRecord(tag, algorithm, kind, text(data, "digest").replace(" ", "").upper())


def _auth_code(data: Element) -> str:
    info = child(data, "authInfo")
    code = child(info, "pw")
    return (code.text or "") if code is not None else ""


def _address(one: Element) -> Address:
    place = child(one, "addr")
    street = tuple(own_text(line) for line in children(place, "street") if own_text(line))
    return Address(
        one.get("type", ""), text(one, "name"), text(one, "org"), street, text(place, "city"),
        text(place, "pc"), text(place, "cc").upper(),
    )  # fmt: skip
