"""UBL 2.1, Invoice and CreditNote: the same content for who reads UBL (facts D: the clearance platform's formats)."""

from collections.abc import Iterator
from typing import Any

from billing.content_types import Buyer, DocumentContent, LineContent, Seller

from . import facts
from .facts import amount
from .xml import Node
from .xml import written as xml_written

_OASIS = "urn:oasis:names:specification:ubl:schema:xsd:"
ROOTS = {"invoice": "Invoice", "credit_note": "CreditNote"}
QUANTITY = {"invoice": "cbc:InvoicedQuantity", "credit_note": "cbc:CreditedQuantity"}
VAT_SCHEME: Node = ("cac:TaxScheme", [("cbc:ID", "VAT")])


def written(content: DocumentContent) -> bytes:
    """The UBL XML of a frozen invoice or credit note."""
    root = ROOTS[content["kind"]]
    prefixes: dict[str | None, str] = {
        None: f"{_OASIS}{root}-2",
        "cac": f"{_OASIS}CommonAggregateComponents-2",
        "cbc": f"{_OASIS}CommonBasicComponents-2",
    }
    return xml_written(root, _document(content), prefixes)


def _document(content: DocumentContent) -> Iterator[Node]:
    yield "cbc:CustomizationID", facts.GUIDELINE
    yield "cbc:ID", content["number"]
    yield "cbc:IssueDate", content["issued_on"]
    yield from _head(content)
    yield (
        "cac:OrderReference",
        [("cbc:ID", "NA"), ("cbc:SalesOrderID", content["order"])] if content["order"] else [],
    )
    yield "cac:BillingReference", _billing(content)
    yield "cac:AccountingSupplierParty", [("cac:Party", list(_seller(content["seller"])))]
    yield "cac:AccountingCustomerParty", [("cac:Party", list(_buyer(content["buyer"])))]
    yield "cac:Delivery", [("cbc:ActualDeliveryDate", _operation(content))]
    yield from _payment(content)
    yield from _taxes(content)
    yield "cac:LegalMonetaryTotal", list(_sums(content))
    for n, line in enumerate(content["lines"], 1):
        yield _line(n, line, content)


def _head(content: DocumentContent) -> Iterator[Node]:
    """Type, notes and tax point: the two roots ask for them in another order."""
    payment, code = content["payment"], facts.TYPE_CODES[content["kind"]]
    point: Node = ("cbc:TaxPointDate", payment["paid_on"] if payment else "")
    notes: list[Node] = [("cbc:Note", note) for note in facts.notes(content)]
    if content["kind"] == "invoice":
        yield from [("cbc:InvoiceTypeCode", code), *notes, point]
    else:
        yield from [point, ("cbc:CreditNoteTypeCode", code), *notes]
    yield "cbc:DocumentCurrencyCode", content["currency"]
    yield "cbc:TaxCurrencyCode", facts.HOME_CURRENCY if facts.home_tax(content) is not None else ""


def _operation(content: DocumentContent) -> str:
    payment = content["payment"]
    return payment["paid_on"] if payment else content["issued_on"]


def _billing(content: DocumentContent) -> list[Node]:
    related = content["related"]
    if not related or related["kind"] != "invoice":
        return []
    said: list[Node] = [("cbc:ID", related["number"]), ("cbc:IssueDate", related["issued_on"])]
    return [("cac:InvoiceDocumentReference", said)]


# --- parties --------------------------------------------------------------------------------------------
def _seller(seller: Seller) -> Iterator[Node]:
    yield "cac:PartyIdentification", [("cbc:ID", seller["ice"])]
    yield "cac:PartyName", [("cbc:Name", seller["name"])]
    yield "cac:PostalAddress", _address(seller)
    yield "cac:PartyTaxScheme", [("cbc:CompanyID", facts.vat_number(seller)), VAT_SCHEME]
    tax_number: Node = ("cac:TaxScheme", [("cbc:ID", "FC")])
    yield "cac:PartyTaxScheme", [("cbc:CompanyID", seller["if_number"]), tax_number]
    yield (
        "cac:PartyLegalEntity",
        [
            ("cbc:RegistrationName", f"{seller['name']} {seller['legal_form']}"),
            ("cbc:CompanyID", seller["rc"]),
            ("cbc:CompanyLegalForm", facts.legal_mentions(seller)),
        ],
    )
    yield (
        "cac:Contact",
        [
            ("cbc:Name", seller["name"]),
            ("cbc:Telephone", seller["phone"]),
            ("cbc:ElectronicMail", seller["email"]),
        ],
    )


def _buyer(buyer: Buyer) -> Iterator[Node]:
    yield "cac:PartyIdentification", [("cbc:ID", buyer.get("ice") or buyer.get("customer", ""))]
    yield "cac:PostalAddress", _address(buyer)
    legal: list[Node] = [("cbc:RegistrationName", buyer["name"]), ("cbc:CompanyID", buyer.get("rc", ""))]
    yield "cac:PartyLegalEntity", legal


def _address(party: Any) -> list[Node]:
    place = facts.place(party)
    one, two, three = place["lines"]
    return [
        ("cbc:StreetName", one),
        ("cbc:AdditionalStreetName", two),
        ("cbc:CityName", place["city"]),
        ("cbc:PostalZone", place["code"]),
        ("cac:AddressLine", [("cbc:Line", three)]),
        ("cac:Country", [("cbc:IdentificationCode", place["country"])]),
    ]


# --- money ----------------------------------------------------------------------------------------------
def _money(name: str, centimes: int, currency: str) -> Node:
    return name, amount(centimes), {"currencyID": currency}


def _payment(content: DocumentContent) -> Iterator[Node]:
    payment = content["payment"]
    named = {"name": payment["method"]} if payment and payment["method"] else {}
    yield (
        "cac:PaymentMeans",
        [
            ("cbc:PaymentMeansCode", facts.means(content), named),
            ("cbc:PaymentID", payment["reference"] if payment else ""),
        ],
    )
    yield "cac:PaymentTerms", [("cbc:Note", facts.terms(content))]


def _taxes(content: DocumentContent) -> Iterator[Node]:
    currency, home = content["currency"], facts.home_tax(content)
    yield (
        "cac:TaxTotal",
        [
            _money("cbc:TaxAmount", facts.tax(content), currency),
            *(_subtotal(rate, content) for rate in content["totals"]["vat"]),
        ],
    )
    if home is not None:
        yield "cac:TaxTotal", [_money("cbc:TaxAmount", home, facts.HOME_CURRENCY)]


def _subtotal(rate: Any, content: DocumentContent) -> Node:
    words, code = facts.reason(rate["rate"], content)
    return "cac:TaxSubtotal", [
        _money("cbc:TaxableAmount", rate["base"], content["currency"]),
        _money("cbc:TaxAmount", rate["vat"], content["currency"]),
        ("cac:TaxCategory", [
            ("cbc:ID", facts.category(rate["rate"], content)),
            ("cbc:Percent", amount(rate["rate"])),
            ("cbc:TaxExemptionReasonCode", code),
            ("cbc:TaxExemptionReason", words),
            VAT_SCHEME,
        ]),
    ]  # fmt: skip


def _sums(content: DocumentContent) -> Iterator[Node]:
    totals, currency, paid = content["totals"], content["currency"], facts.paid(content)
    yield _money("cbc:LineExtensionAmount", totals["ht"], currency)
    yield _money("cbc:TaxExclusiveAmount", totals["ht"], currency)
    yield _money("cbc:TaxInclusiveAmount", totals["ttc"], currency)
    yield _money("cbc:PrepaidAmount", paid, currency)
    yield _money("cbc:PayableAmount", totals["ttc"] - paid, currency)


def _line(n: int, line: LineContent, content: DocumentContent) -> Node:
    kind, currency = content["kind"], content["currency"]
    unit = {"unitCode": line.get("unit_code", facts.ONE)}
    return f"cac:{ROOTS[kind]}Line", [
        ("cbc:ID", str(n)),
        ("cbc:Note", facts.line_note(line)),
        (QUANTITY[kind], str(line["quantity"]), unit),
        _money("cbc:LineExtensionAmount", line["ht"], currency),
        ("cac:InvoicePeriod", [
            ("cbc:StartDate", line["period_from"]), ("cbc:EndDate", line["period_to"]),
        ]),
        _discount(line, currency),
        ("cac:Item", [
            ("cbc:Description", line.get("detail", "")),
            ("cbc:Name", line["description"]),
            ("cac:ClassifiedTaxCategory", [
                ("cbc:ID", facts.category(line["vat_rate"], content)),
                ("cbc:Percent", amount(line["vat_rate"])),
                VAT_SCHEME,
            ]),
        ]),
        ("cac:Price", [_money("cbc:PriceAmount", line["unit_ht"], currency)]),
    ]  # fmt: skip


def _discount(line: LineContent, currency: str) -> Node | None:
    if not line["discount"]:
        return None
    return "cac:AllowanceCharge", [
        ("cbc:ChargeIndicator", "false"),
        ("cbc:AllowanceChargeReasonCode", facts.DISCOUNT),
        _money("cbc:Amount", line["discount"], currency),
    ]
