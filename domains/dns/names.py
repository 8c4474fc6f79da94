"""Names as people type them, in A-labels: owners relative to the zone, targets absolute. Pure."""

import ipaddress
import re
import unicodedata

import idna

from .entries import APEX
from .refusals import BadRecord, shown

LABEL_MAX, NAME_MAX = 63, 253
DOTS = str.maketrans("。．｡", "...")  # the full stops of other keyboards
WITH_UNDERSCORE = {"TXT", "CNAME", "SRV", "TLSA", "NS"}
PROTOCOLS = {"_tcp", "_udp", "_sctp", "_tls", "_quic"}
WILDCARD = "*"


def owner(typed: str, kind: str, zone: str) -> str:
    """Where a record stands, relative to the zone; a whole name under the zone is understood too."""
    text = _plain(typed)
    whole, text = text.endswith("."), text.removesuffix(".")
    if text in {"", APEX} or ascii_name(text, "name") == zone:
        if whole and not text:
            raise BadRecord("name_outside", "name", value=".", zone=zone)
        name = APEX
    else:
        name = ascii_name(text, "name")
        inside = name.removesuffix(f".{zone}")
        if whole and inside == name:
            raise BadRecord("name_outside", "name", value=shown(typed), zone=zone)
        name = inside
    _check_owner(name, kind, zone, typed)
    return name


def target(typed: str, kind: str, zone: str) -> str:
    """What a record points to, absolute: a single word is a name of the zone, `@` the zone itself."""
    text = _plain(typed)
    if text == ".":
        if kind in {"CNAME", "NS"}:
            raise BadRecord("value_dot", "value", type=kind)
        return "."
    if is_address(text.removesuffix(".")):
        raise BadRecord("value_is_address", "value", value=shown(typed), type=kind)
    whole, text = text.endswith("."), text.removesuffix(".")
    if not text:
        raise BadRecord("value_dot", "value", type=kind)
    if text == APEX:
        return f"{zone}."
    name = ascii_name(text, "value")
    labels = name.split(".")
    if WILDCARD in labels:
        raise BadRecord("name_wildcard", "value", value=shown(typed))
    if kind in {"MX", "NS"} and any("_" in label for label in labels):
        raise BadRecord("name_underscore", "value", value=shown(typed), type=kind)
    found = f"{name}." if whole or len(labels) > 1 else f"{name}.{zone}."
    if len(found) - 1 > NAME_MAX:
        raise BadRecord("name_long", "value", value=shown(typed))
    return found


def is_address(text: str) -> bool:
    """Whether a text is an IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def ascii_name(text: str, field: str) -> str:
    """A dotted name, label by label in its A-label form (IDNA 2008)."""
    labels = text.split(".")
    if not all(labels):
        raise BadRecord("name_empty_label", field, value=shown(text))
    return ".".join(_label(label, text, field) for label in labels)


def readable(name: str) -> str:
    """A name as people read it; what cannot be decoded stays as it is."""
    return ".".join(_decoded(label) for label in name.split("."))


def _plain(typed: str) -> str:
    return unicodedata.normalize("NFC", typed.strip()).lower().translate(DOTS)


def _label(label: str, whole: str, field: str) -> str:
    if label == WILDCARD:
        return label
    if not label.isascii():
        try:
            label = idna.encode(label, uts46=True).decode()
        except (idna.IDNAError, UnicodeError):
            wrong = next((c for c in label if not (c.isalnum() or c == "-")), label[0])
            raise BadRecord("name_characters", field, value=shown(whole), character=shown(wrong)) from None
    if "*" in label:
        raise BadRecord("name_wildcard", field, value=shown(whole))
    if found := re.search(r"[^a-z0-9_-]", label):
        raise BadRecord("name_characters", field, value=shown(whole), character=shown(found[0]))
    if len(label) > LABEL_MAX:
        raise BadRecord("name_label", field, value=shown(whole))
    if label.strip("-") != label:
        raise BadRecord("name_hyphen", field, value=shown(whole))
    return label


def _decoded(label: str) -> str:
    try:
        return idna.decode(label) if label.startswith("xn--") else label
    except (idna.IDNAError, UnicodeError):
        return label


def _check_owner(name: str, kind: str, zone: str, typed: str) -> None:
    labels = [] if name == APEX else name.split(".")
    if len(".".join([*labels, zone])) > NAME_MAX:
        raise BadRecord("name_long", "name", value=shown(typed))
    if WILDCARD in labels[1:]:
        raise BadRecord("name_wildcard", "name", value=shown(typed))
    if kind == "SRV" and not (len(labels) > 1 and labels[0].startswith("_") and labels[1] in PROTOCOLS):
        raise BadRecord("name_srv", "name", value=shown(typed))
    if kind == "TLSA" and not (len(labels) > 1 and _port(labels[0]) and labels[1] in PROTOCOLS):
        raise BadRecord("name_tlsa", "name", value=shown(typed))
    if any("_" in label and not _underscore_is_usual(label, kind) for label in labels):
        raise BadRecord("name_underscore", "name", value=shown(typed), type=kind)


def _underscore_is_usual(label: str, kind: str) -> bool:
    """First in a label it marks a service; keys of mail providers have it anywhere."""
    return kind in {"TXT", "CNAME"} or (kind in WITH_UNDERSCORE and label.startswith("_"))


def _port(label: str) -> bool:
    return bool(re.fullmatch(r"_(\d{1,5}|\*)", label))
