"""Exchanges as they may be kept: passwords and authorisation codes are masked wherever they stand."""

from copy import deepcopy

from lxml import etree

from .frames import Element

SECRET = {"pw", "newPW"}
SECRET_WHOLE = {"authInfo"}  # whatever stands in it: pw, ext
MASK = "***"


def masked(root: Element) -> str:
    """The document as text, without its secrets; the original stays as it is."""
    copy = deepcopy(root)
    for element in list(copy.iter(etree.Element)):
        name = etree.QName(element).localname
        if name in SECRET_WHOLE:
            for inner in element:
                tail = inner.tail
                inner.clear()
                inner.text, inner.tail = MASK, tail and tail.strip() and MASK
            element.text = MASK if (element.text or "").strip() else element.text
        elif name in SECRET:
            for inner in list(element):
                element.remove(inner)
            element.text = MASK
    return etree.tostring(copy, encoding="unicode")
