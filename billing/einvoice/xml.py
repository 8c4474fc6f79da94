"""A document as nested tuples, written as XML: what is empty is left out, in the order that the schemas ask for."""

from collections.abc import Callable, Iterable
from typing import Any

# ("ram:Name", "Atlas") or ("ram:Tax", [child, child]) or ("ram:Amount", "1.00", {"currencyID": "MAD"})
Node = tuple[Any, ...]
PRINTABLE = str.maketrans(
    dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))
)  # XML 1.0 has no other


def written(root: str, children: Iterable[Node | None], prefixes: dict[str | None, str]) -> bytes:
    """The XML of a document, UTF-8 with its declaration."""
    from lxml import etree  # 5 MiB: only the process that writes XML pays for them

    names = {prefix: f"{{{address}}}" for prefix, address in prefixes.items()}
    top = etree.Element(_name(root, names), nsmap=prefixes)
    for child in children:
        _append(etree.SubElement, top, child, names)
    return bytes(etree.tostring(top, xml_declaration=True, encoding="UTF-8"))


def _append(added: Callable[..., Any], parent: Any, node: Node | None, names: dict[str | None, str]) -> None:
    if node is None or node[1] in (None, "", []):
        return
    name, held, *attributes = node
    element = added(parent, _name(name, names), attributes[0] if attributes else None)
    if isinstance(held, str):
        element.text = held.translate(PRINTABLE)
        return
    for child in held:
        _append(added, element, child, names)
    if not len(element):
        parent.remove(element)


def _name(name: str, names: dict[str | None, str]) -> str:
    prefix, colon, local = name.partition(":")
    return names[prefix] + local if colon else names[None] + name
