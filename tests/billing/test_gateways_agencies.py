"""Post office and agencies: a deposit with its slip, a Wafacash transfer by its number, a code paid at a counter."""

from datetime import timedelta

import pytest
from django.urls import reverse

from billing import credit, payments
from billing.gateways import wafacash, wafacash_code
from billing.gateways.wafacash_code import binga, sandbox
from billing.models import BillCode, GatewayNotice, Payment
from billing.terms import BILLING
from core import clock
from core.models import Attention
from core.ports import PortRefused, PortUnavailable
from core.transitions import NotAllowed
from notifications.models import Email

from .conftest import NOW

pytestmark = pytest.mark.django_db
TTC = 154_80
SLIP = b"%PDF-1.7 a slip"


# --- CCP ------------------------------------------------------------------------------------------------
def test_the_post_office_is_paid_on_an_account_of_its_own(ordered, owner, client_of):
    page = client_of(owner).get(reverse("billing:pay", args=[ordered().public_id])).content.decode()
    transfer, ccp = page.partition('id="transfer"')[2].partition('id="ccp"')[::2]
    assert "007780000123400000056749" in transfer
    assert "350810000000000123456729" in ccp
    assert "350810000000000123456729" not in transfer


def test_a_deposit_is_declared_with_its_slip_and_confirmed_by_staff(ordered, act, staff_act, settle):
    proforma = ordered()
    payment = payments.say_sent(proforma, act, None, SLIP, method="ccp")
    assert (payment.method, payment.state, payment.reference) == (
        "ccp",
        "proof_uploaded",
        proforma.payment_reference,
    )
    payments.confirm(payment, staff_act)
    proforma.refresh_from_db()
    assert proforma.state == "paid"


# --- a Wafacash transfer ----------------------------------------------------------------------------------
def test_a_transfer_is_known_by_its_number_and_sender(ordered, act):
    payment = wafacash.say_sent(ordered(), act, "1234-5678 90", " Amina Test ")
    assert (payment.method, payment.reference, payment.sender) == ("wafacash", "1234567890", "Amina Test")
    assert payment.expires_at == NOW + BILLING.wafacash_kept == NOW + timedelta(days=45)
    assert wafacash.say_sent(payment.proforma, act, "1234567890", "Amina Test") == payment


def test_a_number_pays_once(ordered, act):
    wafacash.say_sent(ordered("a.com"), act, "1234567890", "Amina Test")
    other = ordered("b.com")
    with pytest.raises(NotAllowed, match=r"before|déjà"):
        wafacash.say_sent(other, act, "1234 5678 90", "Amina Test")
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("typed", ["", "12345", "1" * 21, "12345é", "<script>"])
def test_what_is_no_number_is_refused(ordered, act, typed):
    with pytest.raises(NotAllowed):
        wafacash.say_sent(ordered(), act, typed, "Amina Test")


def test_staff_collect_it_and_confirm(ordered, act, staff_act, settle):
    payment = wafacash.say_sent(ordered(), act, "1234567890", "Amina Test")
    payments.take_up(payment, staff_act)
    settle(payment.expires_at)  # what staff have taken up does not expire under their hands
    payment.refresh_from_db()
    assert payment.state == "under_review"
    payments.confirm(payment, staff_act)
    assert payment.state == "confirmed"


def test_what_nobody_collects_has_gone_back_and_the_customer_is_told(ordered, act, settle):
    payment = wafacash.say_sent(ordered(), act, "1234567890", "Amina Test")
    settle(payment.expires_at - timedelta(minutes=1))
    payment.refresh_from_db()
    assert payment.state == "declared"
    settle(payment.expires_at)
    payment.refresh_from_db()
    assert payment.state == "rejected"
    assert payment.rejected_because in Email.objects.get(kind="billing.payment_rejected").text


# --- a code at an agency ------------------------------------------------------------------------------------
@pytest.fixture
def code(ordered, act, settle):
    """A code that the biller has made."""
    return made(ordered(), act, settle)


def made(proforma, act, settle) -> BillCode:
    url = wafacash_code.gateway.start(proforma, act)
    settle()
    return BillCode.objects.select_related("proforma").get(public_id=url.rstrip("/").rpartition("/")[2])


def paid_at_agency(code) -> dict[str, str]:
    order = sandbox.find(code.code)
    sandbox.take(order)
    return sandbox.notice(order)


def hear(said, act) -> str:
    return wafacash_code.hear(said, str(sorted(said.items())), act)


def test_the_biller_makes_a_code_and_one_only(code, act):
    assert (code.state, len(code.code), code.amount) == ("open", 9, TTC)
    assert code.expires_at == NOW + BILLING.code_valid
    assert wafacash_code.gateway.start(code.proforma, act) == code.get_absolute_url()
    assert binga.make(code).code == code.code  # asked again after a crash


def test_a_code_ends_with_what_it_pays(catalogue, customer, act, renewal_line):
    from billing import ordering

    until = NOW + timedelta(hours=5)
    facts = {"due_on": act.today, "payable_until": until, "at_once": True}
    proforma = ordering.propose(customer, [renewal_line()], act, **facts)
    wafacash_code.gateway.start(proforma, act)
    assert BillCode.objects.get().expires_at == until


def test_the_billers_notice_books_once(code, act):
    said = paid_at_agency(code)
    assert [hear(said, act) for _time in range(100)] == ["100"] * 100
    assert Payment.objects.get().gateway_reference == code.code
    assert GatewayNotice.objects.get().times == 100


def test_without_a_notice_the_worker_asks(code, settle):
    paid_at_agency(code)
    settle(NOW + BILLING.code_looked_at - timedelta(seconds=1))
    assert not Payment.objects.exists()
    settle(NOW + BILLING.code_looked_at)
    code.refresh_from_db()
    assert (code.state, Payment.objects.get().state) == ("paid", "confirmed")


def test_a_notice_and_our_question_book_the_same_money(code, act, settle):
    hear(paid_at_agency(code), act)
    settle(code.expires_at)
    assert Payment.objects.count() == 1


def test_a_code_expires_and_what_is_paid_afterwards_is_booked_all_the_same(code, act, settle):
    settle(code.expires_at)
    code.refresh_from_db()
    assert (code.state, code.next_action_at) == ("expired", None)
    assert hear(paid_at_agency(code), act) == "100"
    code.refresh_from_db()
    code.proforma.refresh_from_db()
    assert (code.state, code.proforma.state) == ("paid", "paid")


def test_a_late_payment_of_what_has_lapsed_becomes_credit(code, act, settle, customer):
    settle(code.proforma.payable_until)
    hear(paid_at_agency(code), act)
    assert credit.balance(customer) == TTC
    assert Attention.objects.filter(queue="payments").count() == 1


WRONG = [
    ("amount", {"amount": "1.00"}, True, "mismatch"),
    ("code", {"code": "000000000"}, True, "mismatch"),
    ("order", {"externalId": "cod_nobody"}, True, "unknown"),
    ("checksum", {"orderCheckSum": "0" * 32}, False, "forged"),
    ("amount, not signed", {"amount": "1.00"}, False, "forged"),
]


@pytest.mark.parametrize(("what", "changed", "sign", "outcome"), WRONG, ids=[row[0] for row in WRONG])
def test_a_notice_that_is_wrong_books_nothing(code, act, what, changed, sign, outcome):
    said = paid_at_agency(code) | changed
    if sign:
        said["orderCheckSum"] = binga.checksum("PAY", said["amount"], said["externalId"], said["buyerEmail"])
    assert hear(said, act) == "000"
    assert GatewayNotice.objects.get().outcome == outcome
    assert not Payment.objects.exists()


def test_a_biller_that_makes_no_code_is_told_to_customer_and_staff(
    ordered, act, settle, monkeypatch, owner, client_of
):
    def refuses(code):
        raise PortRefused(400, "closed")

    monkeypatch.setattr(binga, "make", refuses)
    code = made(ordered(), act, settle)
    assert code.state == "refused"
    assert Attention.objects.filter(queue="payments").count() == 1
    assert (
        reverse("billing:pay", args=[code.proforma.public_id])
        in client_of(owner).get(code.get_absolute_url()).content.decode()
    )


def test_a_biller_that_does_not_answer_is_asked_again(ordered, act, settle, monkeypatch):
    def silent(code):
        raise PortUnavailable("no")

    monkeypatch.setattr(binga, "make", silent)
    code = made(ordered(), act, settle)
    monkeypatch.undo()
    assert code.state == "asked"
    settle(code.next_action_at)
    code.refresh_from_db()
    assert code.state == "open"


def test_the_notice_is_heard_over_http(code, act, client_of):
    client, url = client_of(None), reverse("billing:code_notice")
    assert client.post(url, paid_at_agency(code)).content.startswith(b"100;")
    assert client.post(url, {"externalId": code.public_id}).content.startswith(b"000;")
    assert client.get(url).status_code == 405


def test_the_demos_agency_takes_a_code_until_it_is_over(code, client_of, settle):
    client, url = client_of(None), reverse("billing:agency")
    with clock.frozen(code.expires_at + timedelta(minutes=1)):
        assert client.post(url, {"code": code.code}).context["order"] is None
    with clock.frozen(NOW):
        assert client.post(url, {"code": "000"}).context["order"] is None
        assert client.post(url, {"code": code.code}).context["order"].reference == code.code
    assert Payment.objects.get().state == "confirmed"
