"""The IETF schemas, where their folder is known (EPP_SCHEMAS): every frame can be held against them."""

from functools import lru_cache
from pathlib import Path

from lxml import etree


@lru_cache(maxsize=4)
def schema(folder: str) -> etree.XMLSchema:
    """All schemas of the folder, imported by its `epp.xsd`."""
    return etree.XMLSchema(etree.parse(str(Path(folder) / "epp.xsd")))


def faults(folder: str, frame: bytes) -> list[str]:
    """What the schemas have against a frame; nothing when no folder is known."""
    if not folder:
        return []
    known = schema(folder)
    try:
        document = etree.fromstring(frame)
    except etree.XMLSyntaxError as error:
        return [str(error)]
    if known.validate(document):
        return []
    return [f"line {entry.line}: {entry.message}" for entry in known.error_log]
