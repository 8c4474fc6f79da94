"""The reseller's API through whole lives of certificates, against a server that speaks its format and misbehaves."""

from datetime import timedelta

import pytest
from cryptography import x509

from core import worker
from core.ports import PortUnavailable
from ssl_certs.authority import authority_for
from ssl_certs.authority.choosing import faults
from ssl_certs.lifecycle import issuing
from tests import certificates, names
from tests.certcentral import KEY
from tests.certificates import NAME, ORDERED, again, states, tried
from tests.ssl_certs.authority.reseller import PLACE, an_issued, begun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("entry")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


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
