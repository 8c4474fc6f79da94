"""Twenty days to cancel with a refund (SSL-6): until when, in which state, the choice, the pages."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from core import clock, worker
from core.models import Attention, EvidenceRecord
from ssl_certs.lifecycle import issuing
from ssl_certs.models import SandboxIssue, SslCancellation
from tests import certificates

from .conftest import ORDERED, accept, cancel, local, now_is

pytestmark = pytest.mark.django_db
DAY_20 = date(2026, 12, 12)
CERTIFICATE_TTC = 149_00 + 29_80  # 149.00 and 20 % of VAT


# --- until when ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("at", "possible"),
    [
        (local(date(2026, 12, 11), 12, 0), True),  # day 19
        (local(DAY_20, 0, 0), True),
        (local(DAY_20, 23, 59, 59), True),
        (local(date(2026, 12, 13), 0, 0), False),  # day 21
        (local(date(2026, 12, 13), 9, 0), False),
    ],
)
def test_an_order_can_be_cancelled_until_the_last_second_of_day_20_in_casablanca(
    bought, owner, client_of, at, possible
):
    """SSL-6.1: the order of 22 November 2026 ends its twenty days on 12 December, 23:59:59 local."""
    order = bought()
    with clock.frozen(at):
        page = client_of(owner).get(reverse("ssl_certs:cancel", args=[order.public_id]))
        cancel(client_of(owner), order)
    assert (b'<form class="form"' in page.content) is possible
    assert SslCancellation.objects.exists() is possible
    if not possible:
        assert b"SSL-6.1" in page.content


def test_midnight_is_casablancas_also_when_its_clock_is_an_hour_ahead_of_utc(customer):
    """SSL-6.1, facts F: on 2 September 2026 Morocco stood at UTC+1: 23:30 UTC on day 20 is day 21 there."""
    order = certificates.an_order(customer, clock.at_local(date(2026, 8, 13), 9))
    assert order.cancellable(datetime(2026, 9, 2, 22, 59, 59, tzinfo=UTC))
    assert not order.cancellable(datetime(2026, 9, 2, 23, 0, tzinfo=UTC))


def test_the_days_count_from_the_order_not_from_its_payment(bought):
    """SSL-6.1."""
    assert bought().cancel_until == DAY_20


# --- in whatever state -----------------------------------------------------------------------------------
def test_an_order_cancelled_while_it_is_being_validated_is_given_up_at_the_authority(
    bought, owner, staff_user, client_of
):
    order = bought()
    certificate = issuing.begin(order, certificates.wanted("argan.example.ma"), certificates.act(ORDERED))
    worker.settle(ORDERED)
    with clock.frozen(ORDERED):
        cancel(client_of(owner), order)
    request = accept(client_of, staff_user, ORDERED)
    assert now_is(certificate).state == "abandoned"
    assert SandboxIssue.objects.get().cancelled_at == ORDERED
    assert (request.state, request.order.state) == ("credited", "cancelled")


def test_an_order_cancelled_before_the_authority_was_ever_asked_ends_without_alarm(
    bought, owner, staff_user, client_of
):
    order = bought()
    issuing.begin(order, certificates.wanted("argan.example.ma"), certificates.act(ORDERED))
    with clock.frozen(ORDERED):
        cancel(client_of(owner), order)
    assert accept(client_of, staff_user, ORDERED).state == "credited"
    assert not Attention.objects.filter(queue="ssl_authority").exists()


def test_a_certificate_issued_in_the_last_moment_is_revoked_before_the_money_goes_back(
    bought, owner, staff_user, client_of
):
    """C-08: the authority answers the cancellation with a certificate."""
    order = bought()
    certificate = issuing.begin(order, certificates.wanted("argan.example.ma"), certificates.act(ORDERED))
    worker.settle(ORDERED)
    certificates.proven(certificate, ORDERED)
    from ssl_certs.authority import authority_for
    from ssl_certs.lifecycle.calls import wanted_of

    wanted = wanted_of(now_is(certificate))
    authority_for(certificate.authority).advance(wanted, wanted.names, True, ORDERED)  # the answer got lost
    with clock.frozen(ORDERED):
        cancel(client_of(owner), order)
    request = accept(client_of, staff_user, ORDERED)
    certificate = now_is(certificate)
    assert (certificate.state, request.state, request.order.state) == ("revoked", "credited", "cancelled")
    assert SandboxIssue.objects.get().revoked_at is not None


def test_an_order_refused_by_the_authority_is_cancelled_with_refund_inside_its_window(
    bought, owner, staff_user, client_of
):
    """SSL-13.2."""
    order = bought(name="caa.example.ma")
    now_is(order)
    with clock.frozen(ORDERED):
        from core.acts import Act
        from ssl_certs.flows import orders

        issuing.begin(order, certificates.wanted("caa.example.ma"), certificates.act(ORDERED))
        orders.verbs["be_refused"](now_is(order), Act(ORDERED), why="not eligible")
        cancel(client_of(owner), now_is(order))
    assert accept(client_of, staff_user, ORDERED).state == "credited"


# --- the choice and the pages ----------------------------------------------------------------------------
def test_the_choice_that_was_shown_and_taken_is_kept_as_proof(issued, owner, client_of):
    """C-08, SSL-7.2a."""
    certificate = issued()
    with clock.frozen(ORDERED):
        page = (
            client_of(owner).get(reverse("ssl_certs:revoke", args=[certificate.public_id])).content.decode()
        )
        assert reverse("ssl_certs:cancel", args=[certificate.order.public_id]) in page
        page = (
            client_of(owner)
            .get(reverse("ssl_certs:cancel", args=[certificate.order.public_id]))
            .content.decode()
        )
        assert reverse("ssl_certs:revoke", args=[certificate.public_id]) in page
        cancel(client_of(owner), certificate.order)
    proof = EvidenceRecord.objects.get(about=certificate.order.public_id, what="choice")
    assert proof.data["shown"] == ["cancel_with_refund", "revoke_without_refund"]
    assert (proof.data["taken"], proof.clause) == ("cancel_with_refund", "C-08")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [({"typed": "other.ma"}, "typed"), ({"understood": ""}, "understood"), ({"refund": "cash"}, "refund"),
     ({"reason": "<script>"}, "reason"), ({"typed": "x" * 300}, "typed")],
)  # fmt: skip
def test_a_wrong_form_cancels_nothing_and_says_which_field(bought, owner, client_of, said, wrong):
    with clock.frozen(ORDERED):
        answer = cancel(client_of(owner), bought(), **said)
    assert set(answer.context["form"].errors) == {wrong}
    assert not SslCancellation.objects.exists()


def test_who_has_a_password_signs_in_anew_before_he_cancels(bought, owner, client_of):
    owner.set_password("Zellige-2026-bleu")
    owner.save()
    answer = cancel(client_of(owner), bought())
    assert answer.status_code == 302
    assert reverse("account_reauthenticate") in answer["Location"]
    assert not SslCancellation.objects.exists()


def test_only_who_has_the_holders_rights_cancels_and_a_stranger_finds_nothing(
    bought, colleague, stranger, client_of
):
    order = bought()
    assert cancel(client_of(colleague), order).status_code == 403
    assert cancel(client_of(stranger), order).status_code == 404
    assert not SslCancellation.objects.exists()
