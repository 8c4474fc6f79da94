"""Receipts: cash at the counter with its stamp duty, refunds; once each, numbered without a gap, mailed."""

from datetime import date
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from billing import receipts
from billing.models import Payment, Receipt
from core import clock
from notifications.models import Email

from .conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.paper]
PAID_ON = date(2026, 11, 21)


@pytest.fixture
def cash(customer, act):
    def issue(about="pay_1", amount=2_398_80, stamp=6_00, **facts):
        said = {"method": Payment.Method.TRANSFER.label, "reference": "RF-7K3M", "paid_on": PAID_ON} | facts
        return receipts.issue(Receipt.Kind.CASH, about, customer, amount, "MAD", act, stamp=stamp, **said)

    return issue


@pytest.fixture
def refund(customer, act):
    def issue(about="ref_1", amount=120_00, **facts):
        said = {"method": "Virement", "reference": "VIR-9", "paid_on": PAID_ON} | facts
        return receipts.issue(Receipt.Kind.REFUND, about, customer, amount, "EUR", act, **said)

    return issue


def written(receipt: Receipt) -> str:
    receipt.refresh_from_db()
    pages = PdfReader(BytesIO(receipt.pdf.read())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u202f", " ").split())


def test_each_kind_has_a_series_of_its_own_without_gaps(cash, refund):
    numbers = [cash("pay_1"), refund("ref_1"), cash("pay_2"), refund("ref_2")]
    assert [receipt.number for receipt in numbers] == [
        "RC-2026-000001", "RB-2026-000001", "RC-2026-000002", "RB-2026-000002",
    ]  # fmt: skip


def test_a_movement_is_receipted_once(cash):
    assert cash("pay_1") == cash("pay_1")
    assert cash("pay_2").number == "RC-2026-000002"


def test_who_comes_second_gets_the_first_ones_receipt_and_its_number_back(cash, monkeypatch):
    first, found = cash("pay_1"), receipts._content

    def late(*facts):
        monkeypatch.setattr(receipts, "_content", found)
        return found(*facts)

    monkeypatch.setattr(receipts, "_content", late)
    monkeypatch.setattr(Receipt.objects, "filter", Unseeing(Receipt.objects.filter))
    assert cash("pay_1") == first
    assert cash("pay_2").number == "RC-2026-000002"


class Unseeing:
    """A look that sees nothing the first time, as when the other has not committed yet."""

    def __init__(self, look):
        self.look, self.first = look, True

    def __call__(self, **wanted):
        blind, self.first = self.first, False
        return self.look(**wanted).none() if blind else self.look(**wanted)


def test_the_cash_receipt_says_amount_stamp_and_all_that_was_handed_over(cash, ordered, settle):
    receipt = cash(related=ordered())
    settle()
    said = written(receipt)
    for words in ("virement bancaire", "RF-7K3M", "21 novembre 2026", "PF-2026-000001", "2 404,80 MAD",
                  "6,00 MAD", "2 398,80 MAD"):  # fmt: skip
        assert words in said
    assert (
        "Arrêté le présent reçu à la somme de deux mille quatre cent quatre dirhams et quatre-vingts" in said
    )


def test_the_refund_receipt_goes_by_mail_with_its_pdf(refund, settle):
    receipt = refund()
    settle()
    mail = Email.objects.get(kind="billing.refund_receipt")
    assert mail.attachments == [receipt.public_id]
    assert receipt.number in mail.subject
    assert "cent vingt euros" in written(receipt)


def test_the_cash_receipt_goes_by_mail(cash, settle):
    receipt = cash()
    settle()
    assert Email.objects.get(kind="billing.cash_receipt").attachments == [receipt.public_id]


@pytest.mark.parametrize("wrong", [{"amount": 0}, {"amount": -1_00}, {"stamp": -1}])
def test_no_receipt_of_nothing(cash, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        cash(**wrong)
    assert cash("pay_2").number == "RC-2026-000001"


def test_the_customer_finds_his_receipts_and_nobody_elses(client_of, owner, stranger, cash, settle):
    receipt = cash()
    settle()
    with clock.frozen(NOW):
        page = client_of(owner).get(reverse("billing:receipts")).content.decode()
        assert receipt.number in page
        address = reverse("billing:receipt_pdf", args=[receipt.public_id])
        assert client_of(owner).get(address).content.startswith(b"%PDF-")
        assert client_of(stranger).get(address).status_code == 404


def test_staff_read_it_with_its_proof(client_of, staff_user, cash):
    receipt = cash()
    page = (
        client_of(staff_user).get(reverse("admin:billing_receipt_change", args=[receipt.pk])).content.decode()
    )
    assert receipt.number in page
