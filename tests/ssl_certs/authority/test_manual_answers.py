"""What staff may not type of an authority's answer: it is compared with what was asked for, and told in words."""

import pytest
from django.urls import reverse

from core import worker
from ssl_certs.authority.choosing import faults
from ssl_certs.authority.models import ManualRequest
from ssl_certs.flows import certificates as flow
from ssl_certs.lifecycle import issuing
from ssl_certs.models import Certificate
from tests import certificates, names
from tests.cast import person
from tests.certificates import NAME, ORDERED, begun, states
from tests.ssl_certs.authority.by_hand import DAY, HOST, HOUR, asked, bundle, issued, placed
from tests.tiny_ca import pem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_hand")]
SECRET = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----"


# --- what staff may not type ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reference": ""}, "Type the number"),
        ({"where_0": "_dnsauth.other.ma"}, "at argan.example.ma or below it"),
        ({"value_0": " "}, "Type the value"),
        ({"expires_at": "2020-01-01 10:00"}, "This instant has passed"),
        ({"code": "caa"}, "own words"),
        ({"message": "no"}, "Choose the kind"),
    ],
)
def test_an_answer_that_is_not_whole_is_not_taken(customer, desk, fields, words):
    begun(customer)
    typed = {"reference": "4711", "record": "TXT", "where_0": HOST, "value_0": "tok3n"} | fields
    page = desk.types(asked("place"), ORDERED + HOUR, **typed)
    assert (page.status_code, asked("place").answered_at) == (200, None)
    assert words in page.content.decode().replace("&#x27;", "'")


def an_open_look(desk, customer) -> Certificate:
    certificate = placed(desk, begun(customer))
    certificates.proven(certificate, ORDERED + 3 * HOUR)
    worker.settle(ORDERED + 3 * HOUR)
    return certificate


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda ca, c: bundle(ca, c, other_key=True), "for another key"),
        (lambda ca, c: bundle(ca, c, names=["other.example.ma"]), "lacks a name"),
        (lambda ca, c: bundle(ca, c, ORDERED - 300 * DAY), "not in force today"),
        (lambda ca, c: pem(ca.leaf(c.csr, c.names, ORDERED, False)), "The chain is missing"),
        (lambda ca, c: "hello", "no certificate in PEM"),
        (lambda ca, c: ca.intermediate_pem, "no certificate in PEM"),
        (lambda ca, c: c.csr, "no certificate in PEM"),
    ],
)
def test_a_certificate_that_does_not_fit_is_not_taken(customer, desk, ca, made, words):
    """SSL-11.1: key, names, dates and chain are compared with the request."""
    certificate = an_open_look(desk, customer)
    page = desk.types(asked("look"), ORDERED + 4 * HOUR, proven_0="on", certificate=made(ca, certificate))
    assert (page.status_code, asked("look").answered_at) == (200, None)
    assert words in page.content.decode()


def test_the_old_certificate_is_not_taken_for_its_reissue(customer, desk, ca):
    live = issued(desk, ca, begun(customer))
    when = ORDERED + 30 * DAY
    second = issuing.begin(live.order, certificates.wanted(NAME, pem=live.csr), certificates.act(when))
    worker.settle(when)
    typed = {"reference": "4712", "proven_0": "on", "certificate": live.pem + live.chain}
    page = desk.types(asked("place"), when + HOUR, **typed)
    assert "the old certificate once more" in page.content.decode()
    leaf = ca.leaf(second.csr, second.names, when, False)
    desk.types(asked("place"), when + HOUR, **typed | {"certificate": pem(leaf) + ca.intermediate_pem})
    names.live_through(when + 3 * HOUR)
    assert (states(live)[0], states(second)) == ("replaced", ("issued", "active"))


@pytest.mark.parametrize("field", ["certificate", "problem_0", "message"])
def test_a_private_key_is_neither_kept_nor_shown_again(customer, desk, field):
    """SSL-13.4."""
    an_open_look(desk, customer)
    page = desk.types(asked("look"), ORDERED + 4 * HOUR, **{field: SECRET})
    text = page.content.decode()
    assert ("MIIEvQIBADANBg" in text, "That was a private key" in text) == (False, True)
    assert "MIIEvQ" not in str(ManualRequest.objects.values_list("answer", "details"))


def test_a_name_is_proven_or_it_is_not(customer, desk):
    an_open_look(desk, customer)
    page = desk.types(asked("look"), ORDERED + 4 * HOUR, proven_0="on", problem_0="not found")
    assert "keep one of the two" in page.content.decode()


@pytest.mark.parametrize("instant", ["2026-11-21 10:00", "2027-11-22 10:00", "yesterday"])
def test_a_revocation_lies_between_issuance_and_now(customer, desk, ca, instant):
    certificate = issued(desk, ca, begun(customer))
    flow.verbs["revoke"](certificate, certificates.act(ORDERED + DAY), code=1)
    worker.settle(ORDERED + DAY)
    assert desk.types(asked("revoke"), ORDERED + DAY + HOUR, revoked_at=instant).status_code == 200
    assert asked("revoke").answered_at is None


def test_a_request_is_answered_once_and_only_by_those_who_may(customer, desk, client_of):
    begun(customer)
    row = asked("place")
    clerk = person("clerk@portal.example", is_staff=True)
    url = reverse("admin:ssl_certs_manualrequest_answer", args=[row.pk])
    assert client_of(clerk).get(url).status_code == 403
    page = desk.client.get(url).content.decode()
    assert "BEGIN CERTIFICATE REQUEST" in page
    assert NAME in page
    desk.types(row, ORDERED + HOUR, code="product", message="not sold any more")
    assert desk.client.get(url).status_code == 404


def test_two_hundred_and_fifty_names_are_typed_in_one_form(customer, desk):
    many = [f"n{n}.example.ma" for n in range(250)]
    certificate = begun(customer, *many, code="positivessl-multi")
    fields = {"reference": "4711", "record": "CNAME"}
    for n, name in enumerate(many):
        fields |= {f"where_{n}": f"_dnsauth.{name}", f"value_{n}": f"v{n}.authority.example"}
    assert desk.types(asked("place"), ORDERED + HOUR, **fields).status_code == 302
    worker.settle(ORDERED + 2 * HOUR)
    rows = certificate.validations.order_by("pk")
    assert (rows.count(), rows.last().record, rows.last().value) == (250, "CNAME", "v249.authority.example")


def test_settings_of_an_authority_by_hand_are_none(settings):
    settings.AUTHORITIES = {"certum": {"adapter": "manual", "key": "x"}}
    [fault] = faults()
    assert "«key» is no setting of an authority by hand" in fault.msg
