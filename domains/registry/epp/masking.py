"""Exchanges as they may be kept: passwords and authorisation codes are masked wherever they stand."""

from copy import deepcopy

from lxml import etree

from .frames import Element

SECRET = {"pw", "newPW"}
SECRET_WHOLE = {"authInfo"}  # whatever stands in it: pw, ext
SECRETS = SECRET | SECRET_WHOLE
MASK = "***"


def masked(root: Element) -> str:
    """The document as text, without its secrets; the original stays as it is."""
    if any(_local(element) in SECRETS for element in root.iter(etree.Element)):
        root = deepcopy(root)
        for element in list(root.iter(etree.Element)):
            _mask(element)
    return etree.tostring(root, encoding="unicode")


def _mask(element: Element) -> None:
    name = _local(element)
    if name in SECRET_WHOLE:
        for inner in element:
            inner.attrib.clear()
            inner[:] = []
            inner.text, inner.tail = MASK, None
        element.text = MASK if (element.text or "").strip() else element.text
    elif name in SECRET:
        element[:] = []
        element.text = MASK


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
