"""Invoices as data: valid by the official schemas and by the rules of EN 16931; what is wrong is caught."""

import copy
import re
from io import BytesIO

import facturx
import pikepdf
import pytest
from lxml import etree

from billing import pdf
from billing.einvoice import cii, ubl

from . import referees
from .test_pdf import content, credit_note, invoice, line

pytestmark = pytest.mark.paper
EXPORT = "Exonération de TVA, article 92-I-1° du CGI"
RATE = {"rate": "10.8453", "on": "2026-11-20", "source": "Bank Al-Maghrib"}


def in_euros():
    """129.00 EUR at 10.8453: 1 399.04 MAD before tax."""
    made = invoice(lines=[line()], currency="EUR")
    made["exchange"] = {**RATE, "ht": 1_399_04, "vat": [{"rate": 2000, "base": 1_399_04, "vat": 279_81}],
                        "ttc": 1_678_85}  # fmt: skip
    return made


def unpaid_means():
    made = invoice()
    made["payment"]["means"] = "42"
    return made


def far_away():
    made = invoice()
    made["buyer"] = {"name": "Ünïcode & Söhne \x0b GmbH", "country": "DE",
                     "address": ["Hof 3", "Am Speicher 4", "Haus B", "2. Stock", "10115 Berlin"]}  # fmt: skip
    return made


CASES = {
    "plain": invoice(),
    "credit note": credit_note(),
    "discount and three rates": invoice(
        lines=[line(), line(1, discount=12_90, ht=116_10), line(2, vat_rate=1000), line(3, vat_rate=700)]
    ),
    "years, months, a single act": invoice(
        lines=[line(quantity=3, ht=387_00, unit_code="ANN"), line(1, unit_code="MON"), line(2)]
    ),
    "nothing to pay on a line": invoice(lines=[line(), line(1, unit_ht=0, ht=0)]),
    "a line wholly discounted": invoice(lines=[line(), line(1, discount=129_00, ht=0)]),
    "zero rate beside the standard one": invoice(lines=[line(), line(1, vat_rate=0)]),
    "exempt": invoice(lines=[line(vat_rate=0)], exemption="Exonération de TVA"),
    "exported": invoice(lines=[line(vat_rate=0)], exemption=EXPORT, exemption_category="G"),
    "euros with the VAT in dirhams": in_euros(),
    "paid to an account": unpaid_means(),
    "a long address, odd characters": far_away(),
    "no period, no detail": invoice(lines=[line(period_from=None, period_to=None, detail="")]),
    "an end without a beginning": invoice(lines=[line(period_from=None)]),
    "a buyer with everything": invoice(
        buyer={
            "name": "Argan SA",
            "address": ["Rabat"],
            "country": "MA",
            "ice": "001987654000047",
            "if_number": "4455667",
            "rc": "9912",
            "customer": "cus_1",
        }
    ),
}
every_case = pytest.mark.parametrize("document", CASES.values(), ids=CASES)


@every_case
def test_the_xml_of_the_pdf_is_valid(document):
    xml = cii.written(document)
    assert referees.schema_faults(xml, "cii") == []
    assert referees.broken_rules(xml, "cii") == []


@every_case
def test_the_ubl_is_valid(document):
    xml = ubl.written(document)
    assert referees.schema_faults(xml, document["kind"]) == []
    assert referees.broken_rules(xml, "ubl") == []


def ttc(document):
    document["totals"]["ttc"] += 1


def ht(document):
    document["totals"]["ht"] += 100
    document["totals"]["ttc"] += 100


def vat(document):
    document["totals"]["vat"][0]["vat"] += 5_00


def a_line(document):
    document["lines"][0]["ht"] -= 100


def no_number(document):
    document["number"] = ""


def no_buyer(document):
    document["buyer"]["name"] = ""


def unknown_country(document):
    document["buyer"]["country"] = "XX"


WRONG = [
    (ttc, "BR-CO-15"), (ht, "BR-CO-10"), (vat, "BR-CO-17"), (a_line, "BR-CO-10"), (no_number, "BR-02"),
    (no_buyer, "BR-07"), (unknown_country, "BR-CL-14|CountryID"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "rule"), WRONG, ids=[fault.__name__ for fault, _rule in WRONG])
def test_what_is_wrong_is_caught(fault, rule):
    document = invoice()
    document = copy.deepcopy(document)
    fault(document)
    for xml, name in ((cii.written(document), "cii"), (ubl.written(document), "ubl")):
        assert [broken for broken in referees.broken_rules(xml, name) if re.search(rule, broken)], name


def test_the_schema_alone_lets_wrong_totals_pass():
    """Why the schematrons are asked too."""
    document = copy.deepcopy(invoice())
    ttc(document)
    assert referees.schema_faults(cii.written(document), "cii") == []


def test_the_ubl_says_the_same_as_the_paper():
    found = etree.fromstring(ubl.written(in_euros()))
    said = {etree.QName(node).localname: node.text for node in found.iter() if node.text}
    assert (said["DocumentCurrencyCode"], said["TaxCurrencyCode"]) == ("EUR", "MAD")
    taxes = [(n.get("currencyID"), n.text) for n in found.iter("{*}TaxAmount")]
    assert taxes == [("EUR", "25.80"), ("EUR", "25.80"), ("MAD", "279.81")]


# --- the PDF that carries it ------------------------------------------------------------------------------
@pytest.fixture(scope="module", params=["fr", "ar"])
def paper(request):
    return pdf.render("invoice", CASES["discount and three rates"], request.param)


def test_the_pdf_carries_the_xml_it_was_made_with(paper):
    with pikepdf.open(BytesIO(paper)) as opened:
        found = opened.attachments["factur-x.xml"]
        assert found.get_file().read_bytes() == cii.written(CASES["discount and three rates"])
        assert found.obj.AFRelationship == "/Alternative"
        assert [str(file.F) for file in opened.Root.AF] == ["factur-x.xml"]


def test_another_reader_finds_the_xml(paper):
    name, xml = facturx.get_xml_from_pdf(paper)
    assert (name, facturx.get_level(etree.fromstring(xml))) == ("factur-x.xml", "en16931")


def test_it_says_in_its_metadata_what_it_carries(paper):
    with pikepdf.open(BytesIO(paper)) as opened:
        metadata = opened.open_metadata()
        assert metadata.pdfa_status == "3B"
        fx = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
        said = {name: metadata[f"{fx}{name}"] for name in ("DocumentFileName", "ConformanceLevel", "Version")}
        assert said == {"DocumentFileName": "factur-x.xml", "ConformanceLevel": "EN 16931", "Version": "1.0"}
        assert opened.Root.Metadata.read_bytes().count(b"<rdf:RDF") == 1
        assert opened.Root.OutputIntents[0].S == "/GTS_PDFA1"


def test_debians_tools_find_no_fault(paper, tmp_path):
    assert "No syntax or stream encoding errors" in referees.said(
        "qpdf", "--check", pdf=paper, folder=tmp_path
    )
    fonts = referees.said("pdffonts", pdf=paper, folder=tmp_path).splitlines()[2:]
    assert fonts
    assert all(re.search(r"\byes\s+yes\s+yes\b", font) for font in fonts), fonts
    listed = referees.said("pdfdetach", "-list", pdf=paper, folder=tmp_path)
    assert listed.split() == ["1", "embedded", "files", "1:", "factur-x.xml"]


def test_a_proforma_carries_nothing():
    with pikepdf.open(BytesIO(pdf.render("proforma", content(), "fr"))) as opened:
        assert not opened.attachments


def test_an_invoice_of_ten_thousand_lines_adds_up():
    document = invoice(lines=[line(n, quantity=n % 9 + 1, ht=(n % 9 + 1) * 129_00) for n in range(10_000)])
    xml = cii.written(document)
    assert referees.schema_faults(xml, "cii") == []
    sums = etree.fromstring(xml).find(".//{*}SpecifiedTradeSettlementHeaderMonetarySummation")
    assert sums.findtext("{*}LineTotalAmount") == "6449484.00"
    assert sums.findtext("{*}GrandTotalAmount") == "7739380.80"
