"""Factur-X: the CII XML inside the PDF, named in its metadata as the standard wants (Factur-X 1.0, PDF/A-3)."""

from datetime import UTC, datetime
from typing import Any

from billing.content_types import DocumentContent

from . import cii

FILE_NAME = "factur-x.xml"
KINDS = ("invoice", "credit_note")
RELATIONSHIP = "Alternative"  # the XML says the same as the page
DESCRIPTION = "Factur-X EN 16931"
END_OF_RDF = b"</rdf:RDF>"

_PROPERTIES = {
    "DocumentFileName": "name of the embedded XML invoice file",
    "DocumentType": "INVOICE",
    "Version": "version of the Factur-X XML schema",
    "ConformanceLevel": "conformance level of the embedded Factur-X data",
}
_SCHEMA = "".join(
    '<rdf:li rdf:parseType="Resource">'
    f"<pdfaProperty:name>{name}</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>"
    "<pdfaProperty:category>external</pdfaProperty:category>"
    f"<pdfaProperty:description>{words}</pdfaProperty:description></rdf:li>"
    for name, words in _PROPERTIES.items()
)
_NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"

# The file's name, kind and profile, and the schema that declares these words to PDF/A.
METADATA = (
    f'<rdf:Description rdf:about="" xmlns:fx="{_NAMESPACE}">'
    f"<fx:DocumentType>INVOICE</fx:DocumentType><fx:DocumentFileName>{FILE_NAME}</fx:DocumentFileName>"
    "<fx:Version>1.0</fx:Version><fx:ConformanceLevel>EN 16931</fx:ConformanceLevel></rdf:Description>"
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>'
    '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>'
    f"<pdfaSchema:namespaceURI>{_NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix>"
    f"<pdfaSchema:property><rdf:Seq>{_SCHEMA}</rdf:Seq></pdfaSchema:property></rdf:li>"
    "</rdf:Bag></pdfaExtension:schemas></rdf:Description>"
).encode()


def options(content: DocumentContent) -> dict[str, Any]:
    """What WeasyPrint is told so that the PDF of an invoice or credit note carries its XML; nothing for others."""
    if content["kind"] not in KINDS:
        return {}
    from weasyprint import Attachment  # only the process that prints loads it

    made = datetime.fromisoformat(content["issued_on"]).replace(tzinfo=UTC)  # the same bytes each time
    xml = Attachment(
        string=cii.written(content), name=FILE_NAME, description=DESCRIPTION, relationship=RELATIONSHIP,
        created=made, modified=made,
    )  # fmt: skip
    return {"attachments": [xml], "finisher": _finish}


def _finish(_document: Any, pdf: Any) -> None:
    """Add our words to the one RDF that WeasyPrint has written: a second one would not be XMP."""
    reference = int(pdf.catalog["Metadata"].split()[0])
    metadata = pdf.objects[reference]
    metadata.stream = [part.replace(END_OF_RDF, METADATA + END_OF_RDF) for part in metadata.stream]
    pdf.catalog["AF"] = type(pdf.catalog["AF"])(
        dict.fromkeys(pdf.catalog["AF"])
    )  # it had named the file twice
