"""EPP documents: read strictly, written in the order of the schemas."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from core.ports import PortRefused

Element = Any  # lxml's elements carry no usable types
IETF = "urn:ietf:params:xml:ns:"
NS = {
    "epp": f"{IETF}epp-1.0",
    "domain": f"{IETF}domain-1.0",
    "contact": f"{IETF}contact-1.0",
    "host": f"{IETF}host-1.0",
    "secDNS": f"{IETF}secDNS-1.1",
    "rgp": f"{IETF}rgp-1.0",
    "loginSec": f"{IETF}epp:loginSec-1.0",
}
OBJECTS = ("domain", "contact", "host")
EXTENSIONS = ("secDNS", "rgp", "loginSec")
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, huge_tree=False)
RESULTS = {
    1000: "Command completed successfully",
    1001: "Command completed successfully; action pending",
    1300: "Command completed successfully; no messages",
    1301: "Command completed successfully; ack to dequeue",
    1500: "Command completed successfully; ending session",
    2000: "Unknown command",
    2001: "Command syntax error",
    2002: "Command use error",
    2003: "Required parameter missing",
    2004: "Parameter value range error",
    2005: "Parameter value syntax error",
    2100: "Unimplemented protocol version",
    2101: "Unimplemented command",
    2102: "Unimplemented option",
    2103: "Unimplemented extension",
    2104: "Billing failure",
    2105: "Object is not eligible for renewal",
    2106: "Object is not eligible for transfer",
    2200: "Authentication error",
    2201: "Authorization error",
    2202: "Invalid authorization information",
    2300: "Object pending transfer",
    2301: "Object not pending transfer",
    2302: "Object exists",
    2303: "Object does not exist",
    2304: "Object status prohibits operation",
    2305: "Object association prohibits operation",
    2306: "Parameter value policy error",
    2307: "Unimplemented object service",
    2308: "Data management policy violation",
    2400: "Command failed",
    2500: "Command failed; server closing connection",
    2501: "Authentication error; server closing connection",
    2502: "Session limit exceeded; server closing connection",
}


class Refused(PortRefused):
    """The registry's own no, with its result code."""


@dataclass
class Reply:
    """What a command is answered with; `queue` is (count, id, instant, text) of a message."""

    code: int = 1000
    data: list[Element] = field(default_factory=list)
    extension: list[Element] = field(default_factory=list)
    queue: tuple[int, str, datetime | None, str] | None = None
    reason: str = ""

    @property
    def closes(self) -> bool:
        return self.code in {1500, 2500, 2501, 2502}


def parse(frame: bytes) -> Element:
    """A document's root; whatever is no EPP is a syntax error."""
    try:
        root = etree.fromstring(frame, PARSER)
    except etree.XMLSyntaxError as error:
        raise Refused(2001, str(error)) from None
    if root.tag != q("epp:epp") or len(root) != 1:
        raise Refused(2001, "one child of <epp> is expected")
    return root[0]


def q(name: str) -> str:
    """The qualified name of `prefix:tag`."""
    prefix, _colon, tag = name.partition(":")
    return f"{{{NS[prefix]}}}{tag}"


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return str(etree.QName(element).localname)


def make(name: str, text: object = None, **attributes: str) -> Element:
    """An element that stands by itself."""
    prefix = name.partition(":")[0]
    element = etree.Element(q(name), attributes, nsmap={prefix if prefix != "epp" else None: NS[prefix]})
    element.text = None if text is None else written(text)
    return element


def put(parent: Element, name: str, text: object = None, **attributes: str) -> Element:
    """A child element."""
    child = etree.SubElement(parent, q(name), attributes)
    child.text = None if text is None else written(text)
    return child


def put_all(parent: Element, facts: Iterable[tuple[str, object]]) -> None:
    """Children in their order; what is None or empty is left out."""
    for name, value in facts:
        if value not in (None, ""):
            put(parent, name, value)


def written(value: object) -> str:
    """A value as EPP writes it; instants in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    return str(value)


def text(parent: Element, name: str, required: bool = False) -> str:
    """The text of a child; empty when there is none."""
    found = " ".join((parent.findtext(q(name)) or "").split()) if parent is not None else ""
    if required and not found:
        raise Refused(2003, f"{name} is missing")
    return found


def texts(parent: Element, name: str) -> list[str]:
    """The texts of all children of a name."""
    return (
        [" ".join((child.text or "").split()) for child in parent.findall(q(name))]
        if parent is not None
        else []
    )


def auth_of(parent: Element, prefix: str) -> str:
    """The authorisation code in an element."""
    found = parent.find(q(f"{prefix}:authInfo")) if parent is not None else None
    return text(found, f"{prefix}:pw") if found is not None else ""


def document(child: Element) -> bytes:
    """The bytes of a whole EPP document."""
    root = etree.Element(q("epp:epp"), nsmap={None: NS["epp"]})
    root.append(child)
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=False))


def response(reply: Reply, cltrid: str, svtrid: str) -> bytes:
    """A reply as the registry sends it."""
    root = make("epp:response")
    result = put(root, "epp:result", code=str(reply.code))
    put(result, "epp:msg", RESULTS.get(reply.code, RESULTS[2400]))
    if reply.reason:
        extra = put(result, "epp:extValue")
        put(put(extra, "epp:value"), "epp:undef")
        put(extra, "epp:reason", reply.reason)
    if reply.queue:
        count, number, queued_at, words = reply.queue
        queue = put(root, "epp:msgQ", count=str(count), id=number)
        put_all(queue, [("epp:qDate", queued_at), ("epp:msg", words)])
    for tag, parts in (("epp:resData", reply.data), ("epp:extension", reply.extension)):
        if parts:
            put(root, tag).extend(parts)
    ids = put(root, "epp:trID")
    put_all(ids, [("epp:clTRID", cltrid), ("epp:svTRID", svtrid)])
    return document(root)


def greeting(server: str, now: datetime) -> bytes:
    """What the registry says first, and to each hello."""
    root = make("epp:greeting")
    put_all(root, [("epp:svID", server), ("epp:svDate", now)])
    menu = put(root, "epp:svcMenu")
    put_all(menu, [("epp:version", "1.0"), ("epp:lang", "en")])
    for prefix in OBJECTS:
        put(menu, "epp:objURI", NS[prefix])
    services = put(menu, "epp:svcExtension")
    for prefix in EXTENSIONS:
        put(services, "epp:extURI", NS[prefix])
    policy = put(root, "epp:dcp")
    put(put(policy, "epp:access"), "epp:all")
    statement = put(policy, "epp:statement")
    purpose = put(statement, "epp:purpose")
    put(purpose, "epp:admin")
    put(purpose, "epp:prov")
    put(put(statement, "epp:recipient"), "epp:ours")
    put(put(statement, "epp:retention"), "epp:stated")
    return document(root)
