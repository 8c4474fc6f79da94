"""Revocation (SSL-7): by its owner, with a reason, final, without refund; by staff only at a named request."""

from datetime import date

import pytest
from django.urls import reverse

from billing import credit
from billing.models import CreditNote
from core import clock, worker
from core.models import Attention, EvidenceRecord
from core.ports import PortUnavailable
from core.transitions import NotAllowed
from notifications.models import Email
from ssl_certs.authority.sandbox import SandboxAuthority
from ssl_certs.ending import cancellations, revocations
from ssl_certs.flows import orders
from ssl_certs.lifecycle import issuing
from ssl_certs.models import Certificate, SandboxIssue
from tests import certificates, names

from .conftest import ORDERED, cancel, now_is, revoke, staff_do

pytestmark = pytest.mark.django_db
LATER = clock.at_local(date(2026, 12, 20), 10)  # the twenty days are over
Reason = Certificate.Reason


def reissued(first: Certificate, now, pem: str = "") -> Certificate:
    """A second certificate inside the year; with `pem` of the same key."""
    wanted = certificates.wanted("argan.example.ma", pem=pem)
    second = issuing.begin(now_is(first).order, wanted, certificates.act(now))
    worker.settle(now)
    certificates.proven(second, now)
    worker.settle(now)
    return now_is(second)


def test_the_live_certificate_is_revoked_its_order_ends_and_nothing_is_paid_back(
    issued, customer, owner, client_of
):
    """SSL-7.1b, SSL-7.2a, SSL-7.2b, SSL-8.1c: inside the twenty days too (guard 6)."""
    certificate = issued()
    with clock.frozen(ORDERED):
        revoke(client_of(owner), certificate, code="1")
        worker.settle(ORDERED)
    certificate = now_is(certificate)
    assert (certificate.state, certificate.order.state) == ("revoked", "revoked")
    instants = [certificate.revocation_requested_at, certificate.revocation_sent_at, certificate.revoked_at]
    assert instants == [ORDERED, ORDERED, ORDERED]
    assert certificate.revocation_reason == Reason.KEY_COMPROMISE
    assert SandboxIssue.objects.get().revoked_at == ORDERED
    assert not CreditNote.objects.exists()
    assert credit.balance(customer) == 0
    received = Email.objects.get(kind="ssl_certs.revocation_received")
    assert received.clause == "SSL-7.1b"
    assert "SSLCertificateFile" in received.text
    with pytest.raises(NotAllowed):
        cancellations.ask(certificate.order, certificates.act(ORDERED), "mistake", "credit")


def test_the_owner_chooses_knowingly_between_refund_and_none(issued, owner, client_of):
    """C-08: while the twenty days run, the box says what is given up; the choice is kept."""
    certificate, client = issued(), client_of(owner)
    url = reverse("ssl_certs:revoke", args=[certificate.public_id])
    with clock.frozen(ORDERED):
        form = client.get(url).context["form"]
        assert form.fields["no_refund"].help_text == "C-08"
        assert "no_refund" in revoke(client, certificate, no_refund="").context["form"].errors
        revoke(client, certificate)
    with clock.frozen(LATER):
        assert client.get(url).context["revocable"] is False
    proof = EvidenceRecord.objects.get(about=certificate.order.public_id, what="choice")
    assert (proof.data["taken"], proof.data["shown"]) == (
        "revoke_without_refund",
        ["cancel_with_refund", "revoke_without_refund"],
    )
    assert EvidenceRecord.objects.filter(about=certificate.public_id, what="stopped_using").exists()


def test_after_the_window_only_the_revocation_is_offered(issued, owner, client_of):
    certificate = issued()
    with clock.frozen(LATER):
        page = (
            client_of(owner).get(reverse("ssl_certs:revoke", args=[certificate.public_id])).content.decode()
        )
        assert reverse("ssl_certs:cancel", args=[certificate.order.public_id]) not in page
        assert reverse("ssl_certs:reissue", args=[certificate.order.public_id]) in page
        revoke(client_of(owner), certificate)
    proof = EvidenceRecord.objects.get(about=certificate.order.public_id, what="choice")
    assert proof.data["shown"] == ["revoke_without_refund"]


@pytest.mark.parametrize(
    ("said", "wrong"),
    [({"code": "9"}, "code"), ({"code": "99"}, "code"), ({"code": "x"}, "code"), ({"stopped": ""}, "stopped"),
     ({"final": ""}, "final")],
)  # fmt: skip
def test_a_revocation_needs_one_of_the_subscribers_reasons_and_every_tick(
    issued, owner, client_of, said, wrong
):
    """SSL-7.1b; reason 9 is the authority's own."""
    certificate = issued()
    with clock.frozen(ORDERED):
        answer = revoke(client_of(owner), certificate, **said)
    assert set(answer.context["form"].errors) == {wrong}
    assert now_is(certificate).state == "issued"


def test_only_the_owner_may_revoke_and_he_shows_that_it_is_he(issued, owner, colleague, stranger, client_of):
    """SSL-7.1a."""
    certificate = issued()
    assert revoke(client_of(colleague), certificate).status_code == 403
    assert revoke(client_of(stranger), certificate).status_code == 404
    owner.set_password("Zellige-2026-bleu")
    owner.save()
    answer = revoke(client_of(owner), certificate)
    assert reverse("account_reauthenticate") in answer["Location"]
    assert now_is(certificate).state == "issued"


def test_a_replaced_certificate_is_revoked_alone(issued, owner, client_of):
    first = issued()
    second = reissued(first, ORDERED)
    with clock.frozen(ORDERED):
        revoke(client_of(owner), first, code="4")
        worker.settle(ORDERED)
    assert (now_is(first).state, now_is(second).state, now_is(second).order.state) == (
        "revoked",
        "issued",
        "active",
    )


@pytest.mark.parametrize("lost", ["first", "second"])
def test_a_lost_key_takes_every_certificate_of_that_key_with_it(issued, owner, client_of, lost):
    """Reason keyCompromise is about the key, not about one certificate (Baseline Requirements 4.9.1.1)."""
    first = issued()
    second = reissued(first, ORDERED, pem=first.csr)
    with clock.frozen(ORDERED):
        revoke(client_of(owner), {"first": first, "second": second}[lost], code="1")
        worker.settle(ORDERED)
    assert (now_is(first).state, now_is(second).state, now_is(second).order.state) == ("revoked",) * 3


def test_a_revocation_gives_up_the_reissue_that_is_under_way(issued, owner, client_of):
    first = issued()
    wanted = certificates.wanted(
        "argan.example.ma", "neuf.argan.example.ma"
    )  # the second is still to be proven
    second = issuing.begin(first.order, wanted, certificates.act(ORDERED))
    worker.settle(ORDERED)
    with clock.frozen(ORDERED):
        revoke(client_of(owner), first)
        worker.settle(ORDERED)
    assert (now_is(first).state, now_is(second).state) == ("revoked", "abandoned")
    with pytest.raises(NotAllowed):
        orders.verbs["ask_reissue"](now_is(first).order, certificates.act(ORDERED), wanted=None)


def test_a_key_lost_while_a_cancellation_waits_is_revoked_at_once_and_the_refund_follows(
    issued, customer, owner, staff_user, client_of
):
    """C-08: the right was there when it was asked for; the revocation does not take it away."""
    certificate = issued()
    with clock.frozen(ORDERED):
        cancel(client_of(owner), certificate.order)
        revoke(client_of(owner), certificate, code="1")
        worker.settle(ORDERED)
        request = now_is(certificate).order.cancellations.get()
        staff_do(client_of(staff_user), request, "accept")
        worker.settle(ORDERED)
    assert (now_is(certificate).state, now_is(request).state) == ("revoked", "credited")
    assert credit.balance(customer) == 178_80


def test_an_authority_that_is_down_for_a_day_makes_the_revocation_late(issued, owner, client_of, monkeypatch):
    """SSL-7.2b: asked for, not sent; a breach after 24 hours, a work item; done as soon as it answers."""
    certificate = issued()
    with monkeypatch.context() as down:
        down.setattr(SandboxAuthority, "revoke", _unavailable)
        with clock.frozen(ORDERED):
            revoke(client_of(owner), certificate)
        names.live_through(clock.tomorrow_of(ORDERED, 1))
        late = now_is(certificate)
        assert (late.state, late.revocation_sent_at, late.revoked_at) == ("revoking", None, None)
        assert EvidenceRecord.objects.filter(about=certificate.public_id, what="late_revocation").exists()
        assert Attention.objects.filter(queue="ssl_revocations").exists()
    names.live_through(clock.tomorrow_of(ORDERED, 2))
    assert (now_is(certificate).state, now_is(certificate).order.state) == ("revoked", "revoked")


def _unavailable(*args, **kwargs):
    raise PortUnavailable("down")


# --- by staff ---------------------------------------------------------------------------------------------
def test_staff_revoke_only_at_a_request_that_they_name(issued, staff_user, client_of):
    """SSL-11.3(2)."""
    certificate = issued()
    said = {"code": "1", "channel": "phone", "asked_at": "2026-12-20T09:30"}
    with clock.frozen(LATER):
        staff_do(client_of(staff_user), certificate, "revoke", **said)
        assert now_is(certificate).state == "issued"
        staff_do(client_of(staff_user), certificate, "revoke", **said, source="TCK-4711")
        worker.settle(LATER)
    assert now_is(certificate).state == "revoked"
    proof = EvidenceRecord.objects.get(about=certificate.public_id, what="request_linked")
    assert (proof.data["source"], proof.clause) == ("TCK-4711", "SSL-11.3(2)")
    with pytest.raises(NotAllowed):
        revocations.ask_for_customer(certificate, certificates.act(LATER), 1, "email", " ", LATER)
