"""What we decide ourselves (SSL-12.1, SSL-10.5, SSL-10.9): a ground, a second person, told afterwards."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from billing import credit
from billing.models import CreditNote
from core import clock, worker
from core.models import Attention
from notifications.models import Email
from ssl_certs.models import SslDecision
from tests import names

from .conftest import ORDERED, now_is, staff_do

pytestmark = pytest.mark.django_db
LATER = clock.at_local(date(2027, 1, 11), 10)


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(LATER):
        yield


def enter(client, order, **said):
    form = {"effect": "terminate", "ground": "misuse", "detail": "The site imitates a bank.", **said}
    return staff_do(client, order, "enter_decision", **form)


def test_an_order_is_ended_by_two_people_its_certificate_revoked_and_nothing_paid_back(
    issued, staff_user, second_person, client_of
):
    """SSL-10.9, SSL-11.3(2), guard 18."""
    certificate = issued()
    enter(client_of(staff_user), certificate.order)
    decision = SslDecision.objects.get()
    assert Attention.objects.filter(queue="ssl_decisions", about=decision.public_id).exists()
    staff_do(client_of(staff_user), decision, "execute")
    assert (now_is(decision).state, now_is(certificate).state) == ("entered", "issued")
    staff_do(client_of(second_person), decision, "execute")
    worker.settle(LATER)
    certificate = now_is(certificate)
    assert (certificate.state, certificate.order.state) == ("revoked", "terminated")
    assert certificate.revocation_reason == 9
    mail = Email.objects.get(kind="ssl_certs.decided")
    assert (mail.clause, "The site imitates a bank." in mail.text) == ("SSL-10.9", True)
    assert not CreditNote.objects.exists()


def test_the_database_too_wants_two_people(issued, staff_user, client_of):
    enter(client_of(staff_user), issued().order)
    rows = SslDecision.objects.all()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(executed_by=staff_user.public_id)


def test_wrong_data_end_an_order_under_their_own_state_and_clause(
    issued, staff_user, second_person, client_of
):
    """SSL-10.5."""
    certificate = issued()
    enter(client_of(staff_user), certificate.order, ground="bad_data", detail="The company does not exist.")
    staff_do(client_of(second_person), SslDecision.objects.get(), "execute")
    worker.settle(LATER)
    assert (now_is(certificate).state, now_is(certificate).order.state) == ("revoked", "bad_data")
    assert Email.objects.get(kind="ssl_certs.decided").clause == "SSL-10.5"


def test_an_order_that_we_refuse_before_its_certificate_is_paid_back(bought, customer, staff_user, client_of):
    """SSL-12.1: after the twenty days too, because nothing was delivered."""
    order = bought()
    enter(client_of(staff_user), order, effect="refuse", ground="supply", detail="We no longer sell it.")
    staff_do(client_of(staff_user), SslDecision.objects.get(), "execute")
    worker.settle(LATER)
    assert (now_is(order).state, credit.balance(customer)) == ("cancelled", 178_80)
    assert order.cancellations.get().channel == "company"


def test_an_issued_certificate_cannot_be_refused_any_more(issued, staff_user, client_of):
    enter(client_of(staff_user), issued().order, effect="refuse")
    assert not SslDecision.objects.exists()


def test_the_police_delay_every_word_to_the_customer_and_nobody_else_does(
    issued, staff_user, second_person, client_of
):
    """SSL-12.1, C-29: no mail about the revocation either, until the day after the delay."""
    certificate = issued()
    refused = enter(client_of(staff_user), certificate.order, gag_until="2027-01-20")
    assert "gag_until" in refused.context["form"].errors
    refused = enter(client_of(staff_user), certificate.order, ground="police")
    assert "reference" in refused.context["form"].errors
    enter(
        client_of(staff_user),
        certificate.order,
        ground="police",
        reference="PJ 12/27",
        gag_until="2027-01-20",
    )
    staff_do(client_of(second_person), SslDecision.objects.get(), "execute")
    names.live_through(clock.at_local(date(2027, 1, 20), 23))
    assert now_is(certificate).state == "revoked"
    assert not Email.objects.filter(about=certificate.order.public_id, created_at__gte=LATER).exists()
    names.live_through(clock.at_local(date(2027, 1, 21), 1))
    assert Email.objects.get(kind="ssl_certs.decided").created_at > LATER


def test_a_decision_without_a_ground_or_a_word_for_the_customer_is_not_entered(issued, staff_user, client_of):
    """Guard 18."""
    order = issued().order
    answer = enter(client_of(staff_user), order, ground="", detail="")
    assert set(answer.context["form"].errors) == {"ground", "detail"}
    enter(client_of(staff_user), order)
    enter(client_of(staff_user), order, ground="court", reference="TC 1")
    assert SslDecision.objects.count() == 1
    staff_do(client_of(staff_user), SslDecision.objects.get(), "withdraw")
    assert (SslDecision.objects.get().state, now_is(order).state) == ("withdrawn", "active")


def test_the_day_of_the_order_does_not_matter_to_a_decision(bought):
    assert bought(ORDERED).cancellable(LATER) is False
