"""The account statement on paper: balance before, movements, balance after; in three languages, archival."""

from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader

from billing import statement_paper

pytestmark = [pytest.mark.django_db, pytest.mark.paper]


@dataclass
class Row:
    day: date
    word: str
    number: str
    debit: int | None
    credit: int | None
    balance: int


@dataclass
class Made:
    first: date = date(2026, 11, 1)
    last: date = date(2026, 11, 30)
    currency: str = "MAD"
    opening: int = 50_00
    closing: int = 50_00
    rows: list = field(default_factory=list)


@pytest.fixture
def made():
    bill = Row(date(2026, 11, 2), _("Invoice"), "FA-2026-000123", 2_398_80, None, -2_348_80)
    money = Row(date(2026, 11, 3), _("Payment"), "VIR-1", None, 2_398_80, 50_00)
    return Made(rows=[bill, money])


def text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_it_says_each_movement_between_two_balances(customer, made):
    said = text(statement_paper.render(statement_paper.content(customer, made, date(2026, 12, 1))))
    for words in ("Argan Studio SARL", "1er novembre 2026", "30 novembre 2026", "FA-2026-000123", "02/11/2026",
                  "VIR-1", "2 398,80", "-2 348,80", "50,00 MAD", "1er décembre 2026"):  # fmt: skip
        assert words in said, words


def test_nothing_moved(customer):
    said = text(statement_paper.render(statement_paper.content(customer, Made(), date(2026, 12, 1))))
    assert "50,00 MAD" in said


@pytest.mark.parametrize(("language", "invoice"), [("fr", "Facture"), ("en", "Invoice"), ("ar", "الفاتورة")])
def test_it_is_worded_in_the_readers_language(customer, made, language, invoice):
    content = statement_paper.content(customer, made, date(2026, 12, 1), language)
    assert content["movements"][0]["what"] == invoice
    with pikepdf.open(BytesIO(statement_paper.render(content))) as opened:
        assert opened.Root.Lang == language
        assert opened.open_metadata().pdfa_status == "3B"


def test_hundreds_of_movements_run_over_pages(customer, made):
    made.rows = made.rows * 100
    content = statement_paper.content(customer, made, date(2026, 12, 1))
    assert len(PdfReader(BytesIO(statement_paper.render(content))).pages) > 4
