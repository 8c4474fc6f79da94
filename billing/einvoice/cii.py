"""UN/CEFACT Cross Industry Invoice, profile EN 16931: the XML inside the PDF (Factur-X 1.0)."""

from collections.abc import Iterator
from typing import Any

from billing.content_types import Buyer, DocumentContent, LineContent, Seller

from . import facts
from .facts import amount
from .xml import Node
from .xml import written as xml_written

_UN = "urn:un:unece:uncefact:data:standard:"
PREFIXES: dict[str | None, str] = {
    "rsm": f"{_UN}CrossIndustryInvoice:100",
    "ram": f"{_UN}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_UN}UnqualifiedDataType:100",
    "qdt": f"{_UN}QualifiedDataType:100",
}
DAY = {"format": "102"}  # 20261122


def written(content: DocumentContent) -> bytes:
    """The CII XML of a frozen invoice or credit note."""
    guideline = ("ram:GuidelineSpecifiedDocumentContextParameter", [("ram:ID", facts.GUIDELINE)])
    parts: list[Node] = [
        ("rsm:ExchangedDocumentContext", [guideline]),
        ("rsm:ExchangedDocument", [
            ("ram:ID", content["number"]),
            ("ram:TypeCode", facts.TYPE_CODES[content["kind"]]),
            ("ram:IssueDateTime", [_day(content["issued_on"])]),
            *(("ram:IncludedNote", [("ram:Content", note)]) for note in facts.notes(content)),
        ]),
        ("rsm:SupplyChainTradeTransaction", [
            *(_line(n, line, content) for n, line in enumerate(content["lines"], 1)),
            _agreement(content),
            ("ram:ApplicableHeaderTradeDelivery", [_delivery(content)]),
            ("ram:ApplicableHeaderTradeSettlement", list(_settlement(content))),
        ]),
    ]  # fmt: skip
    return xml_written("rsm:CrossIndustryInvoice", parts, PREFIXES)


def _day(iso: str, kind: str = "udt:DateTimeString") -> Node:
    return kind, iso.replace("-", ""), DAY


# --- lines ----------------------------------------------------------------------------------------------
def _line(n: int, line: LineContent, content: DocumentContent) -> Node:
    note = facts.line_note(line)
    price = ("ram:NetPriceProductTradePrice", [("ram:ChargeAmount", amount(line["unit_ht"]))])
    billed = ("ram:BilledQuantity", str(line["quantity"]), {"unitCode": line.get("unit_code", facts.ONE)})
    return "ram:IncludedSupplyChainTradeLineItem", [
        ("ram:AssociatedDocumentLineDocument", [
            ("ram:LineID", str(n)),
            ("ram:IncludedNote", [("ram:Content", note)]),
        ]),
        ("ram:SpecifiedTradeProduct", [
            ("ram:Name", line["description"]), ("ram:Description", line.get("detail", "")),
        ]),
        ("ram:SpecifiedLineTradeAgreement", [price]),
        ("ram:SpecifiedLineTradeDelivery", [billed]),
        ("ram:SpecifiedLineTradeSettlement", [
            ("ram:ApplicableTradeTax", _rate(line["vat_rate"], content)),
            ("ram:BillingSpecifiedPeriod", [
                ("ram:StartDateTime", line["period_from"] and [_day(line["period_from"])]),
                ("ram:EndDateTime", line["period_to"] and [_day(line["period_to"])]),
            ]),
            _discount(line),
            ("ram:SpecifiedTradeSettlementLineMonetarySummation", [
                ("ram:LineTotalAmount", amount(line["ht"])),
            ]),
        ]),
    ]  # fmt: skip


def _rate(rate: int, content: DocumentContent) -> list[Node]:
    kind = facts.category(rate, content)
    return [
        ("ram:TypeCode", "VAT"),
        ("ram:CategoryCode", kind),
        ("ram:RateApplicablePercent", amount(rate)),
    ]


def _discount(line: LineContent) -> Node | None:
    if not line["discount"]:
        return None
    return "ram:SpecifiedTradeAllowanceCharge", [
        ("ram:ChargeIndicator", [("udt:Indicator", "false")]),
        ("ram:ActualAmount", amount(line["discount"])),
        ("ram:ReasonCode", facts.DISCOUNT),
    ]


# --- parties --------------------------------------------------------------------------------------------
def _agreement(content: DocumentContent) -> Node:
    return "ram:ApplicableHeaderTradeAgreement", [
        ("ram:SellerTradeParty", _seller(content["seller"])),
        ("ram:BuyerTradeParty", _buyer(content["buyer"])),
        ("ram:SellerOrderReferencedDocument", [("ram:IssuerAssignedID", content["order"])]),
    ]


def _seller(seller: Seller) -> list[Node]:
    return [
        ("ram:ID", seller["ice"]),
        ("ram:Name", f"{seller['name']} {seller['legal_form']}"),
        ("ram:Description", facts.legal_mentions(seller)),
        ("ram:SpecifiedLegalOrganization", [
            ("ram:ID", seller["rc"]), ("ram:TradingBusinessName", seller["name"]),
        ]),
        ("ram:DefinedTradeContact", [
            ("ram:PersonName", seller["name"]),
            ("ram:TelephoneUniversalCommunication", [("ram:CompleteNumber", seller["phone"])]),
            ("ram:EmailURIUniversalCommunication", [("ram:URIID", seller["email"])]),
        ]),
        ("ram:PostalTradeAddress", _address(seller)),
        ("ram:SpecifiedTaxRegistration", [("ram:ID", facts.vat_number(seller), {"schemeID": "VA"})]),
        ("ram:SpecifiedTaxRegistration", [("ram:ID", seller["if_number"], {"schemeID": "FC"})]),
    ]  # fmt: skip


def _buyer(buyer: Buyer) -> list[Node]:
    return [
        ("ram:ID", buyer.get("ice") or buyer.get("customer", "")),
        ("ram:Name", buyer["name"]),
        ("ram:SpecifiedLegalOrganization", [("ram:ID", buyer.get("rc", ""))]),
        ("ram:PostalTradeAddress", _address(buyer)),
    ]


def _address(party: Any) -> list[Node]:
    place = facts.place(party)
    one, two, three = place["lines"]
    return [
        ("ram:PostcodeCode", place["code"]),
        ("ram:LineOne", one),
        ("ram:LineTwo", two),
        ("ram:LineThree", three),
        ("ram:CityName", place["city"]),
        ("ram:CountryID", place["country"]),
    ]


# --- money ----------------------------------------------------------------------------------------------
def _delivery(content: DocumentContent) -> Node:
    """The day of the operation: that of the payment, which starts the service."""
    payment = content["payment"]
    on = payment["paid_on"] if payment else content["issued_on"]
    return "ram:ActualDeliverySupplyChainEvent", [("ram:OccurrenceDateTime", [_day(on)])]


def _settlement(content: DocumentContent) -> Iterator[Node]:
    home = facts.home_tax(content)
    payment, related = content["payment"], content["related"]
    yield "ram:PaymentReference", payment["reference"] if payment else ""
    yield "ram:TaxCurrencyCode", facts.HOME_CURRENCY if home is not None else ""
    yield "ram:InvoiceCurrencyCode", content["currency"]
    yield (
        "ram:SpecifiedTradeSettlementPaymentMeans",
        [
            ("ram:TypeCode", facts.means(content)),
            ("ram:Information", payment["method"] if payment else ""),
        ],
    )
    for rate in content["totals"]["vat"]:
        yield "ram:ApplicableTradeTax", _breakdown(rate, content)
    yield "ram:SpecifiedTradePaymentTerms", [("ram:Description", facts.terms(content))]
    yield "ram:SpecifiedTradeSettlementHeaderMonetarySummation", list(_sums(content, home))
    if related and related["kind"] == "invoice":
        day = related["issued_on"] and [_day(related["issued_on"], "qdt:DateTimeString")]
        yield (
            "ram:InvoiceReferencedDocument",
            [
                ("ram:IssuerAssignedID", related["number"]),
                ("ram:FormattedIssueDateTime", day),
            ],
        )


def _breakdown(rate: Any, content: DocumentContent) -> list[Node]:
    words, code = facts.reason(rate["rate"], content)
    payment = content["payment"]
    return [
        ("ram:CalculatedAmount", amount(rate["vat"])),
        ("ram:TypeCode", "VAT"),
        ("ram:ExemptionReason", words),
        ("ram:BasisAmount", amount(rate["base"])),
        ("ram:CategoryCode", facts.category(rate["rate"], content)),
        ("ram:ExemptionReasonCode", code),
        ("ram:TaxPointDate", payment and [_day(payment["paid_on"], "udt:DateString")]),
        ("ram:RateApplicablePercent", amount(rate["rate"])),
    ]


def _sums(content: DocumentContent, home: int | None) -> Iterator[Node]:
    totals, paid = content["totals"], facts.paid(content)
    yield "ram:LineTotalAmount", amount(totals["ht"])
    yield "ram:TaxBasisTotalAmount", amount(totals["ht"])
    yield "ram:TaxTotalAmount", amount(facts.tax(content)), {"currencyID": content["currency"]}
    if home is not None:
        yield "ram:TaxTotalAmount", amount(home), {"currencyID": facts.HOME_CURRENCY}
    yield "ram:GrandTotalAmount", amount(totals["ttc"])
    yield "ram:TotalPrepaidAmount", amount(paid)
    yield "ram:DuePayableAmount", amount(totals["ttc"] - paid)
