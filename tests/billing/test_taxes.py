"""Mandatory mentions: exports on a proof, VAT kept back by public bodies, a company's ICE, clearance."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import etree

from accounts import exports
from accounts.models import Customer, ExportExemption
from billing import payments
from billing.models import Invoice, Price
from core import clock
from core.models import Attention, EvidenceRecord
from core.transitions import NotAllowed
from core.uploads import Upload

from . import referees
from .conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
PROOF = Upload("contract.pdf", "application/pdf", b"%PDF-1.7 a contract abroad %%EOF")


@pytest.fixture
def catalogue(catalogue):
    Price.objects.create(
        product=catalogue, operation="register", amount=12_00, currency="EUR", starts_on=date(2026, 1, 1)
    )
    return catalogue


@pytest.fixture
def invoiced(ordered, act):
    def made() -> Invoice:
        proforma = ordered()
        facts = {"currency": proforma.currency}
        payments.received(proforma.total_ttc, proforma.payment_reference, act.today, act, **facts)
        return Invoice.objects.get(proforma=proforma)

    return made


def changed(customer, **facts):
    Customer.objects.filter(pk=customer.pk).update(**facts)
    customer.refresh_from_db()
    return customer


# --- exports ------------------------------------------------------------------------------------------------
def test_an_export_names_its_exemption_instead_of_the_tax(customer, act, invoiced):
    changed(customer, currency="EUR", country="DE")
    exports.grant(customer, PROOF, "contract with a client in Berlin", act)
    content = invoiced().content
    assert content["totals"] == {"ht": 12_00, "vat": [{"rate": 0, "base": 12_00, "vat": 0}], "ttc": 12_00}
    assert "92-I-1°" in content["exemption"]
    assert content["exemption_category"] == "G"


def test_paid_in_dirhams_it_is_taxed(customer, act, invoiced):
    exports.grant(customer, PROOF, "contract", act)
    content = invoiced().content
    assert content["totals"]["vat"] == [{"rate": 2000, "base": 129_00, "vat": 25_80}]
    assert "exemption" not in content


def test_a_foreign_customer_without_the_flag_is_taxed(customer, act, invoiced):
    changed(customer, currency="EUR", country="DE")
    assert invoiced().total_vat == 2_40


def test_an_ended_exemption_counts_no_more_and_one_at_a_time_is_in_force(customer, act, staff_act, invoiced):
    changed(customer, currency="EUR")
    granted = exports.grant(customer, PROOF, "contract", act)
    with pytest.raises(NotAllowed, match="in force already"):
        exports.grant(customer, PROOF, "again", act)
    exports.end(granted, staff_act)
    customer.refresh_from_db()
    assert not customer.export_exempt
    assert invoiced().total_vat == 2_40
    exports.grant(customer, PROOF, "anew", act)


def test_the_proof_is_sealed_and_each_opening_leaves_proof(customer, act):
    granted = exports.grant(customer, PROOF, "contract", act)
    assert PROOF.content not in bytes(granted.token)
    assert exports.read(granted, act) == PROOF.content
    assert EvidenceRecord.objects.filter(about=granted.public_id, what="opened").count() == 1


def test_staff_grant_open_and_end_it(client_of, staff_user, customer):
    desk = client_of(staff_user)
    with clock.frozen(NOW):
        sent = SimpleUploadedFile("contract.pdf", PROOF.content)
        facts = {"customer": customer.pk, "note": "contract with Berlin", "proof": sent}
        assert desk.post(reverse("admin:accounts_exportexemption_add"), facts).status_code == 302
        granted = ExportExemption.objects.get()
        page = desk.get(reverse("admin:accounts_exportexemption_change", args=[granted.pk])).content.decode()
        assert reverse("admin:accounts_exportexemption_open", args=[granted.pk]) in page
        opened = desk.post(
            reverse("admin:accounts_exportexemption_open", args=[granted.pk]), {"ground": "check"}
        )
        assert opened.content == PROOF.content
        end = reverse("admin:accounts_exportexemption_verb", args=[granted.pk, "end"])
        desk.post(end, {"reason": "the client has moved to Morocco"})
    customer.refresh_from_db()
    assert not customer.export_exempt


# --- public bodies, companies ---------------------------------------------------------------------------------
def test_a_public_body_reads_what_it_keeps_back(customer, invoiced):
    """facts D: 1 000 HT, 1 200 TTC, 150 withheld, 1 050 paid; here 129.00 HT."""
    changed(customer, kind="public")
    invoice = invoiced()
    for content in (invoice.content, invoice.proforma.content):
        (note,) = [note for note in content["notes"] if "RAS TVA" in note]
        assert "19,35" in note
        assert "135,45" in note


def test_others_read_nothing_of_it(invoiced):
    assert invoiced().content["notes"] == []


@pytest.mark.parametrize(
    ("facts", "flagged"),
    [
        ({"kind": "company", "ice": ""}, True),
        ({"kind": "company", "ice": "001987654000047"}, False),
        ({"kind": "person", "ice": ""}, False),
        ({"kind": "company", "ice": "", "country": "DE"}, False),
    ],
)
def test_a_company_without_an_ice_is_invoiced_and_flagged(customer, invoiced, facts, flagged):
    changed(customer, **facts)
    assert invoiced().number == "FA-2026-000001"
    assert Attention.objects.filter(about=customer.public_id).exists() is flagged


# --- UBL and clearance ----------------------------------------------------------------------------------------
def test_the_customer_and_staff_download_the_ubl(client_of, owner, stranger, staff_user, invoiced):
    invoice = invoiced()
    mine = reverse("billing:invoice_ubl", args=[invoice.public_id])
    theirs = reverse("admin:billing_invoice_ubl", args=[invoice.pk])
    with clock.frozen(NOW):
        for who, address in ((owner, mine), (staff_user, theirs)):
            answer = client_of(who).get(address)
            assert answer["Content-Type"] == "application/xml"
            assert answer["Content-Disposition"] == 'attachment; filename="FA-2026-000001.xml"'
            assert etree.fromstring(answer.content).findtext("{*}ID") == "FA-2026-000001"
            assert referees.broken_rules(answer.content, "ubl") == []
        assert client_of(stranger).get(mine).status_code == 404
        assert client_of(owner).get(theirs).status_code in (302, 403)


def test_clearance_goes_step_by_step_and_leaves_its_history(client_of, staff_user, invoiced):
    invoice, desk = invoiced(), client_of(staff_user)
    page = reverse("admin:billing_invoice_verb", args=[invoice.pk, "clear"])
    with clock.frozen(NOW):
        for status in ("accepted", "sent", "rejected", "accepted", "sent", "accepted", "sent"):
            desk.post(page, {"status": status, "reason": "the platform's answer"})
    invoice.refresh_from_db()
    assert invoice.clearance_status == "accepted"
    steps = EvidenceRecord.objects.filter(about=invoice.public_id, what="clear").order_by("seq")
    assert [step.data["clearance_status"][1] for step in steps] == ["sent", "rejected", "sent", "accepted"]
    assert {step.actor for step in steps} == {staff_user.public_id}
