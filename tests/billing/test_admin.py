"""The payment desk: transfers found or not, money without an owner, goodwill; documents only to read."""

import pytest
from django.urls import reverse

from billing import credit, payments
from billing.models import CreditEntry, Invoice, Payment
from core import clock

from .conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def desk(client_of, staff_user):
    return client_of(staff_user)


def verb(thing, name):
    return reverse("admin:billing_payment_verb", args=[thing.pk, name])


def test_the_first_page_counts_what_waits(desk, ordered, act):
    payments.declare_transfer(ordered(), act)
    titles = {q["title"]: q["count"] for q in desk.get(reverse("admin:index")).context["queues"]}
    assert 1 in titles.values()


def test_staff_confirm_what_really_came(desk, ordered, act):
    payment = payments.declare_transfer(ordered(), act)
    page = desk.get(reverse("admin:billing_payment_change", args=[payment.pk]))
    assert page.status_code == 200
    assert desk.post(verb(payment, "confirm"), {"reason": ""}).status_code == 200
    desk.post(verb(payment, "confirm"), {"reason": "seen", "received": "154,80", "value_date": "2026-11-20"})
    payment.refresh_from_db()
    assert (payment.state, payment.value_date.isoformat()) == ("confirmed", "2026-11-20")
    assert Invoice.objects.count() == 1


def test_staff_reject_with_a_reason(desk, ordered, act, settle):
    payment = payments.declare_transfer(ordered(), act)
    desk.post(verb(payment, "reject"), {"reason": "the slip is of another bank"})
    payment.refresh_from_db()
    assert (payment.state, payment.rejected_because) == ("rejected", "the slip is of another bank")


def test_a_statement_line_without_owner_is_matched(desk, ordered, settle):
    proforma = ordered()
    facts = {"amount": "154,80", "currency": "MAD", "reference": "VIR ATLAS", "value_date": "2026-11-20"}
    desk.post(reverse("admin:billing_payment_add"), facts)
    payment = Payment.objects.get()
    assert payment.state == "unmatched"
    desk.post(verb(payment, "match"), {"reason": "called", "reference": proforma.payment_reference.lower()})
    desk.post(verb(payment, "confirm"), {"reason": "seen"})
    proforma.refresh_from_db()
    assert proforma.state == "paid"


def test_goodwill_has_a_reason_and_a_trace(desk, customer):
    address = reverse("admin:billing_creditentry_add")
    desk.post(address, {"customer": customer.pk, "amount": "50", "reason": ""})
    assert not CreditEntry.objects.exists()
    desk.post(address, {"customer": customer.pk, "amount": "50", "reason": "our fault"})
    assert credit.balance(customer) == 50_00
    assert desk.get(reverse("admin:billing_creditentry_changelist")).status_code == 200


@pytest.mark.parametrize("model", ["proforma", "invoice", "creditnote", "order", "payment", "product"])
def test_every_list_opens(desk, model, ordered):
    ordered()
    assert desk.get(reverse(f"admin:billing_{model}_changelist")).status_code == 200


def test_a_proforma_is_read_only(desk, ordered):
    proforma = ordered()
    page = desk.get(reverse("admin:billing_proforma_change", args=[proforma.pk]))
    assert page.status_code == 200
    assert b'name="_save"' not in page.content
    assert desk.get(reverse("admin:billing_proforma_pdf", args=[proforma.pk])).status_code == 202
