"""Notice (SSL-8): two months by either side, force majeure, withdrawal; the service runs until then."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from billing.models import CreditNote
from contracts.models import NonRenewal
from core import clock
from core.acts import Act
from core.models import Attention
from core.transitions import NotAllowed
from notifications.models import Email
from ssl_certs.ending import decisions, notices
from support.models import Ticket
from tests import certificates, names
from tests.papers import PDF

from .conftest import ORDERED, now_is, staff_do

pytestmark = pytest.mark.django_db
GIVEN = clock.at_local(date(2026, 12, 31), 15)


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2026, 11, 22), 2, date(2027, 1, 22)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2027, 12, 30), 2, date(2028, 2, 29)),
        (date(2027, 7, 31), 2, date(2027, 9, 30)),
        (date(2027, 10, 31), 2, date(2027, 12, 31)),
        (date(2027, 11, 30), 14, date(2029, 1, 30)),
    ],
)
def test_two_months_end_on_the_same_day_or_on_the_last_of_a_shorter_month(day, months, end):
    """SSL-8.1a."""
    assert clock.months_later(day, months) == end


def give(client, order, **said):
    return client.post(reverse("ssl_certs:notice", args=[order.public_id]), {"understood": "on", **said})


def test_a_notice_runs_fully_then_the_order_ends_without_refund(issued, owner, client_of):
    """SSL-8.1a, SSL-8.1b: given on 31 December 2026, the last day is 28 February 2027."""
    certificate = issued()
    with clock.frozen(GIVEN):
        assert "understood" in give(client_of(owner), certificate.order, understood="").context["form"].errors
        give(client_of(owner), certificate.order)
    order = now_is(certificate).order
    assert (order.state, order.ends_on, order.ended_by) == ("active", date(2027, 2, 28), "customer")
    names.live_through(clock.at_local(date(2027, 2, 28), 23, 59))
    assert now_is(order).state == "active"
    names.live_through(clock.at_local(date(2027, 3, 1)))
    assert (now_is(order).state, now_is(certificate).state) == ("terminated", "issued")
    names.live_through(clock.at_local(date(2027, 12, 1)))
    mails = Email.objects.filter(about=order.public_id, created_at__gte=GIVEN).order_by("created_at")
    kinds = list(mails.values_list("kind", flat=True))
    assert kinds == ["ssl_certs.notice_given", "ssl_certs.terminated"]
    assert not CreditNote.objects.exists()


def test_no_reissue_falls_due_for_a_certificate_that_outlives_its_contract(issued, owner, client_of):
    """C-09: the certificate lives until 9 June; the notice of 1 April ends the contract on 1 June."""
    certificate = issued()
    with clock.frozen(clock.at_local(date(2027, 4, 1), 9)):
        give(client_of(owner), certificate.order)
    names.live_through(clock.at_local(date(2027, 6, 5)))
    assert not Email.objects.filter(kind="ssl_certs.reissue_due").exists()
    assert now_is(certificate).order.state == "terminated"


def test_who_gave_notice_takes_it_back_and_nobody_else_does(issued, owner, staff_user, client_of):
    """SSL-8.1b."""
    order = issued().order
    with clock.frozen(GIVEN):
        give(client_of(owner), order)
        staff_do(client_of(staff_user), order, "withdraw_notice")
        assert now_is(order).ends_on == date(2027, 2, 28)
        client_of(owner).post(reverse("ssl_certs:notice_withdraw", args=[order.public_id]))
        assert (now_is(order).ends_on, now_is(order).ended_by) == (None, "")
        staff_do(client_of(staff_user), order, "give_notice", reason="the product is given up")
        client_of(owner).post(reverse("ssl_certs:notice_withdraw", args=[order.public_id]))
    order = now_is(order)
    assert (order.ends_on, order.ended_by) == (date(2027, 2, 28), "company")
    assert Email.objects.filter(kind="ssl_certs.notice_withdrawn").count() == 1


def test_a_notice_that_would_end_after_the_year_is_refused_with_the_reason(issued, owner, client_of):
    """SSL-5.1a: nothing goes on by itself, so that there is nothing to end."""
    order = issued().order
    with clock.frozen(clock.at_local(date(2027, 9, 30), 9)):
        page = client_of(owner).get(reverse("ssl_certs:notice", args=[order.public_id]))
        give(client_of(owner), order)
    assert page.context["why_not"]
    assert now_is(order).ends_on is None


def test_a_refused_order_under_notice_ends_too(bought, customer):
    """An order that the authority has refused stays the customer's until somebody ends it."""
    order = certificates.an_order(customer, ORDERED)
    type(order).objects.filter(pk=order.pk).update(**{"state": "refused"})
    notices.give_notice(now_is(order), certificates.act(GIVEN), by="customer")
    names.live_through(clock.at_local(date(2027, 3, 1)))
    assert now_is(order).state == "terminated"


@pytest.mark.parametrize(
    ("today", "ends"),
    [(date(2026, 12, 30), None), (date(2026, 12, 31), None), (date(2027, 1, 1), date(2027, 1, 1))],
)
def test_force_majeure_ends_a_contract_once_it_has_lasted_more_than_thirty_days(
    issued, staff_user, client_of, today, ends
):
    """SSL-8.2: since 1 December, thirty days are over on the 31st; without compensation, by two people (guard 18)."""
    order = issued().order
    with clock.frozen(clock.at_local(today, 9)):
        staff_do(client_of(staff_user), order, "end_for_force_majeure", started_on="2026-12-01")
        assert now_is(order).ends_on is None
        for decision in order.decisions.all():
            with pytest.raises(NotAllowed):
                decisions.execute(decision, Act(clock.now(), staff_user.public_id))
            decisions.execute(decision, Act(clock.now(), "usr_second"))
    assert now_is(order).ends_on == ends
    names.live_through(clock.at_local(date(2027, 1, 2), 1))
    assert now_is(order).state == ("terminated" if ends else "active")
    assert not CreditNote.objects.exists()


def test_force_majeure_does_not_begin_tomorrow(issued):
    with pytest.raises(NotAllowed):
        notices.end_for_force_majeure(issued().order, certificates.act(GIVEN), started_on=date(2027, 1, 1))


def test_the_customer_too_ends_it_for_force_majeure_with_his_proof(issued, owner, staff_user, client_of):
    """SSL-8.2: his request with its papers comes to staff, who end the order."""
    order, url = issued().order, "ssl_certs:force_majeure"
    said = {"started_on": "2026-12-01", "words": "The town is flooded."}
    for today, claims in ((date(2026, 12, 31), 0), (date(2027, 1, 1), 1)):
        with clock.frozen(clock.at_local(today, 9)):
            papers = SimpleUploadedFile("decree.pdf", PDF)
            client_of(owner).post(reverse(url, args=[order.public_id]), {**said, "papers": papers})
        assert Ticket.objects.count() == claims
    ticket = Ticket.objects.get()
    assert ticket.about == order.public_id
    assert ticket.messages.get().attachments.count() == 1
    assert Attention.objects.filter(about=order.public_id, clause="SSL-8.2").count() == 1
    assert now_is(order).ends_on is None, "a person looks first"


def test_only_who_has_the_holders_rights_gives_notice(issued, colleague, stranger, client_of):
    order = issued().order
    for url in ("notice", "notice_withdraw"):
        address = reverse(f"ssl_certs:{url}", args=[order.public_id])
        assert client_of(colleague).post(address).status_code == 403
        assert client_of(stranger).post(address).status_code == 404


def test_staff_enter_a_customers_letter_and_the_months_run_from_its_day(issued, staff_user, client_of):
    """SSL-8.1a: received on 28 December, typed in on the 31st with its scan: the last day is 28 February."""
    order = issued().order
    said = {"channel": "letter", "given_on": "2026-12-28"}
    with clock.frozen(GIVEN):
        staff_do(client_of(staff_user), order, "enter_notice", **said)
        assert now_is(order).ends_on is None  # a letter has a scan
        staff_do(client_of(staff_user), order, "enter_notice", **said, scan=SimpleUploadedFile("l.pdf", PDF))
    order = now_is(order)
    assert (order.ends_on, order.ended_by) == (date(2027, 2, 28), "customer")
    assert NonRenewal.objects.get().given_on == date(2026, 12, 28)
