"""The card through CMI: the hash as CMI makes it, and a callback that is believed only where everything is right."""

import base64
import hashlib
import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from billing import credit, payments
from billing.gateways.cmi import callback, form, refund, sandbox, signing
from billing.models import CardAttempt, GatewayNotice, Invoice, Payment
from core.models import Attention, EvidenceRecord
from core.ports import PortRefused, PortUnavailable

from .gateways_at_work import EMPTY, GOOD, REFUSED, answer_for, begun

TTC = 154_80
SAMPLE = {
    "clientid": "600000001", "storetype": "3D_PAY_HOSTING", "TranType": "PreAuth", "amount": "1020.50",
    "currency": "504", "oid": "INV-2026-0001", "okUrl": "https://portal.example.ma/pay/ok",
    "failUrl": "https://portal.example.ma/pay/fail", "shopurl": "https://portal.example.ma/",
    "callbackUrl": "https://portal.example.ma/pay/cmi/callback", "lang": "fr", "email": "amina@example.ma",
    "BillToName": "Amina Test", "BillToCompany": "Atlas | Fils \\ SARL", "tel": "+212600000000", "rnd": "Zx81",
    "hashAlgorithm": "ver3", "encoding": "UTF-8", "AutoRedirect": "true",
}  # fmt: skip
VECTOR = "5PHX0j4t8bHBDfCMrUfhvImBNul19/6xMoyaii2s/kmYNjsFoELSW/BVZ1qn2LT2NeF/dCCarNRE1StPce97bA=="


# --- the hash -------------------------------------------------------------------------------------------
def test_the_hash_is_cmis():
    assert signing.signature(SAMPLE, "TEST1234") == VECTOR


NAMES = st.sampled_from(
    ["BillToStreet1", "BillToStreet2", "BillToStreet12", "billtostreet3", "oid", "EXTRA.A", "EXTRA.a2", "EXTRA.A10",
     "md", "mdStatus", "TRANID", "TransId", "a_1", "a1", "aB", "x9y10", "x9y9", "encoding", "HASH", "rnd"]
)  # fmt: skip
VALUES = st.text(st.sampled_from("ab \t|\\é\u00a0نص.1"), max_size=8)


def slow_reference(fields: dict[str, str], key: str) -> str:
    """The same hash, told the other way round: a number for each run of digits, an insertion sort, no regex."""

    def runs(name):
        found, digits = [], ""
        for sign in [*name.upper(), ""]:
            if sign.isdigit():
                digits += sign
                continue
            if digits:
                found.append((ord("0"), int(digits)))
            digits = ""
            found += [(ord(sign), 0)] if sign else []
        return found

    ordered: list[str] = []
    for name in fields:
        place = len(ordered)
        while place and runs(ordered[place - 1]) > runs(name):
            place -= 1
        ordered.insert(place, name)
    said = ""
    for name in ordered:
        if name.upper() not in ("HASH", "ENCODING"):
            value = fields[name]
            while value and value[0] in " \t\n\r\0\x0b":
                value = value[1:]
            while value and value[-1] in " \t\n\r\0\x0b":
                value = value[:-1]
            said += "".join("\\" + sign if sign in "\\|" else sign for sign in value) + "|"
    said += "".join("\\" + sign if sign in "\\|" else sign for sign in key)
    return base64.b64encode(hashlib.sha512(said.encode()).digest()).decode()


@given(st.dictionaries(NAMES, VALUES, max_size=12), st.text("K|\\é", min_size=1, max_size=4))
def test_the_hash_is_that_of_a_slow_reference(fields, key):
    assert signing.signature(fields, key) == slow_reference(fields, key)


def test_digits_in_names_sort_by_their_value():
    """A plain sort would put Street12 before Street2."""
    two, twelve = {"BillToStreet2": "a", "BillToStreet12": "b"}, {"BillToStreet12": "b", "BillToStreet2": "a"}
    alike = {"BillToStreet1": "a", "BillToStreet2": "b"}
    assert signing.signature(two, "k") == signing.signature(twelve, "k") == signing.signature(alike, "k")


@pytest.mark.parametrize(
    ("posted", "signed"),
    [("a\n", "a"), ("a\n\n", "a\n"), ("&eacute;t&#233; &amp; &#x7c;", "été & |"), ("&copy", "&copy"),
     ("&apos;", "&apos;"), ("&nope;", "&nope;"), ("&#0;", "&#0;")],
)  # fmt: skip
def test_a_callbacks_value_is_read_as_the_gate_signed_it(posted, signed):
    assert signing.as_said(posted) == signed


def test_nothing_is_believed_without_a_store_key():
    said = {"oid": "x"} | {"HASH": signing.signature({"oid": "x"}, "")}
    assert not signing.is_signed(said, "")


@pytest.mark.parametrize(
    ("written", "centimes"),
    [("1020.50", 102050), ("1020.5", 102050), ("1020", 102000), ("0.01", 1), ("1,020.50", None), ("-1", None),
     ("1e3", None), ("", None), ("1.", None), ("1.505", None), ("٣", None)],
)  # fmt: skip
def test_an_amount_is_read_exactly_or_not_at_all(written, centimes):
    assert form.read(written) == centimes


# --- the form -------------------------------------------------------------------------------------------
pytestmark = pytest.mark.django_db


def test_the_form_asks_for_what_is_to_pay_under_a_new_number_each_time(ordered, act, settings):
    proforma = ordered()
    first, second = begun(proforma, act), begun(proforma, act)
    fields = form.fields(first, "ar")
    assert first.public_id != second.public_id
    assert (fields["amount"], fields["currency"], fields["oid"], fields["lang"]) == (
        "154.80", "504", first.public_id, "ar",
    )  # fmt: skip
    assert fields["storetype"] == "3D_PAY_HOSTING"
    assert signing.is_signed(fields, settings.CMI_STORE_KEY)
    assert all(value == " ".join(value.split()) for name, value in fields.items() if name != "HASH")


def test_the_page_lets_the_browser_go_to_the_gate_and_nowhere_else(ordered, act, owner, client_of, settings):
    settings.CMI_GATE = "https://payment.cmi.example/fim/est3Dgate"
    attempt = begun(ordered(), act)
    answer = client_of(owner).get(attempt.get_absolute_url())
    rule = re.search(r"form-action ([^;]*)", answer["Content-Security-Policy"]).group(1)
    assert rule == "'self' https://payment.cmi.example"
    assert f'action="{settings.CMI_GATE}"' in answer.content.decode()
    assert (
        "form-action 'self';"
        in client_of(owner).get(reverse("billing:proformas"))["Content-Security-Policy"] + ";"
    )


# --- the callback -----------------------------------------------------------------------------------------
def signed(said: dict[str, str], settings, **changed: str) -> dict[str, str]:
    """The callback with some fields changed, signed anew by the bank."""
    said = {name: value for name, value in (said | changed).items() if name != "HASH"}
    return said | {"HASH": signing.signature(said, settings.CMI_STORE_KEY)}


def outcomes() -> list[tuple[str, int]]:
    return list(GatewayNotice.objects.order_by("pk").values_list("outcome", "times"))


def test_a_success_is_booked_and_captured_once_however_often_it_is_told(ordered, act):
    attempt = begun(ordered(), act)
    said = answer_for(attempt)
    assert [callback.hear(said, act) for _time in range(100)] == [callback.CAPTURE] * 100
    payment = Payment.objects.get()
    assert (payment.method, payment.amount, payment.state) == ("cmi", TTC, "confirmed")
    assert Invoice.objects.count() == 1
    assert outcomes() == [("booked", 100)]
    attempt.refresh_from_db()
    assert (attempt.state, attempt.answer, attempt.transaction) == ("booked", "00", said["TransId"])


@pytest.mark.parametrize("card", [REFUSED, EMPTY, "4111111111111111"])
def test_a_refusal_changes_nothing_and_may_be_followed_by_a_success(ordered, act, card):
    proforma = ordered()
    attempt = begun(proforma, act)
    assert callback.hear(answer_for(attempt, card), act) == callback.NOTED
    attempt.refresh_from_db()
    assert (attempt.state, Payment.objects.count()) == ("refused", 0)
    assert callback.hear(answer_for(attempt, GOOD), act) == callback.CAPTURE
    proforma.refresh_from_db()
    assert proforma.state == "paid"


def test_a_refusal_that_the_success_has_overtaken_changes_nothing(ordered, act):
    attempt = begun(ordered(), act)
    assert callback.hear(answer_for(attempt, GOOD), act) == callback.CAPTURE
    assert callback.hear(answer_for(attempt, REFUSED), act) == callback.NOTED
    assert Payment.objects.get().state == "confirmed"


def test_a_second_authorisation_of_the_same_number_is_not_captured(ordered, act):
    attempt = begun(ordered(), act)
    callback.hear(answer_for(attempt), act)
    assert callback.hear(answer_for(attempt, visit="again"), act) == callback.NOTED
    assert Payment.objects.count() == 1
    assert Attention.objects.filter(queue="payments").count() == 1


WRONG = [
    ("amount", {"amount": "1.00"}, "mismatch"),
    ("amount unread", {"amount": "154,80"}, "mismatch"),
    ("currency", {"currency": "978"}, "mismatch"),
    ("shop", {"clientid": "600000002"}, "mismatch"),
    ("order", {"oid": "oid_of_nobody"}, "unknown"),
]


@pytest.mark.parametrize(("what", "changed", "outcome"), WRONG, ids=[row[0] for row in WRONG])
def test_what_the_bank_says_of_another_sum_or_order_is_refused_and_shown(
    ordered, act, settings, what, changed, outcome
):
    said = signed(answer_for(begun(ordered(), act)), settings, **changed)
    assert callback.hear(said, act) == callback.FAILURE
    assert not Payment.objects.exists()
    assert outcomes() == [(outcome, 1)]
    assert Attention.objects.filter(queue="payments").count() == 1


@pytest.mark.parametrize(
    "changed", [{"amount": "1.00"}, {"ProcReturnCode": "00"}, {"HASH": ""}, {"HASH": "é"}]
)
def test_what_the_bank_did_not_sign_is_not_believed(ordered, act, changed):
    attempt = begun(ordered(), act)
    for said in (answer_for(attempt, REFUSED) | changed, {}):
        assert callback.hear(said, act) == callback.FAILURE
    attempt.refresh_from_db()
    assert (attempt.state, Payment.objects.count()) == ("started", 0)
    assert outcomes() == [("forged", 2)]  # one row for a day and a sender, whatever he invents
    assert not Attention.objects.exists()


@pytest.mark.parametrize("ending", ["paid", "lapsed"])
def test_a_late_success_becomes_credit_and_is_shown_to_staff(
    ordered, act, staff_act, settle, customer, ending
):
    proforma = ordered()
    attempt = begun(proforma, act)
    if ending == "paid":
        payments.confirm(payments.declare_transfer(proforma, staff_act), staff_act)
    else:
        settle(proforma.payable_until)
    assert callback.hear(answer_for(attempt), act) == callback.CAPTURE
    assert credit.balance(customer) == TTC
    assert outcomes() == [("late", 1)]
    assert Attention.objects.get(queue="payments").about == Payment.objects.get(method="cmi").public_id


def test_the_gate_is_answered_over_http_without_a_session(ordered, act, client_of):
    client, url = client_of(None), reverse("billing:card_callback")
    attempt = begun(ordered(), act)
    assert client.post(url, answer_for(attempt)).content == b"ACTION=POSTAUTH"
    assert client.post(url, {"oid": attempt.public_id}).content == b"FAILURE"
    assert client.get(url).status_code == 405
    assert EvidenceRecord.objects.filter(about=attempt.public_id, what="book").count() == 1


def test_what_the_browser_brings_back_proves_nothing(ordered, act, owner, client_of):
    attempt = begun(ordered(), act)
    client = client_of(owner)
    shown = client.post(reverse("billing:card_back"), answer_for(attempt), follow=True)
    assert shown.context["attempt"].state == "started"
    assert not Payment.objects.exists()
    assert client.post(reverse("billing:card_back"), {"oid": "x"}).url == reverse("billing:proformas")


def test_the_page_of_an_attempt_says_how_it_stands(ordered, act, owner, client_of):
    client = client_of(owner)
    client.cookies["language"] = "en"
    attempt = begun(ordered(), act)
    said = ["To the bank", "has refused", "it is paid"]
    for card, words in zip([None, REFUSED, GOOD], said, strict=True):
        if card:
            callback.hear(answer_for(attempt, card), act)
        assert words in client.get(attempt.get_absolute_url()).content.decode()


def test_a_sum_that_has_changed_is_no_longer_sent_to_the_bank(ordered, act, staff_act, owner, client_of):
    proforma = ordered()
    attempt = begun(proforma, act)
    payments.confirm(payments.declare_transfer(proforma, staff_act), staff_act, received=100_00)
    assert client_of(owner).get(attempt.get_absolute_url()).context["fields"] == {}


# --- several together ---------------------------------------------------------------------------------------
def test_a_joint_payment_is_paid_by_one_card(ordered, act, owner, client_of, customer):
    both = [ordered("a.com"), ordered("b.com")]
    bundle = payments.bundle(customer, both, act)
    client = client_of(owner)
    page = client.get(reverse("billing:pay", args=[bundle.public_id]))
    for proforma in both:
        assert str(proforma) in page.content.decode()
    card = client.get(client.post(reverse("billing:pay_card", args=[bundle.public_id])).url)
    assert card.context["fields"]["amount"] == "309.60"
    assert callback.hear(sandbox.answers(card.context["fields"], GOOD), act) == callback.CAPTURE
    assert Invoice.objects.count() == 2
    shown = client.get(card.context["attempt"].get_absolute_url())
    assert shown.context["attempt"].state == "booked"
    assert client.get(reverse("billing:pay", args=[bundle.public_id])).status_code == 200


def test_another_customers_joint_payment_is_not_found(ordered, act, stranger, client_of, customer):
    bundle = payments.bundle(customer, [ordered("a.com"), ordered("b.com")], act)
    assert client_of(stranger).get(reverse("billing:pay", args=[bundle.public_id])).status_code == 404
    assert client_of(stranger).post(reverse("billing:pay_card", args=[bundle.public_id])).status_code == 404


# --- the demo's gate --------------------------------------------------------------------------------------
def test_the_demos_gate_takes_only_what_the_shop_signed(ordered, act, client_of):
    fields = form.fields(begun(ordered(), act), "fr")
    client, gate = client_of(None), reverse("billing:card_gate")
    assert client.post(gate, fields).status_code == 200
    for changed in ({"amount": "1.00"}, {"clientid": "1"}, {"order": "forged"}):
        assert client.post(gate, fields | changed).status_code == 400


@pytest.mark.parametrize("url", ["card_gate", "agency"])
def test_production_has_no_demo_bank_and_no_demo_agency(client_of, settings, url):
    settings.DEMO = False
    assert client_of(None).post(reverse(f"billing:{url}"), secure=True).status_code == 404


# --- giving back ------------------------------------------------------------------------------------------
def test_a_refund_is_asked_for_in_the_merchant_interfaces_words(settings):
    settings.CMI_API_USER, settings.CMI_API_PASSWORD, settings.CMI_CLIENT_ID = "api", "<p&ss>", "600000001"
    asked = refund.request("oid_1", 10_05, "MAD")
    for words in (
        "<Type>Credit</Type>",
        "<OrderId>oid_1</OrderId>",
        "<Total>10.05</Total>",
        "&lt;p&amp;ss&gt;",
    ):
        assert words in asked


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [("<CC5Response><ProcReturnCode>99</ProcReturnCode><ErrMsg>no</ErrMsg></CC5Response>", PortRefused),
     ("<html", PortUnavailable)],
)  # fmt: skip
def test_a_refund_that_is_not_confirmed_is_no_refund(answer, wrong):
    yes = "<CC5Response><ProcReturnCode>00</ProcReturnCode><TransId>26333</TransId></CC5Response>"
    assert refund.read(yes.encode()) == "26333"
    with pytest.raises(wrong):
        refund.read(answer.encode())


def test_without_the_merchant_interface_staff_give_back_by_hand():
    with pytest.raises(PortRefused):
        refund.give_back("oid_1", 1, "MAD")


def test_the_sandbox_signs_every_field_it_posts(ordered, act, settings):
    said = sandbox.answers(form.fields(begun(ordered(), act), "fr"), GOOD)
    assert signing.is_signed(said, settings.CMI_STORE_KEY)
    assert set(said) > {"clientid", "amount", "currency", "oid", "ProcReturnCode", "TransId", "EXTRA.HOSTMSG"}
    assert CardAttempt.objects.count() == 1
