"""Refunds: asked for, approved, sent, arrived; by the way the money came, and never twice."""

from datetime import timedelta

import pytest
from django.urls import reverse

from billing import credit, gateways, lines, payments
from billing.ledger.audit import audit
from billing.ledger.continuity import continuity
from billing.models import CreditEntry, CreditNote, OrderLine, Receipt, Refund
from billing.refunds import lifecycle, requests
from core.acts import Act
from core.ports import PortRefused
from core.transitions import NotAllowed
from notifications.models import Email
from tests import refunds
from tests.billing.conftest import NOW

pytestmark = pytest.mark.django_db
TTC = 154_80
LATER = NOW + timedelta(days=1)
CHIEF = Act(LATER, "usr_chief", "right")


@pytest.fixture(autouse=True)
def books_balance(db):
    """Whatever a test here did, the books balance afterwards."""
    yield
    assert audit() == []
    assert continuity() == []


@pytest.fixture
def credited(ordered, came, staff_act):
    """The credit note of an order that was paid, by transfer unless said otherwise."""

    def make(pay=came):
        pay(ordered())
        line = OrderLine.objects.latest("pk")
        lines.take(line, staff_act)
        return lines.credit_line(line, staff_act, "the name is taken")

    return make


def told(about):
    return list(Email.objects.filter(about=about).order_by("pk").values_list("kind", flat=True))


def test_a_transfer_goes_back_to_a_checked_account_in_five_steps(
    credited, customer, books, staff_act, settle
):
    (refund,) = requests.of_note(credited(), staff_act)
    assert (refund.amount, refund.method, credit.balance(customer)) == (TTC, "transfer", 0)
    with pytest.raises(NotAllowed):
        lifecycle.approve(refund, CHIEF)
    with pytest.raises(NotAllowed):
        lifecycle.give_account(refund, CHIEF, number=refunds.RIB.replace("8", "9", 1), holder="Argan")
    refunds.sent(refund, LATER)
    assert books()[-1] == ("refunded", "refunds", "bank", TTC)
    lifecycle.arrive(refund, CHIEF)
    receipt = Receipt.objects.get(kind="refund", about=refund.public_id)
    assert (receipt.total_ttc, receipt.number) == (TTC, "RB-2026-000001")
    steps = ["billing.refund_requested", "billing.refund_approved", "billing.refund_sent"]
    assert told(refund.public_id) == steps
    settle(LATER)
    assert Email.objects.filter(kind="billing.refund_receipt").count() == 1


def test_the_account_is_kept_sealed_and_shown_by_its_end(credited, staff_act):
    (refund,) = requests.of_note(credited(), staff_act)
    refunds.approved(refund, LATER)
    refund.refresh_from_db()
    assert refunds.RIB.encode() not in bytes(refund.account)
    assert (refund.destination, refund.account_end) == (refunds.RIB, "6749")


def test_a_refund_asked_for_twice_is_one(credited, customer, staff_act):
    note = credited()
    first = requests.of_note(note, staff_act)
    credit.enter(customer, 500_00, CreditEntry.Kind.GOODWILL, customer.public_id, staff_act)
    assert requests.of_note(note, staff_act) == first
    assert requests.of_note(CreditNote.objects.get(pk=note.pk), staff_act) == first
    assert credit.balance(customer) == 500_00


def test_what_did_not_arrive_is_on_the_account_again_and_may_be_asked_for_anew(
    credited, customer, staff_act, books
):
    note = credited()
    (refund,) = requests.of_note(note, staff_act)
    refunds.sent(refund, LATER)
    lifecycle.fail(refund, CHIEF.because("the account is closed"))
    assert (refund.state, credit.balance(customer)) == ("failed", TTC)
    assert books()[-2:] == [("sent_back", "bank", "refunds", TTC), ("not_paid_out", "refunds", "credit", TTC)]
    assert "the account is closed" in Email.objects.get(kind="billing.refund_not_done").text
    (again,) = requests.of_note(note, staff_act)
    assert again != refund


def test_what_is_not_granted_is_on_the_account_again(credited, customer, staff_act):
    (refund,) = requests.of_note(credited(), staff_act)
    with pytest.raises(NotAllowed):
        lifecycle.refuse(refund, CHIEF.because(""))
    lifecycle.refuse(refund, CHIEF)
    assert (refund.state, credit.balance(customer)) == ("refused", TTC)


def by_card(act):
    return lambda proforma: payments.captured(proforma, "cmi", "bank-1", TTC, "MAD", act)


class Bank:
    """A gateway that gives back, or refuses."""

    def __init__(self, refuses=False):
        self.refuses, self.asked = refuses, []

    def refund(self, payment, amount, act, *, request_id):
        self.asked.append((payment.gateway_reference, amount, request_id))
        if self.refuses:
            raise PortRefused("too late")
        return "CRD-1"


def test_a_card_is_given_back_by_the_bank_that_charged_it(credited, act, staff_act, settle, monkeypatch):
    bank = Bank()
    monkeypatch.setattr(gateways, "known", lambda method: bank)
    (refund,) = requests.of_note(credited(by_card(act)), staff_act)
    lifecycle.approve(refund, CHIEF)
    settle(LATER)
    settle(LATER + timedelta(hours=1))
    refund.refresh_from_db()
    assert (refund.state, refund.reference) == ("done", "CRD-1")
    assert bank.asked == [("bank-1", TTC, refund.public_id)]


def test_a_gateway_that_refuses_leaves_it_to_staff(credited, act, staff_act, settle, monkeypatch):
    monkeypatch.setattr(gateways, "known", lambda method: Bank(refuses=True))
    (refund,) = requests.of_note(credited(by_card(act)), staff_act)
    lifecycle.approve(refund, CHIEF)
    settle(LATER)
    refund.refresh_from_db()
    assert (refund.state, refund.call_at) == ("approved", None)
    lifecycle.send(refund, Act(LATER, "usr_accounts", "by hand"), reference="VIR-7")


def test_each_part_goes_back_the_way_it_came_and_credit_stays_credit(ordered, came, act, staff_act, customer):
    credit.enter(customer, 10_00, CreditEntry.Kind.GOODWILL, customer.public_id, staff_act)
    proforma = ordered()
    payments.pay_with_credit(proforma, act)
    payments.captured(proforma, "cmi", "bank-1", 40_00, "MAD", act)
    came(proforma, TTC - 50_00)
    line = OrderLine.objects.get()
    lines.take(line, staff_act)
    note = lines.credit_line(line, staff_act, "the name is taken")
    ways = {(refund.method, refund.amount) for refund in requests.of_note(note, staff_act)}
    assert ways == {("cmi", 40_00), ("transfer", TTC - 50_00)}
    assert credit.balance(customer) == 10_00


def test_money_that_was_taken_back_is_not_sent_back_too(credited, act, staff_act, customer):
    from billing import disputes
    from billing.models import Payment

    note = credited(by_card(act))
    disputes.charge_back(Payment.objects.get(), staff_act)
    assert requests.of_note(note, staff_act) == []
    assert credit.balance(customer) == TTC


def test_above_the_limit_two_persons_approve_and_send(catalogue, credited, act, staff_act):
    catalogue.prices.filter(operation="register").update(amount=50_000_00)
    big = 60_000_00
    (refund,) = requests.of_note(
        credited(lambda proforma: payments.captured(proforma, "wafacash", "w-1", big, "MAD", act)), CHIEF
    )
    lifecycle.give_account(refund, CHIEF, number=refunds.RIB, holder="Argan")
    with pytest.raises(NotAllowed):
        lifecycle.approve(refund, CHIEF)
    other = Act(LATER, "usr_other", "right")
    lifecycle.approve(refund, other)
    lifecycle.give_account(refund, CHIEF, number="011810000012345678901245", holder="Argan")
    with pytest.raises(NotAllowed):
        lifecycle.send(refund, CHIEF, reference="VIR-1")
    lifecycle.approve_account(refund, other)
    with pytest.raises(NotAllowed):
        lifecycle.send(refund, other, reference="VIR-1")
    lifecycle.send(refund, CHIEF, reference="VIR-1")


# --- pages ------------------------------------------------------------------------------------------------
def test_the_customer_asks_for_his_credit_and_sees_how_far_it_is(
    ordered, came, owner, customer, client_of, staff_act
):
    came(ordered(), TTC + 80_00)
    credit.enter(customer, 20_00, CreditEntry.Kind.GOODWILL, customer.public_id, staff_act)
    client = client_of(owner)
    asked = {"amount": "80,00", "number": "MA65 " + refunds.RIB, "holder": "Argan Studio"}
    page = client.post(reverse("billing:refund_ask"), asked)
    assert page.status_code == 200
    assert not Refund.objects.exists(), "its check digits are wrong"
    too_much = asked | {"number": refunds.RIB, "amount": "80,01"}
    assert client.post(reverse("billing:refund_ask"), too_much).status_code == 200
    assert not Refund.objects.exists(), "our goodwill is not paid out"
    client.post(reverse("billing:refund_ask"), asked | {"number": refunds.RIB})
    refund = Refund.objects.get()
    page = client.get(reverse("billing:refunds")).content.decode()
    assert str(refund) in page
    assert "6749" in page
    assert refunds.RIB not in page


def test_the_customer_types_the_account_that_a_refund_waits_for(credited, owner, client_of, staff_act):
    (refund,) = requests.of_note(credited(), staff_act)
    url = reverse("billing:refund_account", args=[refund.public_id])
    client = client_of(owner)
    assert url in client.get(reverse("billing:refunds")).content.decode()
    client.post(url, {"number": refunds.RIB, "holder": "Argan"})
    refund.refresh_from_db()
    assert refund.destination == refunds.RIB
