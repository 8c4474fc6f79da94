"""The reseller's API when its server misbehaves, and at the end of certificates: nothing doubled, nothing lost."""

from datetime import timedelta

import pytest
from cryptography import x509

from core import worker
from core.models import Attention
from notifications.models import Email
from ssl_certs.authority import authority_for
from ssl_certs.flows import certificates as flow
from ssl_certs.flows import orders
from ssl_certs.issued import ordered
from ssl_certs.lifecycle import issuing
from ssl_certs.models import Certificate, SslOrder
from tests import certificates, names
from tests.certificates import NAME, ORDERED, again, states, tried
from tests.ssl_certs.authority.reseller import PLACE, an_issued, begun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("entry")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


# --- as it should not be --------------------------------------------------------------------------------------
@pytest.mark.parametrize("mood", ["lost", "slow"])
def test_an_order_whose_answer_was_lost_is_found_and_not_placed_again(customer, central, mood):
    central.misbehave(mood, PLACE, "POST")
    certificate = begun(customer)
    assert certificate.state == "requesting"
    worker.settle(ORDERED + HOUR)
    certificate = again(certificate)
    assert (certificate.state, len(central.orders)) == ("validating", 1)
    assert certificate.validations.get().value == next(iter(central.orders.values()))["random"]


def test_a_reissue_whose_answer_was_lost_is_found_and_not_asked_again(customer, central):
    live = an_issued(customer, central)
    central.misbehave("lost", "reissue", "POST")
    second = issuing.begin(live.order, certificates.wanted(NAME), certificates.act(ORDERED + DAY))
    names.live_through(ORDERED + DAY + HOUR)
    assert states(second) == ("issued", "active")
    assert len(central.sent("POST", r"order/certificate/\d+/reissue")) == 1


@pytest.mark.parametrize("path", ["alternate", PLACE, "dcv-random-value", "validation"])
@pytest.mark.parametrize("mood", ["500", "html", "nonsense"])
def test_an_answer_that_is_none_is_asked_for_again_and_doubles_nothing(customer, central, mood, path):
    central.in_place.add(NAME)
    central.misbehave(mood, path)
    certificate = begun(customer)
    worker.settle(ORDERED + HOUR)
    certificate = tried(certificate, ORDERED + HOUR)
    names.live_through(ORDERED + 2 * HOUR)
    assert states(certificate) == ("issued", "active")
    assert len(central.orders) == 1
    assert Email.objects.filter(kind="ssl_certs.issued").count() == 1


def test_a_limit_of_requests_is_obeyed_before_anything_else_is_asked(customer, central):
    """429 with Retry-After: the API is left alone; then all goes on."""
    central.misbehave("429")
    certificate = begun(customer)
    assert "429" in certificate.call_error
    seen = len(central.received)
    worker.settle(ORDERED + HOUR)
    assert (len(central.received), "asked to wait" in again(certificate).call_error) == (seen, True)
    authority_for("digicert").client.quiet_until = 0.0
    worker.settle(ORDERED + 2 * HOUR)
    assert again(certificate).state == "validating"


def test_an_unknown_status_is_no_answer_and_staff_are_told_when_it_stays(customer, central):
    certificate = begun(customer)
    central.statuses["order"] = "teleported"
    names.live_through(ORDERED + DAY)
    assert (again(certificate).state, "teleported" in again(certificate).call_error) == ("validating", True)
    assert Attention.objects.filter(queue="port").count() == 1
    central.statuses.clear()
    central.in_place.add(NAME)
    names.live_through(ORDERED + 2 * DAY)
    assert states(tried(certificate, ORDERED + 2 * DAY)) == ("issued", "active")


def test_a_certificate_for_another_key_is_not_delivered(customer, central):
    central.other_key = True
    central.in_place.add(NAME)
    certificate = tried(begun(customer), ORDERED + HOUR)
    assert (certificate.state, certificate.pem) == ("validating", "")
    assert Email.objects.filter(kind="ssl_certs.wrong_certificate").count() == 1
    assert Attention.objects.filter(queue="ssl_authority").count() == 1


def test_a_chain_in_the_wrong_order_is_put_right(customer, central):
    central.disorder = True
    certificate = an_issued(customer, central)
    leaf = x509.load_pem_x509_certificate(certificate.pem.encode())
    chain = x509.load_pem_x509_certificates(certificate.chain.encode())
    assert (len(chain), ordered(leaf, chain)) == (2, chain)
    assert leaf.subject.rfc4514_string() == f"CN={NAME}"


def test_an_order_rejected_by_the_authority_is_refused_with_its_word(customer, central):
    """SSL-13.2."""
    certificate = begun(customer)
    next(iter(central.orders.values()))["status"] = "rejected"
    worker.settle(ORDERED + HOUR)
    assert states(certificate) == ("refused", "refused")
    assert again(certificate).refusal_code == "rejected"


def test_a_key_that_the_api_does_not_take_is_our_affair_and_refuses_nobody(
    customer, central, entry, settings, tmp_path
):
    wrong = tmp_path / "wrong"
    wrong.write_text("another key")
    settings.AUTHORITIES = {"digicert": entry | {"key_file": str(wrong)}}
    certificate = begun(customer)
    assert states(certificate) == ("requesting", "validating")
    assert Attention.objects.filter(queue="ssl_authority").count() == 1
    assert not Email.objects.filter(kind="ssl_certs.refused").exists()


# --- the end --------------------------------------------------------------------------------------------------
def test_a_pending_order_that_is_cancelled_is_cancelled_there(customer, central):
    certificate = begun(customer)
    orders.verbs["cancel"](SslOrder.objects.get(), certificates.act(ORDERED + HOUR))
    central.misbehave("lost", "status", "PUT")
    names.live_through(ORDERED + 2 * HOUR)
    assert states(certificate) == ("abandoned", "cancelled")
    assert next(iter(central.orders.values()))["status"] == "canceled"


def test_an_order_cancelled_while_it_is_issued_ends_revoked(customer, central):
    central.in_place.add(NAME)
    certificate = begun(customer)
    certificates.proven(certificate, ORDERED + HOUR)
    central.misbehave("lost", "check-dcv")
    worker.settle(ORDERED + HOUR)
    assert again(certificate).state == "validating"
    orders.verbs["cancel"](SslOrder.objects.get(), certificates.act(ORDERED + HOUR))
    names.live_through(ORDERED + 2 * HOUR)
    assert states(certificate) == ("revoked", "cancelled")
    [theirs] = next(iter(central.orders.values()))["certificates"]
    assert (theirs["status"], theirs["reason"]) == ("revoked", "cessation_of_operation")


def revoked(certificate: Certificate, now) -> Certificate:
    flow.verbs["revoke"](certificate, certificates.act(now), code=1)
    worker.settle(now)
    return again(certificate)


def test_a_revocation_whose_answer_was_lost_is_not_taken_for_a_refusal(customer, central):
    certificate = an_issued(customer, central)
    central.misbehave("lost", "revoke", "PUT")
    assert revoked(certificate, ORDERED + DAY).state == "revoking"
    names.live_through(ORDERED + DAY + HOUR)
    assert again(certificate).state == "revoked"
    assert next(iter(central.orders.values()))["certificates"][0]["reason"] == "key_compromise"


def test_a_revocation_that_waits_for_approval_is_asked_for_once_and_done_when_approved(customer, central):
    """SSL-7.2b: asked, sent, done."""
    certificate = an_issued(customer, central)
    central.approves = False
    assert revoked(certificate, ORDERED + DAY).state == "revoking"
    names.live_through(ORDERED + DAY + 3 * HOUR)
    [request] = next(iter(central.orders.values()))["requests"]
    request["status"] = "approved"
    names.live_through(ORDERED + DAY + 5 * HOUR)
    certificate = again(certificate)
    assert (certificate.state, certificate.revocation_sent_at) == ("revoked", ORDERED + DAY)
    assert certificate.revoked_at > ORDERED + DAY + 3 * HOUR
    assert len(central.sent("PUT", r"certificate/\w+/revoke")) == 1


def test_a_revocation_that_is_rejected_is_for_staff_and_not_asked_blindly_again(customer, central):
    certificate = an_issued(customer, central)
    central.approves = False
    revoked(certificate, ORDERED + DAY)
    next(iter(central.orders.values()))["requests"][0]["status"] = "rejected"
    names.live_through(ORDERED + DAY + 2 * HOUR)
    assert again(certificate).state == "revoking"
    assert Attention.objects.filter(queue="ssl_authority").count() == 1
    assert len(central.sent("PUT", r"certificate/\w+/revoke")) == 1


def test_nothing_is_revoked_before_the_pending_reissue_is_given_up(customer, central):
    live = an_issued(customer, central)
    central.orders[int(live.reference.split("/")[0])]["approved"].clear()
    second = issuing.begin(live.order, certificates.wanted(NAME), certificates.act(ORDERED + DAY))
    worker.settle(ORDERED + DAY)
    assert again(second).state == "validating"
    orders.verbs["cancel"](SslOrder.objects.get(), certificates.act(ORDERED + 2 * DAY))
    names.live_through(ORDERED + 2 * DAY + HOUR)
    assert [c.state for c in live.order.certificates.order_by("number")] == ["revoked", "abandoned"]
    assert SslOrder.objects.get().state == "cancelled"
