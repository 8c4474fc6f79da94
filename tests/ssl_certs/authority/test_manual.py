"""The authority by hand: one work item for each thing asked; what staff type is checked, then it is the answer."""

import pytest
from cryptography import x509
from django.urls import reverse

from core import clock, worker
from core.models import Attention
from notifications.models import Email
from ssl_certs.authority.models import ManualRequest
from ssl_certs.flows import certificates as flow
from ssl_certs.flows import orders
from ssl_certs.models import SslOrder
from tests import certificates, names
from tests.certificates import ORDERED, again, begun, states
from tests.ssl_certs.authority.by_hand import DAY, HOST, HOUR, asked, bundle, issued, looked, placed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_hand")]


# --- a whole life ---------------------------------------------------------------------------------------------
def test_a_certificate_is_placed_looked_for_and_issued_by_hand(customer, desk, ca):
    """SSL-10.4a: number, token, finding, certificate, each typed once."""
    certificate = begun(customer)
    assert states(certificate) == ("requesting", "validating")
    item = Attention.objects.get(queue="authority_by_hand")
    assert (item.about, item.clause) == (certificate.public_id, "SSL-10.4a")
    certificate = placed(desk, certificate)
    row = certificate.validations.get()
    assert (certificate.reference, row.host, row.record, row.value) == ("4711", HOST, "TXT", "tok3n")
    assert "tok3n" in Email.objects.filter(kind="ssl_certs.instructions").first().text
    assert not ManualRequest.objects.filter(command="look").exists(), (
        "nobody looks before the customer is ready"
    )
    certificate = looked(desk, ca, certificate)
    assert states(certificate) == ("issued", "active")
    leaf = x509.load_pem_x509_certificate(certificate.pem.encode())
    chain = x509.load_pem_x509_certificates(certificate.chain.encode())
    assert [leaf.issuer, chain[0].issuer] == [one.subject for one in chain], "put in order"
    assert not Attention.objects.filter(queue="authority_by_hand", closed_at=None).exists()


def test_asking_again_opens_no_second_work_item(customer):
    begun(customer)
    names.live_through(ORDERED + DAY)
    assert (ManualRequest.objects.count(), Attention.objects.filter(queue="authority_by_hand").count()) == (
        1,
        1,
    )


def test_what_staff_found_wrong_is_told_and_a_new_try_is_a_new_look(customer, desk):
    certificate = placed(desk, begun(customer))
    for n in (1, 2):
        now = ORDERED + n * DAY
        certificates.proven(certificate, now)
        worker.settle(now)
        assert ManualRequest.objects.filter(command="look").count() == n
        desk.types(asked("look"), now + HOUR, problem_0=f"not found, try {n}")
        names.live_through(now + 3 * HOUR)
        row = certificate.validations.get()
        assert (row.state, row.problem) == ("failed", f"not found, try {n}")
    assert Email.objects.filter(kind="ssl_certs.name_failed").count() == 2


def test_a_complete_order_is_looked_at_once_a_day_until_it_is_issued(customer, desk, ca):
    certificate = placed(desk, begun(customer))
    certificates.proven(certificate, ORDERED + 3 * HOUR)
    worker.settle(ORDERED + 3 * HOUR)
    desk.types(asked("look"), ORDERED + 4 * HOUR, proven_0="on")
    names.live_through(ORDERED + 20 * HOUR)
    assert (ManualRequest.objects.filter(command="look").count(), states(certificate)[0]) == (1, "validating")
    names.live_through(ORDERED + 36 * HOUR)
    assert ManualRequest.objects.filter(command="look").count() == 2
    desk.types(asked("look"), ORDERED + 37 * HOUR, certificate=bundle(ca, certificate))
    names.live_through(ORDERED + 40 * HOUR)
    assert states(certificate) == ("issued", "active")


def test_tokens_that_grew_too_old_are_asked_for_again(customer, desk):
    certificate = placed(desk, begun(customer), expires_at="2026-11-22 15:00")
    names.live_through(ORDERED + 7 * HOUR)
    assert again(certificate).state == "requesting"
    assert (asked("place").turn, asked("place").answered_at) == (2, None)
    placed(desk, certificate, ORDERED + 8 * HOUR, value_0="n3w")
    assert certificate.validations.get().value == "n3w"


def test_a_name_that_the_authority_still_knows_needs_no_token(customer, desk, ca):
    certificate = placed(desk, begun(customer), where_0="", value_0="", proven_0="on")
    assert certificate.validations.get().state == "valid"
    assert not Email.objects.filter(kind="ssl_certs.instructions").exists()
    worker.settle(ORDERED + 3 * HOUR)
    assert ManualRequest.objects.filter(command="look", answered_at=None).count() == 1


def test_a_refusal_is_told_with_its_words(customer, desk):
    """SSL-13.2."""
    certificate = begun(customer)
    desk.types(asked("place"), ORDERED + HOUR, code="rejectedIdentifier", message="on our deny list")
    worker.settle(ORDERED + 2 * HOUR)
    assert states(certificate) == ("refused", "refused")
    assert "on our deny list" in Email.objects.get(kind="ssl_certs.refused").text


def test_an_order_cancelled_before_it_was_placed_leaves_one_thing_to_do(customer, desk):
    certificate = begun(customer)
    orders.verbs["cancel"](SslOrder.objects.get(), certificates.act(ORDERED + HOUR))
    worker.settle(ORDERED + HOUR)
    assert [one.command for one in ManualRequest.objects.filter(answered_at=None)] == ["cancel"]
    assert Attention.objects.filter(queue="authority_by_hand", closed_at=None).get().clause == "SSL-6.3"
    desk.types(asked("cancel"), ORDERED + 2 * HOUR, done="on")
    names.live_through(ORDERED + 4 * HOUR)
    assert states(certificate) == ("abandoned", "cancelled")


def test_an_order_cancelled_while_it_is_issued_is_revoked_by_hand(customer, desk, ca):
    certificate = placed(desk, begun(customer))
    orders.verbs["cancel"](SslOrder.objects.get(), certificates.act(ORDERED + 3 * HOUR))
    worker.settle(ORDERED + 3 * HOUR)
    desk.types(asked("cancel"), ORDERED + 4 * HOUR, certificate=bundle(ca, certificate))
    names.live_through(ORDERED + 6 * HOUR)
    assert states(certificate) == ("revoking", "cancelling")
    desk.types(asked("revoke"), ORDERED + 7 * HOUR, revoked_at="2026-11-22 13:30")
    names.live_through(ORDERED + 9 * HOUR)
    assert states(certificate) == ("revoked", "cancelled")
    assert f"{again(certificate).revoked_at:%H:%M}" == "13:30"


def test_a_revocation_by_hand_has_its_own_clock(customer, desk, ca, client):
    """SSL-7.2b: late after four hours, shown on the first page of the back office."""
    certificate = issued(desk, ca, begun(customer))
    flow.verbs["revoke"](certificate, certificates.act(ORDERED + DAY), code=1)
    worker.settle(ORDERED + DAY)
    row = asked("revoke")
    assert (row.due_at - row.asked_at, row.details["reason"]) == (4 * HOUR, 1)
    desk.monkeypatch.setattr(clock, "now", lambda: ORDERED + DAY + 5 * HOUR)
    page = desk.client.get(reverse("admin:index"))
    [queue] = [q for q in page.context["queues"] if q["clause"] == "SSL-7.2b"]
    assert (queue["count"], queue["late"]) == (1, 1)
    assert desk.client.get(queue["url"]).status_code == 200
