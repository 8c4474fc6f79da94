"""Requests given up while the authority is at work, answers that are lost, revocations that take their time."""

from datetime import timedelta

import pytest

from core import worker
from core.models import StateChange
from ssl_certs.authority import faults
from ssl_certs.authority.faults import Fault, FaultPlan, Kind
from ssl_certs.authority.models import SandboxIssue
from ssl_certs.flows import certificates as flow
from ssl_certs.flows import orders
from ssl_certs.models import Certificate, SslOrder
from ssl_certs.terms import HANDLING
from tests import certificates, names
from tests.certificates import ORDERED, again, begun, mails, staff, states, tried

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reads_english")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def cancelled(certificate: Certificate, now) -> None:
    orders.verbs["cancel"](SslOrder.objects.get(pk=certificate.order_id), certificates.act(now))
    worker.settle(now)


def test_an_order_cancelled_while_its_certificate_is_issued_ends_with_that_certificate_revoked(customer):
    """SSL-6.3, C-08: the answer that was lost is not forgotten at the authority."""
    certificate = begun(customer, "argan.example.ma")
    certificates.proven(certificate, ORDERED + HOUR)
    with faults.injected(FaultPlan(scripted=[Fault(Kind.TIMEOUT, "advance")])):
        worker.settle(ORDERED + HOUR)
    assert (states(certificate)[0], bool(SandboxIssue.objects.get().pem)) == ("validating", True)
    cancelled(certificate, ORDERED + HOUR)
    assert states(certificate) == ("revoked", "cancelled")
    issue = SandboxIssue.objects.get()
    assert (issue.revoked_at, issue.revocation_reason) == (ORDERED + HOUR, Certificate.Reason.CESSATION)
    assert mails("issued") == []


def test_an_order_cancelled_before_its_certificate_is_issued_leaves_nothing_to_revoke(customer):
    certificate = begun(customer, "argan.example.ma")
    cancelled(certificate, ORDERED + HOUR)
    assert states(certificate) == ("abandoned", "cancelled")
    issue = SandboxIssue.objects.get()
    assert (issue.cancelled_at, issue.pem) == (ORDERED + HOUR, "")


def test_an_order_cancelled_while_the_authority_is_down_is_cancelled_once_it_is_back(customer):
    certificate = begun(customer, "argan.example.ma")
    with faults.injected(FaultPlan(outages=[(ORDERED, ORDERED + 2 * DAY)])):
        cancelled(certificate, ORDERED + HOUR)
        assert states(certificate) == ("abandoning", "cancelling")
        names.live_through(ORDERED + 3 * DAY)
    assert states(certificate) == ("abandoned", "cancelled")


def test_a_request_whose_answer_was_lost_and_that_is_then_given_up_is_found_and_closed(customer):
    """We have no number of it: the authority knows it by our own reference."""
    with faults.injected(FaultPlan(scripted=[Fault(Kind.TIMEOUT, "request")])):
        certificate = begun(customer, "argan.example.ma")
    assert (certificate.state, certificate.reference) == ("requesting", "")
    cancelled(certificate, ORDERED + HOUR)
    assert states(certificate) == ("abandoned", "cancelled")
    assert SandboxIssue.objects.get().cancelled_at == ORDERED + HOUR


def test_a_request_that_never_reached_the_authority_is_given_up_without_a_word_to_staff(customer):
    with faults.injected(FaultPlan(scripted=[Fault(Kind.UNAVAILABLE, "request")])):
        certificate = begun(customer, "argan.example.ma")
    cancelled(certificate, ORDERED + HOUR)
    assert states(certificate) == ("abandoned", "cancelled")
    assert staff("ssl_authority") == []


@pytest.mark.parametrize("command", ["request", "advance", "revoke"])
def test_a_call_whose_answer_is_lost_is_made_again_and_doubles_nothing(customer, command):
    """Killed between the call and its answer: at least once, and nothing twice."""
    with faults.injected(FaultPlan(scripted=[Fault(Kind.TIMEOUT, command)])) as plan:
        certificate = begun(customer, "argan.example.ma")
        worker.settle(ORDERED + HOUR)
        tried(certificate, ORDERED + HOUR)
        worker.settle(ORDERED + 2 * HOUR)
        certificate = again(certificate)
        assert certificate.state == "issued"
        flow.verbs["revoke"](certificate, certificates.act(ORDERED + 3 * HOUR), code=4)
        worker.settle(ORDERED + 3 * HOUR)
        worker.settle(ORDERED + 4 * HOUR)
        assert plan.happened["timeout"] == 1
    issue = SandboxIssue.objects.get()
    assert (again(certificate).state, issue.times, issue.serial) == ("revoked", 1, certificate.serial)
    assert again(certificate).revoked_at == issue.revoked_at == ORDERED + 3 * HOUR
    kinds = ["instructions", "issued", "revoked"]
    assert [len(mails(kind)) for kind in kinds] == [1, 1, 1]
    moves = StateChange.objects.filter(about=certificate.public_id, kind="state")
    assert [m.data["to"] for m in moves.order_by("pk")] == ["validating", "issued", "revoking", "revoked"]


def test_a_revocation_that_the_authority_does_later_shows_three_instants(customer):
    """SSL-7.2b: asked, sent, done."""
    certificate = tried(begun(customer, "attente.example.ma"), ORDERED + HOUR)
    flow.verbs["revoke"](certificate, certificates.act(ORDERED + 2 * HOUR), code=1)
    worker.settle(ORDERED + 2 * HOUR)
    assert again(certificate).state == "revoking"
    names.live_through(ORDERED + DAY)
    certificate = again(certificate)
    assert certificate.state == "revoked"
    assert certificate.revocation_requested_at == certificate.revocation_sent_at == ORDERED + 2 * HOUR
    assert certificate.revoked_at >= ORDERED + 3 * HOUR
    assert HANDLING.revocation == DAY


def test_a_revocation_that_takes_more_than_a_day_is_shown_to_staff(customer):
    certificate = tried(begun(customer, "argan.example.ma"), ORDERED + HOUR)
    with faults.injected(FaultPlan(outages=[(ORDERED, ORDERED + 3 * DAY)])):
        flow.verbs["revoke"](certificate, certificates.act(ORDERED + 2 * HOUR), code=1)
        names.live_through(ORDERED + 2 * DAY)
        assert len(staff("ssl_revocations")) == 1
        names.live_through(ORDERED + 4 * DAY)
    assert again(certificate).state == "revoked"
