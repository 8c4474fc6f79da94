"""Documents on paper: what they say, in which direction, from which files; the same bytes each time."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from weasyprint import HTML

from billing import pdf, press
from billing.content_types import DocumentContent, LineContent
from core import money
from core.company import company

pytestmark = pytest.mark.paper

BUY_BACK = 1_999_00


def line(n: int = 0, **changes) -> LineContent:
    return {
        "description": "Enregistrement de nom de domaine",
        "detail": f"cooperative-{n}.ma",
        "clause": "DN-3.2",
        "period_from": "2026-11-22",
        "period_to": "2027-11-21",
        "quantity": 1,
        "unit": "an",
        "unit_ht": 129_00,
        "discount": 0,
        "ht": 129_00,
        "vat_rate": 2000,
        **changes,
    }


def buy_back() -> LineContent:
    return line(
        description="Rachat",
        detail="argan-souss.com",
        clause="DN-5.3",
        unit_ht=BUY_BACK,
        ht=BUY_BACK,
        unit="",
    )


def content(kind="proforma", lines=None, **changes) -> DocumentContent:
    lines = lines or [buy_back()]
    sums = money.totals(
        money.Line(sold["quantity"], sold["unit_ht"], sold["discount"], sold["vat_rate"]) for sold in lines
    )
    return {
        "kind": kind,
        "number": "PF-2026-000042",
        "language": "fr",
        "currency": "MAD",
        "issued_on": "2026-11-22",
        "due_on": "2026-12-07",
        "reference": "RF-7K3M-92XQ",
        "order": "ord_3f9c",
        "seller": company().seller(),
        "buyer": {
            "name": "Coopérative Argane <Souss> SARL",
            "address": ["Lot 12, zone Tassila", "86150 Dcheira"],
            "country": "MA",
            "ice": "001987654000047",
        },
        "lines": lines,
        "totals": {
            "ht": sums.ht,
            "vat": [{"rate": rate, "base": base, "vat": tax} for rate, base, tax in sums.vat_by_rate],
            "ttc": sums.ttc,
        },
        "payment": None,
        "bank_accounts": company().accounts() if kind == "proforma" else [],
        "related": None,
        "notes": [],
        **changes,
    }


def invoice(**changes) -> DocumentContent:
    paid = {"method": "Virement bancaire", "reference": "VIR-881", "paid_on": "2026-11-24"}
    proforma = {"kind": "proforma", "number": "PF-2026-000042", "issued_on": "2026-11-22"}
    return content("invoice", number="FA-2026-000123", payment=paid, related=proforma, **changes)


def credit_note() -> DocumentContent:
    credited = {
        "kind": "invoice",
        "number": "FA-2026-000123",
        "issued_on": "2026-11-24",
        "reason": "Annulation dans les délais",
    }
    return content("credit_note", number="AV-2026-000004", related=credited)


def reader(document: DocumentContent, language: str = "fr") -> PdfReader:
    return PdfReader(BytesIO(pdf.render(document["kind"], document, language)))


def text(document: DocumentContent, language: str = "fr") -> str:
    """The text of all pages, spaces made plain."""
    pages = " ".join(page.extract_text() for page in reader(document, language).pages)
    return " ".join(pages.replace("\u202f", " ").split())


def test_a_proforma_says_what_is_to_pay_where_and_under_which_reference():
    written = text(content())
    for said in (
        "PF-2026-000042",
        "RF-7K3M-92XQ",
        "1 999,00",
        "399,80 MAD",
        "2 398,80 MAD",
        "7 décembre 2026",
    ):
        assert said in written
    assert "007 780 0001234000000567 49" in written
    assert "MA64 0077 8000 0123 4000 0005 6749" in written
    assert "deux mille trois cent quatre-vingt-dix-huit dirhams et quatre-vingts centimes" in written
    assert "DN-5.3" in written


@pytest.mark.parametrize("document", [content(), invoice(), credit_note()], ids=lambda made: made["kind"])
def test_every_document_identifies_seller_and_buyer(document):
    written, atlas = text(document), company()
    for said in (
        atlas.legal_name,
        atlas.ice,
        atlas.if_number,
        atlas.rc,
        atlas.tp,
        atlas.cnss,
        "100 000,00 MAD",
    ):
        assert said in written
    for said in (atlas.court, "Coopérative Argane <Souss> SARL", "86150 Dcheira", "Maroc", "001987654000047"):
        assert said in written


def test_an_invoice_names_mode_and_reference_of_its_payment_and_its_proforma():
    written = text(invoice())
    for said in ("FA-2026-000123", "Virement bancaire", "VIR-881", "24 novembre 2026", "PF-2026-000042"):
        assert said in written
    assert "RIB" not in written


def test_an_exemption_is_named_instead_of_the_tax():
    exempt = "Exonération de TVA, article 92-I-1° du CGI"
    assert exempt in text(invoice(lines=[line(vat_rate=0)], exemption=exempt))


def test_a_credit_note_names_its_invoice_and_the_reason():
    written = text(credit_note())
    for said in ("AV-2026-000004", "FA-2026-000123", "Annulation dans les délais", "Arrêté le présent avoir"):
        assert said in written


def test_each_rate_has_its_line_and_a_discount_shows():
    mixed = [line(), line(1, discount=12_90, ht=116_10), line(2, vat_rate=1000)]
    written = text(content(lines=mixed))
    assert "10 %" in written
    assert "49,02 MAD" in written  # 20 % of 245.10
    assert "12,90 MAD" in written  # 10 % of 129.00
    assert "−12,90" in written


@pytest.mark.parametrize(
    ("language", "amount", "own"),
    [
        ("en", "2,398.80 MAD", "ninety-eight dirhams and eighty centimes"),
        ("ar", "2.398,80 MAD", "حُصرت هذه الفاتورة الأولية في مبلغ ألفان وثلاثمائة وثمانية وتسعون درهماً"),
    ],
)
def test_other_languages_say_the_sum_in_words_beside_the_french(language, amount, own):
    written = text(content(), language)
    assert amount in written
    assert "dirhams et quatre-vingts centimes" in written
    assert own in pdf.page_html("proforma", content(), language)


def test_an_arabic_document_runs_from_right_to_left():
    page = pdf.page_html("proforma", content(), "ar")
    assert '<html lang="ar" dir="rtl"' in page
    assert '<span dir="ltr">Lot 12, zone Tassila</span>' in page


def test_free_text_keeps_the_direction_of_its_script():
    arabic = content()
    arabic["buyer"]["name"] = "تعاونية أركان"
    assert '<span dir="rtl">تعاونية أركان</span>' in pdf.page_html("proforma", arabic, "fr")


def test_forty_lines_run_over_pages_that_repeat_head_and_number():
    pages = reader(invoice(lines=[line(n) for n in range(40)])).pages
    assert len(pages) >= 3
    for n, page in enumerate(pages, 1):
        written = page.extract_text()
        assert "FA-2026-000123" in written
        assert f"{n} / {len(pages)}" in written


def test_very_many_lines_are_set_close_together_and_all_there():
    """A table of ten thousand rows would take minutes and gigabytes (billing/close_set.py)."""
    many = invoice(lines=[line(n, discount=9_00, ht=120_00) for n in range(1_200)])
    pages = [page.extract_text() for page in reader(many).pages]
    for n, page in enumerate(pages, 1):
        assert f"{n} / {len(pages)}" in page
    written = " ".join(" ".join(pages).split())
    assert [n for n in range(1_200) if f"cooperative-{n}.ma · DN-3.2" not in written] == []
    assert written.count("−9,00") == 1_200
    assert "172 800,00 MAD" in written.replace("\u202f", " ")


def test_a_few_lines_are_a_table():
    assert "close-set" not in pdf.page_html("invoice", invoice(lines=[line(n) for n in range(400)]), "fr")
    assert '<table class="lines">' not in pdf.page_html("invoice", invoice(lines=[line()] * 401), "fr")


def test_the_same_content_gives_the_same_bytes():
    assert pdf.render("invoice", invoice(), "fr") == pdf.render("invoice", invoice(), "fr")


def test_the_file_is_archival_titled_and_dated_by_its_content():
    made = reader(content())
    assert made.metadata.title.endswith("PF-2026-000042")
    assert made.metadata.author == company().legal_name
    assert made.metadata.creation_date.date().isoformat() == "2026-11-22"
    xmp = made.trailer["/Root"]["/Metadata"].get_object().get_data()
    assert b'pdfaid:part="3"' in xmp
    assert b'pdfaid:conformance="B"' in xmp
    assert made.trailer["/Root"]["/OutputIntents"]
    assert made.trailer["/Root"]["/Lang"] == "fr"


def test_every_font_is_named_and_embedded():
    for font in reader(content(), "ar").pages[0]["/Resources"]["/Font"].values():
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        assert "Noto" in descendant["/BaseFont"] or "DejaVu" in descendant["/BaseFont"]
        assert "/FontFile2" in descendant["/FontDescriptor"].get_object()


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost/x.png",
        "file:///etc/hostname",
        "file:///etc/passwd.svg",
        "data:image/png;base64,AAAA",
    ],
)
def test_a_document_reads_nothing_outside_the_static_files(address):
    with pytest.raises(press.ForbiddenResource):
        HTML(string=f"<img src='{address}' alt=''>", url_fetcher=press.StaticFilesOnly()).write_pdf()


def test_a_refused_resource_is_an_ordinary_error_for_the_worker(monkeypatch):
    monkeypatch.setattr(pdf, "page_html", lambda *_: "<img src='file:///etc/passwd.svg' alt=''>")
    with pytest.raises(PermissionError, match=r"passwd\.svg"):
        pdf.render("proforma", content(), "fr")


def test_fonts_and_style_sheet_are_kept_between_documents():
    assert press._press() is press._press()
