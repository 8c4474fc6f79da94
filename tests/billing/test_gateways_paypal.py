"""PayPal: captures booked once by their id, whoever tells of them, and webhooks that are really PayPal's."""

import base64
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
import pytest
from django.core.cache import cache
from django.urls import reverse

from billing import credit, payments
from billing.gateways import paypal, sandbox_door
from billing.gateways.paypal import certificate, rest, sandbox, webhook
from billing.models import GatewayNotice, Invoice, Payment, PaypalOrder, Price, SandboxOrder
from core.models import Attention
from core.ports import PortRefused, PortUnavailable, PortWaiting
from core.transitions import NotAllowed

from .conftest import NOW
from .independent_paypal import (
    SIGNATURE_HEADERS,
    PayPalConfig,
    PayPalWebhookError,
    validate_cert_url,
    verify_offline,
)

pytestmark = pytest.mark.django_db
TTC = 14_40  # 12.00 + 20 %


@pytest.fixture(autouse=True)
def euros(catalogue, customer):
    """A foreign customer: prices and proformas in euros."""
    cache.clear()
    Price.objects.create(
        product=catalogue, operation="register", amount=12_00, currency="EUR", starts_on="2026-01-01"
    )
    customer.currency = "EUR"
    customer.save()


@pytest.fixture
def created(ordered, act):
    """An order at PayPal that waits for the customer's approval."""
    return paypal.prepare(ordered(), act)


def approved(order, act, decision="complete") -> SandboxOrder:
    there = sandbox.find(order.order_id)
    sandbox.approve(there, decision, act)
    return there


def tell(kind: str, resource: dict, act, client_of, **headers) -> int:
    """A webhook, as PayPal sends it."""
    said, body = sandbox.event(kind, resource, act)
    return send(said | headers, body, client_of)


def send(headers: dict, body: bytes, client_of) -> int:
    given = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    url = reverse("billing:paypal_webhook")
    return client_of(None).post(url, body, content_type="application/json", **given).status_code


def completed(order, **changed) -> dict:
    amount = {"currency_code": "EUR", "value": rest.written(order.amount)}
    return {"id": "2GG279541U471931P", "status": "COMPLETED", "amount": amount, "custom_id": order.public_id,
            "payee": {"merchant_id": "DEMOMERCHANT1"}} | changed  # fmt: skip


# --- paying -----------------------------------------------------------------------------------------------
def test_the_customer_approves_and_comes_back_paid(ordered, act, owner, client_of, customer):
    client, proforma = client_of(owner), ordered()
    page = client.post(reverse("billing:pay_paypal", args=[proforma.public_id])).url
    back = client.post(page, {"decision": "complete"}).url
    shown = client.get(urlsplit(back).path + "?" + urlsplit(back).query, follow=True)
    order = shown.context["attempt"]
    assert (order.state, order.amount, order.currency) == ("captured", TTC, "EUR")
    payment = Payment.objects.get()
    assert (payment.method, payment.gateway_reference, payment.state) == (
        "paypal",
        order.capture_id,
        "confirmed",
    )
    assert Invoice.objects.get().currency == "EUR"
    assert outcomes() == {"PAYMENT.CAPTURE.COMPLETED": ("booked", 1)}  # the webhook came before the answer


def outcomes() -> dict[str, tuple[str, int]]:
    found = GatewayNotice.objects.filter(method="paypal").exclude(outcome="forged")
    return {json.loads(n.body)["event_type"]: (n.outcome, n.times) for n in found}


def test_what_was_not_approved_is_not_taken(created, act, owner, client_of):
    with pytest.raises(PortWaiting):
        paypal.finish(created, act)
    shown = client_of(owner).get(created.get_absolute_url() + "?token=x", follow=True)
    assert shown.context["attempt"].state == "created"
    assert not Payment.objects.exists()


def test_a_request_that_was_cut_short_is_repeated_under_its_own_id(ordered, act, monkeypatch):
    """A crash between PayPal's answer and our note of it makes no second order."""
    proforma, real = ordered(), rest.create_order

    def dies(request_id, asked):
        real(request_id, asked)
        raise PortUnavailable("cut")

    monkeypatch.setattr(rest, "create_order", dies)
    with pytest.raises(PortUnavailable):
        paypal.prepare(proforma, act)
    monkeypatch.setattr(rest, "create_order", real)
    assert paypal.prepare(proforma, act).state == "created"
    assert (PaypalOrder.objects.count(), SandboxOrder.objects.count()) == (1, 1)


def test_a_capture_that_was_cut_short_is_found_again(created, act, monkeypatch):
    approved(created, act)
    monkeypatch.setattr(sandbox, "tell", lambda *given: 200)  # no webhook comes either
    monkeypatch.setattr(paypal, "hear", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        paypal.finish(created, act)
    monkeypatch.undo()
    assert paypal.finish(created, act) == "booked"
    assert Payment.objects.get().amount == TTC


def test_what_is_paid_otherwise_meanwhile_is_not_taken(created, act, staff_act):
    approved(created, act)
    payments.confirm(payments.declare_transfer(created.payable, staff_act), staff_act)
    created.refresh_from_db()
    with pytest.raises(NotAllowed):
        paypal.finish(created, act)
    assert sandbox.find(created.order_id).data["captures"] == []


def test_a_webhook_takes_the_money_where_the_browser_was_closed(created, act, client_of):
    approved(created, act)
    assert tell("CHECKOUT.ORDER.APPROVED", {"id": created.order_id}, act, client_of) == 200
    assert Payment.objects.get().state == "confirmed"


def test_paypal_is_asked_again_where_it_does_not_answer(created, act, client_of, monkeypatch):
    approved(created, act)

    def silent(*given, **named):
        raise httpx.ConnectTimeout("no")

    headers, body = sandbox.event("CHECKOUT.ORDER.APPROVED", {"id": created.order_id}, act)
    webhook.verify(httpx.Headers(headers), body, NOW)  # its certificate is known
    monkeypatch.setattr(sandbox_door.SandboxDoor, "handle_request", silent)
    assert send(headers, body, client_of) == 503
    monkeypatch.undo()
    assert send(headers, body, client_of) == 200
    assert Payment.objects.count() == 1


def test_a_withdrawn_token_is_asked_for_anew(ordered, act):
    cache.set(rest.TOKEN, "old")
    assert paypal.prepare(ordered(), act).state == "created"


def test_dirhams_are_refused_by_paypal_itself(created, act):
    unit = paypal.request(created)
    unit["purchase_units"][0]["amount"]["currency_code"] = "MAD"
    with pytest.raises(PortRefused, match="CURRENCY_NOT_SUPPORTED"):
        rest.create_order("other", unit)


def test_some_is_given_back_once_for_a_request(created, act):
    approved(created, act)
    paypal.finish(created, act)
    payment = Payment.objects.get()
    asked = {"request_id": "ref_1"}
    assert paypal.gateway.refund(payment, 5_00, act, **asked) == paypal.gateway.refund(
        payment, 5_00, act, **asked
    )
    with pytest.raises(PortRefused, match="REFUND_AMOUNT_EXCEEDED"):
        paypal.gateway.refund(payment, 10_00, act, request_id="ref_2")


# --- pending, refused, out of order -------------------------------------------------------------------------
def test_what_paypal_holds_back_is_under_review_until_it_says(created, act, client_of, settle):
    there = approved(created, act, "hold")
    paypal.finish(created, act)
    payment = Payment.objects.get()
    assert (payment.state, PaypalOrder.objects.get().state) == ("under_review", "pending")
    settle(created.payable.payable_until)  # it does not lapse meanwhile
    sandbox.go_on(sandbox.find(there.reference), "complete", act)
    payment.refresh_from_db()
    created.proforma.refresh_from_db()
    assert (payment.state, payment.allocated, created.proforma.state) == ("confirmed", TTC, "paid")
    assert Payment.objects.count() == 1


def test_what_paypal_refuses_in_the_end_was_not_paid(created, act):
    there = approved(created, act, "hold")
    paypal.finish(created, act)
    sandbox.go_on(sandbox.find(there.reference), "deny", act)
    assert (Payment.objects.get().state, PaypalOrder.objects.get().state) == ("rejected", "denied")
    assert not Invoice.objects.exists()


ORDERS = [
    (["COMPLETED", "PENDING"], "captured"),
    (["COMPLETED", "DENIED"], "captured"),
    (["DENIED", "COMPLETED"], "captured"),
    (["PENDING", "COMPLETED", "PENDING"], "captured"),
    (["DENIED"], "denied"),
]


@pytest.mark.parametrize(("told", "state"), ORDERS, ids=[" ".join(row[0]) for row in ORDERS])
def test_words_that_overtake_each_other_end_in_the_same(created, act, client_of, told, state):
    for status in told:
        resource = completed(created, status=status)
        assert tell(f"PAYMENT.CAPTURE.{status}", resource, act, client_of) == 200
    assert PaypalOrder.objects.get().state == state
    assert Payment.objects.filter(state="confirmed").count() == (state == "captured")


def test_a_webhook_that_is_told_a_hundred_times_books_once(created, act, client_of):
    headers, body = sandbox.event("PAYMENT.CAPTURE.COMPLETED", completed(created), act)
    assert {send(headers, body, client_of) for _time in range(100)} == {200}
    assert Payment.objects.count() == Invoice.objects.count() == 1
    assert outcomes() == {"PAYMENT.CAPTURE.COMPLETED": ("booked", 100)}


WRONG = [
    ("another merchant", {"payee": {"merchant_id": "OTHER"}}, "foreign"),
    ("another amount", {"amount": {"currency_code": "EUR", "value": "1.00"}}, "mismatch"),
    ("no amount", {"amount": {"currency_code": "EUR", "value": "NaN"}}, "mismatch"),
    ("another currency", {"amount": {"currency_code": "USD", "value": "14.40"}}, "mismatch"),
    ("unknown order", {"custom_id": "ppo_nobody"}, "unknown"),
]


@pytest.mark.parametrize(("what", "changed", "outcome"), WRONG, ids=[row[0] for row in WRONG])
def test_a_capture_that_is_not_ours_is_refused_and_shown(created, act, client_of, what, changed, outcome):
    assert tell("PAYMENT.CAPTURE.COMPLETED", completed(created, **changed), act, client_of) == 200
    assert not Payment.objects.exists()
    assert outcomes() == {"PAYMENT.CAPTURE.COMPLETED": (outcome, 1)}
    assert Attention.objects.filter(queue="payments").count() == 1


def test_a_second_capture_of_one_order_is_shown_and_not_booked(created, act, client_of):
    for capture_id in ("A", "B"):
        tell("PAYMENT.CAPTURE.COMPLETED", completed(created, id=capture_id), act, client_of)
    assert Payment.objects.count() == 1
    assert Attention.objects.filter(queue="payments").count() == 1


def test_a_capture_after_the_end_becomes_credit(created, act, client_of, settle, customer):
    settle(created.payable.payable_until)
    tell("PAYMENT.CAPTURE.COMPLETED", completed(created), act, client_of)
    assert credit.balance(customer, "EUR") == TTC


# --- disputes and money taken back --------------------------------------------------------------------------
@pytest.fixture
def taken(created, act) -> Payment:
    """A payment that PayPal has handed over."""
    approved(created, act)
    paypal.finish(created, act)
    return Payment.objects.get()


STORIES = [
    (["dispute"], "disputed"),
    (["dispute", "win"], "confirmed"),
    (["dispute", "lose"], "charged_back"),
    (["lose"], "charged_back"),
    (["reverse"], "charged_back"),
    (["dispute", "dispute", "lose", "reverse"], "charged_back"),
    (["lose", "dispute"], "charged_back"),
]


@pytest.mark.parametrize(("told", "state"), STORIES, ids=[" ".join(row[0]) for row in STORIES])
def test_a_dispute_is_followed_to_its_end(taken, act, told, state):
    there = SandboxOrder.objects.get()
    for what in told:
        sandbox.go_on(there, what, act)
    taken.refresh_from_db()
    assert taken.state == state
    assert Attention.objects.filter(closed_at=None).exists() == (state != "confirmed")
    assert Invoice.objects.get().state == "issued"


def test_an_old_word_of_a_dispute_does_not_open_it_again(taken, act, client_of):
    case = {
        "dispute_id": "PP-D-1",
        "disputed_transactions": [{"seller_transaction_id": taken.gateway_reference}],
    }
    headers, body = sandbox.event("CUSTOMER.DISPUTE.CREATED", case, act)
    assert send(headers, body, client_of) == 200
    sandbox.go_on(SandboxOrder.objects.get(), "win", act)
    assert send(headers, body, client_of) == 200
    taken.refresh_from_db()
    assert taken.state == "confirmed"


def test_a_refund_at_paypal_is_shown_to_staff(taken, act):
    paypal.gateway.refund(taken, 5_00, act, request_id="ref_1")
    assert Attention.objects.get(queue="payments").about == taken.public_id
    taken.refresh_from_db()
    assert taken.state == "confirmed"


def test_a_dispute_of_nobody_is_taken_note_of(act, client_of):
    case = {"dispute_id": "PP-D-2", "disputed_transactions": [{"seller_transaction_id": "NOBODYS"}]}
    assert tell("CUSTOMER.DISPUTE.CREATED", case, act, client_of) == 200
    assert outcomes() == {"CUSTOMER.DISPUTE.CREATED": ("unknown", 1)}


# --- the signature ------------------------------------------------------------------------------------------
def independent(headers: dict, body: bytes) -> bool:
    """What dj-paypal-checkout says of a webhook."""
    cache.clear()
    config = PayPalConfig("id", "secret", webhook_id="WH-DEMO")
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=certificate.pem()))
    said = {key: headers[name.title().replace("Paypal", "PayPal")] for key, name in SIGNATURE_HEADERS.items()}
    return verify_offline(config=config, headers=said, body=body, transport=transport)


def ours(headers: dict, body: bytes) -> bool:
    cache.clear()
    try:
        webhook.verify(httpx.Headers(headers), body, NOW)
    except webhook.Forged:
        return False
    return True


CHANGES = [
    ("nothing", {}, None, True),
    ("a space in the body", {}, lambda body: body.replace(b":", b": ", 1), False),
    ("the transmission", {"PayPal-Transmission-Id": "other"}, None, False),
    ("the time", {"PayPal-Transmission-Time": "2026-01-01T00:00:00Z"}, None, False),
    ("the signature", {"PayPal-Transmission-Sig": base64.b64encode(b"x" * 256).decode()}, None, False),
    ("no base64", {"PayPal-Transmission-Sig": "%%%"}, None, False),
]


@pytest.mark.parametrize(("what", "changed", "body_of", "good"), CHANGES, ids=[row[0] for row in CHANGES])
def test_both_verifiers_say_the_same_of_a_webhook(act, what, changed, body_of, good):
    headers, body = sandbox.event("PAYMENT.CAPTURE.COMPLETED", {"note": "été ﷼ 😀"}, act)
    headers, body = headers | changed, body_of(body) if body_of else body
    assert ours(headers, body) is independent(headers, body) is good


def test_a_webhook_of_another_registration_is_not_ours(act, settings):
    headers, body = sandbox.event("PAYMENT.CAPTURE.COMPLETED", {}, act)
    settings.PAYPAL_WEBHOOK_ID = "WH-OTHER"
    assert not ours(headers, body)
    settings.PAYPAL_WEBHOOK_ID = ""
    assert not ours(headers, body)


ADDRESSES = [
    ("https://api.paypal.com/v1/notifications/certs/CERT-1", True),
    ("https://paypal.com:443/cert", True),
    ("http://api.paypal.com/cert", False),
    ("https://api.paypal.com:8443/cert", False),
    ("https://paypal.com.evil.example/cert", False),
    ("https://evilpaypal.com/cert", False),
    ("https://api.paypal.com@evil.example/cert", False),
    ("https://user:key@api.paypal.com/cert", False),
    ("https://evil.example/?paypal.com", False),
    ("https://api.paypal.com:x/cert", False),
    ("file:///etc/paypal.com", False),
]


@pytest.mark.parametrize(("address", "good"), ADDRESSES)
def test_a_certificate_comes_from_paypal_only(address, good):
    assert webhook.is_paypals(address) is good
    try:
        validate_cert_url(address)
    except PayPalWebhookError:
        assert not good
    else:
        assert good


def test_a_redirect_and_an_old_certificate_are_not_followed(act, settings, monkeypatch):
    headers, body = sandbox.event("PAYMENT.CAPTURE.COMPLETED", {}, act)
    with pytest.raises(webhook.Forged, match="out of date"):
        webhook.verify(httpx.Headers(headers), body, datetime(2019, 1, 1, tzinfo=UTC))
    cache.clear()
    moved = httpx.Response(302, headers={"Location": "https://evil.example/"})
    monkeypatch.setattr(sandbox_door.SandboxDoor, "handle_request", lambda *given: moved)
    with pytest.raises(PortUnavailable):
        webhook.verify(httpx.Headers(headers), body, NOW)


def test_a_forged_webhook_is_kept_once_and_changes_nothing(created, act, client_of):
    for number in range(3):
        headers = {"PayPal-Transmission-Sig": "AAAA", "PayPal-Transmission-Id": str(number)}
        assert tell("PAYMENT.CAPTURE.COMPLETED", completed(created), act, client_of, **headers) == 400
    assert send({}, b"{}", client_of) == 400
    assert list(GatewayNotice.objects.values_list("outcome", "times")) == [("forged", 4)]
    assert not Payment.objects.exists()


def test_a_signed_word_that_is_no_event_is_refused(act, client_of):
    for body in (b"[]", b"nonsense", b"\xff"):
        headers, _body = sandbox.event("X", {}, act)
        sent = certificate.sign(
            webhook.signed(headers["PayPal-Transmission-Id"], headers["PayPal-Transmission-Time"], body)
        )
        assert send(headers | {"PayPal-Transmission-Sig": sent}, body, client_of) == 400


def test_the_demos_certificate_is_made_once(tmp_path, settings):
    settings.STATE_DIR = tmp_path
    first = certificate.pem()
    certificate._made.cache_clear()
    assert certificate.pem() == first
    certificate._made.cache_clear()


def test_production_has_no_demo_paypal(client_of, settings):
    settings.DEMO = False
    client = client_of(None)
    assert client.post("/paypal-de-demonstration/v1/oauth2/token", secure=True).status_code == 404
    assert client.get(reverse("billing:paypal_approval"), secure=True).status_code == 404


# --- what no webhook told -------------------------------------------------------------------------------------
def test_an_order_whose_webhook_was_lost_is_asked_after(created, act, settle, monkeypatch):
    """He approved and closed his browser, and no webhook came: the clock takes the money, once."""
    monkeypatch.setattr(sandbox, "tell", lambda *_args: 0)
    settle(NOW + timedelta(minutes=59))
    approved(created, act)
    settle(NOW + timedelta(minutes=61))
    created.refresh_from_db()
    assert (created.state, created.next_action_at) == ("captured", None)
    assert Payment.objects.get().gateway_reference == created.capture_id
    settle(NOW + timedelta(days=5))
    assert Invoice.objects.count() == 1


def test_a_capture_that_was_made_and_not_heard_of_is_found(created, act, settle, monkeypatch):
    monkeypatch.setattr(sandbox, "tell", lambda *_args: 0)
    approved(created, act, "hold")
    rest.capture_order("lost", created.order_id)
    settle(NOW + timedelta(hours=1))
    created.refresh_from_db()
    assert (created.state, Payment.objects.get().state) == ("pending", "under_review")
    sandbox.go_on(sandbox.find(created.order_id), "deny", act)
    settle(NOW + timedelta(hours=2))
    created.refresh_from_db()
    assert (created.state, Payment.objects.get().state) == ("denied", "rejected")


def test_what_nobody_approves_is_not_asked_after_for_ever(created, settle, act):
    settle(NOW + timedelta(days=4))
    created.refresh_from_db()
    assert (created.state, created.next_action_at) == ("created", None)


def test_a_sum_that_is_not_ours_is_shown_and_not_booked(created, act, settle, monkeypatch):
    taken = rest.capture_of(completed(created, amount={"currency_code": "EUR", "value": "1.00"}))
    monkeypatch.setattr(rest, "find_order", lambda _order_id: ("COMPLETED", taken))
    settle(NOW + timedelta(hours=1))
    assert not Payment.objects.exists()
    assert Attention.objects.get(queue="payments").about == created.public_id
