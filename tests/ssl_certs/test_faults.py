"""What the authority does wrong, and what becomes of it: a known state and an honest message, each time.

The sandbox authority misbehaves by the name's first label or by a plan of faults; the customer is Argan Studio.
"""

from datetime import date, timedelta

import pytest
from cryptography import x509

from core import clock, worker
from ssl_certs import answers
from ssl_certs.authority import Issued, faults
from ssl_certs.authority.faults import Fault, FaultPlan, Kind
from ssl_certs.authority.models import SandboxIssue
from ssl_certs.authority.sandbox import adapter
from ssl_certs.issued import key_digest, ordered
from ssl_certs.lifecycle import issuing
from ssl_certs.models import SslOrder
from tests import certificates, names
from tests.certificates import ORDERED, again, begun, mails, staff, states, tried

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reads_english")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


# --- what the authority finds -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "words", "way_out"),
    [
        (
            "mauvais.example.ma",
            "mauvais.example.ma is not the one expected",
            "Put the exact value in place",
        ),
        ("caa.example.ma", "a CAA record forbids issuance: caa.example.ma", "Add it to the record"),
        ("servfail.example.ma", "SERVFAIL looking up CAA for servfail.example.ma", "Mend it, then ask again"),
    ],
)
def test_a_name_that_the_authority_cannot_confirm_is_told_with_its_words_and_the_way_out(
    customer, name, words, way_out
):
    """SSL-A2-1.1: nothing is issued, the customer may mend it and ask again."""
    certificate = begun(customer, name)
    certificate = tried(certificate, ORDERED + HOUR)
    row = certificate.validations.get()
    assert (states(certificate), row.state) == (("validating", "validating"), "failed")
    assert words in row.problem
    [mail] = mails("name_failed")
    assert words in mail.text
    assert way_out in mail.text
    tried(certificate, ORDERED + 2 * HOUR)
    assert len(mails("name_failed")) == 2, "each look that he asks for is answered"


def test_a_token_that_grew_too_old_is_replaced_and_the_new_one_told_the_same_day(customer):
    certificate = begun(customer, "expire.example.ma")
    old = certificate.validations.get().value
    certificate = tried(certificate, ORDERED + 2 * HOUR)
    row = certificate.validations.get()
    assert (row.state, row.value != old) == ("waiting", True)
    assert [old in mail.text for mail in mails("instructions")] == [True, False]
    assert row.value in mails("instructions")[1].text
    tried(certificate, ORDERED + 3 * HOUR)
    assert states(certificate) == ("issued", "active")


def test_a_look_that_comes_after_the_tokens_end_is_not_taken_for_proof(customer):
    """The last try comes while the clock is not running: the authority itself refuses the old token."""
    certificate = begun(customer, "expire.example.ma")
    certificates.proven(certificate, ORDERED + 2 * HOUR)
    assert SandboxIssue.objects.get().proven == {}
    worker.settle(ORDERED + 2 * HOUR)
    assert SandboxIssue.objects.get().proven == {}


# --- refusals -----------------------------------------------------------------------------------------------
def test_a_first_certificate_that_is_refused_says_why_and_until_when_the_order_can_be_cancelled(customer):
    """SSL-13.2, SSL-6.1."""
    certificate = begun(customer, "refuse.example.ma")
    assert states(certificate) == ("refused", "refused")
    [mail] = mails("refused")
    assert "forbids refuse.example.ma" in mail.text
    assert "12" in mail.text, "cancellable until 12 December"
    assert len(staff("ssl_refused")) == 1
    issuing.begin(
        certificate.order, certificates.wanted("argan.example.ma"), certificates.act(ORDERED + HOUR)
    )
    worker.settle(ORDERED + HOUR)
    certificate = tried(certificate.order.certificates.get(number=2), ORDERED + 2 * HOUR)
    assert states(certificate) == ("issued", "active"), "another name is another try"


def test_a_reissue_refused_near_the_deadline_leaves_the_live_certificate_and_its_notices(customer):
    """C-09, SSL-4.1b: customer and staff are told; what is served goes on until its end."""
    live = certificates.an_issued(customer, ORDERED, auto=True)
    refusal = Fault(Kind.REFUSAL, "request", times=9, code="rejectedIdentifier")
    with faults.injected(FaultPlan(scripted=[refusal])):
        names.live_through(clock.at_local(date(2027, 5, 21)))
    assert states(live) == ("issued", "reissue_due")
    assert live.order.certificates.get(number=2).state == "refused"
    [mail] = mails("refused")
    assert "lives on until it expires" in mail.text, "the live one lives on until it expires"
    assert len(staff("ssl_refused")) == 1
    names.live_through(clock.at_local(date(2027, 6, 10)))
    told = [n for _day, n, _clause in certificates.calendar(live.order) if "expiry_notice" in n]
    assert [n.split()[-1] for n in told] == ["15", "7", "3", "0"]
    assert states(live) == ("expired", "reissue_due")


def test_a_refusal_that_is_about_us_waits_for_staff_and_tells_the_customer_nothing_false(customer):
    """Our account is out of credit: the certificate is not refused, staff pay, tomorrow it is asked again."""
    refusal = Fault(Kind.REFUSAL, "request", code="billing")
    with faults.injected(FaultPlan(scripted=[refusal])):
        certificate = begun(customer, "argan.example.ma")
    assert states(certificate) == ("requesting", "validating")
    assert (len(staff("ssl_authority")), mails("refused")) == (1, [])
    worker.settle(ORDERED + DAY + HOUR)
    assert states(certificate) == ("validating", "validating")


# --- outages --------------------------------------------------------------------------------------------------
def test_an_authority_down_for_two_days_in_the_middle_of_an_order_delays_it_and_no_more(customer):
    certificate = begun(customer, "argan.example.ma")
    certificates.proven(certificate, ORDERED + HOUR)
    outage = (ORDERED + HOUR, ORDERED + HOUR + 2 * DAY)
    with faults.injected(FaultPlan(outages=[outage])) as plan:
        for hours in range(1, 49):
            worker.settle(ORDERED + hours * HOUR)
        assert states(certificate) == ("validating", "validating")
        assert "nobody answers" in again(certificate).call_error
        assert len(staff("port")) == 1, "staff know, once"
        assert plan.happened["outage"] < 30, "it is asked less and less often"
        names.live_through(ORDERED + 3 * DAY)
    assert states(certificate) == ("issued", "active")
    assert (len(mails("issued")), SandboxIssue.objects.count()) == (1, 1)
    assert again(certificate).call_error == ""


def test_a_reissue_that_comes_after_the_old_certificates_end_is_delivered_all_the_same(customer):
    """The authority is down from some days before the live certificate's end until some days after."""
    live = certificates.an_issued(customer, ORDERED)
    dark = (clock.at_local(date(2027, 6, 8)), clock.at_local(date(2027, 6, 11)))
    names.live_through(dark[0])
    wanted = certificates.wanted("argan.example.ma")
    second = issuing.begin(live.order, wanted, certificates.act(dark[0] - HOUR))
    worker.settle(dark[0] - HOUR)
    certificates.proven(second, dark[0])
    with faults.injected(FaultPlan(outages=[dark])):
        names.live_through(clock.at_local(date(2027, 6, 12)))
    assert states(live) == ("expired", "active")
    assert states(second) == ("issued", "active")
    assert staff("late_answer") == []


def test_a_request_still_open_when_the_year_ends_is_given_up_with_it(customer):
    """SSL-3.1a: nothing is issued for a year that is over."""
    live = certificates.an_issued(customer, ORDERED)
    names.live_through(clock.at_local(date(2027, 11, 22)))
    when = clock.at_local(date(2027, 11, 22), 10)
    issuing.begin(live.order, certificates.wanted("argan.example.ma"), certificates.act(when))
    names.live_through(clock.at_local(date(2027, 11, 24)))
    assert [c.state for c in live.order.certificates.order_by("number")] == ["expired", "abandoned"]
    assert SslOrder.objects.get().state == "expired"


# --- what was issued is not what was asked for ------------------------------------------------------------------
def test_a_certificate_for_another_key_is_not_delivered_and_the_right_one_is_when_it_comes(customer):
    certificate = tried(begun(customer, "autrecle.example.ma"), ORDERED + HOUR)
    assert states(certificate) == ("validating", "validating")
    assert (certificate.pem, mails("issued")) == ("", [])
    assert len(mails("wrong_certificate")) == len(staff("ssl_authority")) == 1
    names.live_through(ORDERED + 2 * DAY)
    certificate = again(certificate)
    assert states(certificate) == ("issued", "active")
    leaf = x509.load_pem_x509_certificate(certificate.pem.encode())
    assert key_digest(leaf.public_key()) == certificate.key_digest
    assert (len(mails("wrong_certificate")), len(mails("issued"))) == (1, 1)


def test_a_certificate_that_lacks_a_name_is_not_delivered(customer):
    certificate = begun(customer, "argan.example.ma")
    SandboxIssue.objects.update(
        names=["other.example.ma"], tokens={}, proven={"other.example.ma": "2026-11-22"}
    )
    worker.settle(ORDERED + HOUR)
    assert (states(certificate), again(certificate).pem) == (("validating", "validating"), "")
    assert len(mails("wrong_certificate")) == 1


def test_the_old_certificate_given_once_more_is_not_taken_for_its_successor(customer, monkeypatch):
    live = certificates.an_issued(customer, ORDERED)
    when = ORDERED + 30 * DAY
    wanted = certificates.wanted("argan.example.ma", pem=live.csr)
    second = issuing.begin(live.order, wanted, certificates.act(when))
    monkeypatch.setattr(adapter, "_given", lambda issue: Issued(live.pem, live.chain))
    worker.settle(when)
    assert (states(live), states(second)) == (("issued", "active"), ("validating", "active"))
    assert len(mails("wrong_certificate")) == 1


def test_a_chain_out_of_order_is_delivered_in_order(customer):
    certificate = tried(begun(customer, "desordre.example.ma"), ORDERED + HOUR)
    assert certificate.state == "issued"
    leaf = x509.load_pem_x509_certificate(certificate.pem.encode())
    chain = x509.load_pem_x509_certificates(certificate.chain.encode())
    assert [leaf.issuer, chain[0].issuer] == [c.subject for c in chain]
    assert ordered(leaf, chain) == chain
    leaf.verify_directly_issued_by(chain[0])


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (timedelta(hours=1), timedelta(minutes=15)),
        (timedelta(hours=23), timedelta(minutes=15)),
        (timedelta(days=2), timedelta(hours=2)),
        (timedelta(days=6, hours=23), timedelta(hours=2)),
        (timedelta(days=8), timedelta(days=1)),
        (timedelta(days=100), timedelta(days=1)),
    ],
)
def test_an_authority_is_asked_less_and_less_about_a_request_that_waits_for_its_customer(customer, age, wait):
    certificate = certificates.begun(customer)
    now = ORDERED + age
    answers.ask_again(certificate, certificates.act(now))
    assert certificate.call_at == now + wait
