"""What a cancellation pays back (SSL-6.3), who handles it, how late, and once only."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from billing import credit, lines
from billing.models import CreditEntry, CreditNote, Invoice, OrderLine, Refund
from billing.refunds import lifecycle, requests
from core import clock, worker
from core.models import Attention, EvidenceRecord
from core.transitions import NotAllowed
from notifications.models import Email
from ssl_certs.ending import cancellations
from ssl_certs.models import SandboxIssue, SslCancellation
from tests import certificates, names, refunds

from .conftest import ORDERED, accept, cancel, local, now_is, staff_do

pytestmark = pytest.mark.django_db
DAY_20 = date(2026, 12, 12)
CERTIFICATE_TTC = 149_00 + 29_80  # 149.00 and 20 % of VAT


# --- what is paid back -----------------------------------------------------------------------------------
def test_an_issued_certificate_is_revoked_and_its_line_credited_with_its_vat(
    issued, customer, owner, staff_user, client_of
):
    """SSL-6.3, C-08: revoked at the authority, a credit note in centimes, the money on the account at once."""
    certificate = issued()
    with clock.frozen(ORDERED):
        cancel(client_of(owner), certificate.order)
    request = accept(client_of, staff_user, ORDERED)
    certificate, note = now_is(certificate), CreditNote.objects.get()
    assert (request.state, certificate.state, certificate.order.state) == ("credited", "revoked", "cancelled")
    assert SandboxIssue.objects.get().revoked_at is not None
    assert (note.total_ht, note.total_vat, note.total_ttc) == (149_00, 29_80, CERTIFICATE_TTC)
    assert (request.credit_note, request.amount, credit.balance(customer)) == (note, 178_80, 178_80)
    assert Invoice.objects.get().state == "credited"
    kinds = ("ssl_certs.cancellation_received", "ssl_certs.cancellation_done", "ssl_certs.revoked")
    for kind in kinds:
        assert Email.objects.filter(kind=kind, about=certificate.order.public_id).exists(), kind


def test_names_are_paid_back_with_the_certificate_licences_and_installation_are_not(
    bought, customer, owner, staff_user, client_of
):
    """SSL-6.3, ADR 12: the certificate line is the main line with its additional names."""
    order = bought(code="positivessl-multi", more_names=2, installation="cpanel")
    prices = {line.kind: line.ht for line in OrderLine.objects.all()}
    assert prices == {"ssl.order": 490_00, "ssl.names": 380_00, "ssl.install": 150_00}
    with clock.frozen(ORDERED):
        page = client_of(owner).get(reverse("ssl_certs:cancel", args=[order.public_id]))
        assert {line.kind for line in page.context["preview"].kept} == {"ssl.install"}
        cancel(client_of(owner), order)
    accept(client_of, staff_user, ORDERED)
    note = CreditNote.objects.get()
    assert (note.total_ht, note.total_vat, note.total_ttc) == (870_00, 174_00, 1_044_00)
    outcomes = dict(OrderLine.objects.values_list("kind", "outcome"))
    assert outcomes == {"ssl.order": "credited", "ssl.names": "credited", "ssl.install": "done"}
    assert Invoice.objects.get().state == "partly_credited"
    assert credit.balance(customer) == 1_044_00


def test_money_paid_back_the_way_it_came_is_not_on_the_account_too(
    bought, customer, owner, staff_user, client_of
):
    """SSL-6.3: from the credit note on it cannot be used; staff type the bank's reference."""
    order = bought()
    with clock.frozen(ORDERED):
        cancel(client_of(owner), order, refund="original")
    request = accept(client_of, staff_user, ORDERED)
    assert (request.state, request.paid_out, credit.balance(customer)) == ("refund_due", 178_80, 0)
    assert list(CreditEntry.objects.values_list("kind", "amount")) == [
        ("credit_note", 178_80),
        ("paid_out", -178_80),
    ]
    assert request.refund_by == local(date(2026, 12, 7), 23, 59, 59)  # fifteen days after the request
    later = clock.at_local(date(2026, 11, 25), 11)
    refund = Refund.objects.get(about=request.public_id)
    with pytest.raises(NotAllowed):
        lifecycle.send(refund, names.act(later), reference="VIR 2026-117")
    assert now_is(request).state == "refund_due"
    refunds.sent(refund, later)
    with pytest.raises(NotAllowed):
        lifecycle.send(refund, names.act(later), reference="VIR 2026-119")
    request = now_is(request)
    assert (request.state, request.payout_reference, credit.balance(customer)) == (
        "refunded",
        "VIR 2026-118",
        0,
    )
    mail = Email.objects.get(kind="ssl_certs.refund_paid")
    assert "VIR 2026-118" in mail.text
    worker.settle(later)
    told = Email.objects.get(kind="billing.credited")
    assert "account" not in told.text.lower().replace("see the account", "")


def test_what_was_paid_from_the_credit_account_goes_back_to_it(
    bought, customer, owner, staff_user, client_of
):
    order = bought(from_credit=100_00)
    with clock.frozen(ORDERED):
        cancel(client_of(owner), order, refund="original")
    request = accept(client_of, staff_user, ORDERED)
    assert (request.amount, request.paid_out, credit.balance(customer)) == (178_80, 78_80, 100_00)


def test_an_order_paid_from_the_credit_account_alone_offers_no_other_way_back(bought, owner, client_of):
    order = bought(from_credit=178_80)
    with clock.frozen(ORDERED):
        answer = cancel(client_of(owner), order, refund="original")
    assert "refund" in answer.context["form"].errors


# --- handled by staff ------------------------------------------------------------------------------------
def test_the_right_depends_on_the_request_not_on_when_staff_handle_it(
    bought, customer, owner, staff_user, client_of
):
    """SSL-6.1: asked for on day 20, accepted a week later; staff cannot refuse it, and their delay is a breach."""
    order = bought()
    with clock.frozen(local(DAY_20, 23, 59)):
        cancel(client_of(owner), order)
    late = clock.at_local(date(2026, 12, 21), 9)
    names.live_through(late)
    breach = EvidenceRecord.objects.get(about=order.public_id, kind="breach")
    assert (breach.what, breach.clause) == ("late_cancellation", "SSL-6.2")
    assert Attention.objects.filter(queue="ssl_cancellations", key__endswith=":late").exists()
    with clock.frozen(late):
        staff_do(client_of(staff_user), SslCancellation.objects.get(), "refuse")
        assert SslCancellation.objects.get().state == "asked"
        with pytest.raises(NotAllowed):
            cancellations.refuse(SslCancellation.objects.get(), certificates.act(late))
    assert accept(client_of, staff_user, late).state == "credited"
    assert credit.balance(customer) == CERTIFICATE_TTC


def test_a_refund_that_has_not_left_after_fifteen_days_is_a_breach(bought, owner, staff_user, client_of):
    order = bought()
    with clock.frozen(ORDERED):
        cancel(client_of(owner), order, refund="original")
    accept(client_of, staff_user, ORDERED)
    names.live_through(clock.at_local(date(2026, 12, 8)))
    assert EvidenceRecord.objects.filter(about=order.public_id, what="late_refund", kind="breach").exists()
    assert Attention.objects.filter(queue="ssl_refunds", key__endswith=":late_refund").exists()


@pytest.mark.parametrize(
    ("came", "verb", "state"),
    [("2026-12-12T23:59", "accept", "credited"), ("2026-12-13T00:00", "refuse", "refused")],
)
def test_a_request_by_mail_counts_from_when_it_came_in_moroccan_time(
    bought, staff_user, client_of, came, verb, state
):
    """SSL-6.2: staff type it in with its channel; SSL-6.1 judges its instant."""
    order, monday = bought(), clock.at_local(date(2026, 12, 14), 9)
    with clock.frozen(monday):
        said = {"channel": "email", "source": "TCK-118", "asked_at": came, "why": "price", "refund": "credit"}
        staff_do(client_of(staff_user), order, "enter_cancellation", **said)
        request = SslCancellation.objects.get()
        staff_do(client_of(staff_user), request, "accept" if verb == "refuse" else "refuse")
        assert now_is(request).state == "asked"
        staff_do(client_of(staff_user), request, verb)
        worker.settle(monday)
    request = now_is(request)
    assert (request.state, request.channel, request.source) == (state, "email", "TCK-118")
    if state == "refused":
        assert "23:59:59" in Email.objects.get(kind="ssl_certs.cancellation_refused").text


@pytest.mark.parametrize("came", ["2026-11-21T10:00", "2026-12-15T10:00"])
def test_a_request_cannot_come_before_the_order_or_from_the_future(bought, staff_user, client_of, came):
    with clock.frozen(clock.at_local(date(2026, 12, 14), 9)):
        said = {"channel": "phone", "source": "call", "asked_at": came, "why": "price", "refund": "credit"}
        staff_do(client_of(staff_user), bought(), "enter_cancellation", **said)
    assert not SslCancellation.objects.exists()


def test_after_the_window_only_a_manager_pays_back_and_says_why(bought, customer, staff_user, client_of):
    """SSL-13.3."""
    from django.contrib.auth.models import Permission

    from tests.cast import person

    clerk = person("clerk@portal.example", is_staff=True)
    rights = Permission.objects.filter(
        content_type__app_label="ssl_certs", content_type__model="sslcancellation"
    )
    clerk.user_permissions.set(rights.exclude(codename="grant_goodwill"))
    order, day = bought(), clock.at_local(date(2027, 1, 20), 9)
    with clock.frozen(day):
        said = {
            "channel": "email",
            "source": "TCK-7",
            "asked_at": "2027-01-19T10:00",
            "why": "other",
            "refund": "credit",
        }
        staff_do(client_of(staff_user), order, "enter_cancellation", **said)
        request = SslCancellation.objects.get()
        staff_do(client_of(clerk), request, "grant_goodwill")
        assert now_is(request).state == "asked"
        staff_do(client_of(staff_user), request, "grant_goodwill", reason="")
        assert now_is(request).state == "asked"
        staff_do(client_of(staff_user), request, "grant_goodwill", reason="a long-standing customer")
        worker.settle(day)
    request = now_is(request)
    assert (request.state, request.goodwill, credit.balance(customer)) == ("credited", True, CERTIFICATE_TTC)
    decision = EvidenceRecord.objects.get(about=order.public_id, what="goodwill")
    assert (decision.reason, decision.clause) == ("a long-standing customer", "SSL-13.3")


# --- once ------------------------------------------------------------------------------------------------
def test_an_order_is_cancelled_once_however_often_it_is_asked(bought, owner, client_of):
    order = bought()
    stale = now_is(order)
    act = certificates.act(ORDERED)
    cancellations.ask(order, act, "not_needed", "credit")
    with pytest.raises(NotAllowed):
        cancellations.ask(stale, act, "not_needed", "credit")
    request = SslCancellation.objects.get()
    copy = now_is(request)
    copy.pk, copy.public_id = None, "scn_second"
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_two_who_accept_at_once_and_a_worker_that_comes_twice_pay_back_once(bought, customer):
    """SSL-6.3: each on his own copy of the row."""
    order, act = bought(), certificates.act(ORDERED)
    request = cancellations.ask(order, act, "not_needed", "original")
    mine, theirs = now_is(request), now_is(request)
    cancellations.accept(mine, act)
    with pytest.raises(NotAllowed):
        cancellations.accept(theirs, act)
    first, second = now_is(request), now_is(request)
    cancellations.settle(first, act)
    with pytest.raises(NotAllowed):
        cancellations.settle(second, act)
    worker.settle(ORDERED)
    assert CreditNote.objects.count() == CreditEntry.objects.filter(kind="paid_out").count() == 1
    note, line = CreditNote.objects.get(), OrderLine.objects.get(kind="ssl.order")
    with pytest.raises(NotAllowed):
        lines.credit_part(line, (), act, "again")
    credit.enter(customer, 500_00, CreditEntry.Kind.GOODWILL, "test", act, reason="test")
    assert requests.of_note(note, act) == [Refund.objects.get()], "asked again it is the same"
    assert credit.balance(customer) == 500_00


def test_a_withdrawn_cancellation_leaves_the_order_and_its_right_as_they_were(bought, owner, client_of):
    order, client = bought(), client_of(owner)
    with clock.frozen(ORDERED):
        cancel(client, order)
        first = SslCancellation.objects.get()
        client.post(reverse("ssl_certs:cancellation_withdraw", args=[first.public_id]))
        cancel(client, order)
    assert sorted(SslCancellation.objects.values_list("state", flat=True)) == ["asked", "withdrawn"]
    assert now_is(order).state == "awaiting_csr"
