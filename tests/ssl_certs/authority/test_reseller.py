"""The reseller's API through whole lives of certificates, against a server that speaks its format and misbehaves."""

from datetime import date, timedelta

import pytest
from cryptography import x509

from core import clock, worker
from core.models import Attention
from core.ports import PortUnavailable
from notifications.models import Email
from ssl_certs.authority import authority_for
from ssl_certs.authority.choosing import faults
from ssl_certs.flows import certificates as flow
from ssl_certs.flows import orders
from ssl_certs.issued import ordered
from ssl_certs.lifecycle import issuing
from ssl_certs.models import Certificate, SslOrder
from tests import certificates, names
from tests.certcentral import KEY, CertCentral

pytestmark = pytest.mark.django_db
ORDERED = clock.at_local(date(2026, 11, 22), 10)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAME = "argan.example.ma"
PLACE = r"order/certificate/[a-z_]+"


@pytest.fixture
def central():
    with CertCentral() as server:
        yield server


@pytest.fixture(autouse=True)
def entry(settings, tmp_path, central):
    key = tmp_path / "key"
    key.write_text(f"{KEY}\n")
    found = {"adapter": "reseller", "key_file": str(key), "base_url": central.url, "answer_seconds": 0.5}
    settings.AUTHORITIES = {"digicert": found}
    return found


def begun(customer, *wanted: str, code: str = "rapidssl", method: str = "dns", now=ORDERED) -> Certificate:
    wanted = wanted or (NAME,)
    order = certificates.an_order(customer, now, code, wanted[0])
    certificate = issuing.begin(order, certificates.wanted(*wanted, method=method), certificates.act(now))
    worker.settle(now)
    return again(certificate)


def tried(certificate: Certificate, now) -> Certificate:
    certificates.proven(certificate, now)
    worker.settle(now)
    return again(certificate)


def an_issued(customer, central, **facts) -> Certificate:
    central.in_place.add(NAME)
    certificate = tried(begun(customer, **facts), ORDERED + HOUR)
    assert certificate.state == "issued"
    return certificate


def again(certificate: Certificate) -> Certificate:
    return Certificate.objects.select_related(*Certificate.schedule_related).get(pk=certificate.pk)


def states(certificate: Certificate) -> tuple[str, str]:
    certificate = again(certificate)
    return certificate.state, certificate.order.state


# --- as it should be ------------------------------------------------------------------------------------------
def test_an_order_goes_out_once_with_no_more_than_the_authority_needs(customer, central):
    certificate = begun(customer)
    [body] = central.sent("POST", PLACE)
    assert (body["alternative_order_id"], body["dcv_method"]) == (certificate.public_id, "dns-txt-token")
    assert (body["order_validity"], body["skip_approval"]) == ({"years": 1}, True)
    said = body["certificate"]
    assert (said["common_name"], said["dns_names"], said["csr"]) == (NAME, [], certificate.csr)
    assert said["cert_validity"] == {"custom_expiration_date": "09 JUN 2027"}, "199 days (C-09)"
    assert "organization" not in body
    assert "PRIVATE" not in str(body)
    [order] = central.orders.values()
    assert (order["product"], certificate.reference) == (
        "ssl_dv_rapidssl", f"{order['id']}/{order['certificates'][0]['id']}"
    )  # fmt: skip
    row = certificate.validations.get()
    assert (row.host, row.record, row.value) == (f"_dnsauth.{NAME}", "TXT", order["random"])
    assert row.expires_at == central.now + 30 * DAY


def test_a_name_not_in_place_is_told_and_issued_once_it_is(customer, central):
    certificate = tried(begun(customer), ORDERED + HOUR)
    row = certificate.validations.get()
    assert (row.state, row.problem) == ("failed", "the random value was not found")
    central.in_place.add(NAME)
    certificate = tried(certificate, ORDERED + 2 * HOUR)
    assert states(certificate) == ("issued", "active")
    leaf = x509.load_pem_x509_certificate(certificate.pem.encode())
    [between, _root] = x509.load_pem_x509_certificates(certificate.chain.encode())
    leaf.verify_directly_issued_by(between)


def test_a_file_is_looked_for_by_http_and_a_missing_one_said_in_the_authoritys_words(customer, central):
    certificate = begun(customer, method="http")
    row = certificate.validations.get()
    assert (row.path, row.host) == ("/.well-known/pki-validation/fileauth.txt", "")
    certificate = tried(certificate, ORDERED + HOUR)
    assert "expected file location" in certificate.validations.get().problem
    central.in_place.add(NAME)
    assert states(tried(certificate, ORDERED + 2 * HOUR))[0] == "issued"


def test_a_mail_goes_to_the_address_chosen_and_the_click_is_waited_for(customer, central):
    certificate = begun(customer, method="email")
    [body] = central.sent("POST", PLACE)
    assert body["dcv_emails"] == [{"dns_name": NAME, "email_domain": NAME, "email": f"admin@{NAME}"}]
    certificate = tried(certificate, ORDERED + HOUR)
    assert certificate.validations.get().state == "submitted", "not found is not said of a mail"
    central.click(NAME)
    names.live_through(ORDERED + 3 * HOUR)
    assert states(certificate) == ("issued", "active")


def test_names_with_different_ways_are_all_proven_by_dns(customer, central):
    """One order has one way; the customer is told the one that is asked for."""
    order = certificates.an_order(customer, ORDERED, "rapidssl", NAME)
    wanted = certificates.wanted(NAME, f"www.{NAME}")
    wanted = issuing.Wanted(**vars(wanted) | {"methods": {NAME: "http", f"www.{NAME}": "email"}})
    certificate = issuing.begin(order, wanted, certificates.act(ORDERED))
    worker.settle(ORDERED)
    assert [(row.method, row.record) for row in certificate.validations.all()] == [("dns", "TXT")] * 2
    assert central.sent("POST", PLACE)[0]["dcv_method"] == "dns-txt-token"


def test_an_organisation_is_named_and_nothing_handed_on_before_our_own_checks_are_done(customer, central):
    """SSL-A2-2.1."""
    certificate = begun(customer, code="true-businessid")
    order = certificate.order
    steps = [order.vetting.create(customer=customer, kind=kind) for kind in ("documents", "call")]
    said = central.sent("POST", PLACE)[0]["organization"]
    assert (said["name"], said["country"]) == ("Argan Studio SARL", "ma")
    central.in_place.add(NAME)
    certificate = tried(certificate, ORDERED + HOUR)
    assert (certificate.state, certificate.pem) == ("validating", "")
    for step in steps:
        step.__class__.objects.filter(pk=step.pk).update(state="done")
    names.live_through(ORDERED + 3 * HOUR)
    assert states(certificate) == ("issued", "active")


def test_a_reissue_stays_in_the_order_and_may_need_no_new_proof(customer, central):
    """C-09."""
    live = an_issued(customer, central)
    when = ORDERED + 30 * DAY
    second = issuing.begin(live.order, certificates.wanted(NAME, pem=live.csr), certificates.act(when))
    names.live_through(when + HOUR)
    second = again(second)
    assert (states(live)[0], states(second)) == ("replaced", ("issued", "active"))
    assert (len(central.orders), second.serial == live.serial) == (1, False)
    assert second.reference.split("/")[0] == live.reference.split("/")[0]
    [body] = central.sent("POST", r"order/certificate/\d+/reissue")
    assert body["certificate"]["cert_validity"] == {"custom_expiration_date": "09 JUL 2027"}


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


# --- the settings ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"base_url": "http://certs.example"}, "base_url must begin with https://."),
        ({"key_file": ""}, "«key_file» is missing"),
        ({"key_file": "/nowhere"}, "key_file names /nowhere, which is not there."),
        ({"dns": "mx"}, "dns is «mx»; known: txt, cname."),
        ({"token": "s3cret"}, "«token» is no setting of a reseller's API."),
        ({"answer_seconds": "long"}, "answer_seconds must be a number."),
    ],
)
def test_a_faulty_setting_is_named_in_words(settings, entry, change, said):
    settings.AUTHORITIES = {"digicert": entry | change}
    [fault] = faults()
    assert said in fault.msg


def test_the_key_stays_out_of_what_is_printed(entry):
    authority = authority_for("digicert")
    assert KEY not in repr(authority.connection)


def test_a_host_that_does_not_answer_is_no_refusal(settings, entry):
    settings.AUTHORITIES = {"digicert": entry | {"base_url": "http://127.0.0.1:9/services/v2"}}
    with pytest.raises(PortUnavailable, match="ConnectError"):
        authority_for("digicert").client.ask("GET", "order/certificate/1")
