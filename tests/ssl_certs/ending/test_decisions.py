"""What we decide ourselves (SSL-12.1, SSL-10.5, SSL-10.9): a ground, a second person, told afterwards."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from billing import credit
from billing.models import CreditNote
from core import clock, worker
from core.models import Attention
from core.transitions import NotAllowed
from hosting_portal.staff import make_groups
from notifications.models import Email
from ssl_certs.ending.decisions import lift
from ssl_certs.lifecycle import issuing
from ssl_certs.models import SslDecision
from tests import certificates, names
from tests.cast import person
from tests.papers import PDF

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


# --- locked, and threats --------------------------------------------------------------------------------------
def test_a_locked_order_has_nothing_issued_until_its_lock_is_lifted_and_keeps_what_it_has(
    issued, owner, staff_user, client_of
):
    """SSL-12.1: by one person, with its paper; the holder can still revoke (SSL-7.1a)."""
    certificate = issued()
    order, desk, browser = certificate.order, client_of(staff_user), client_of(owner)
    paper = SimpleUploadedFile("lettre.pdf", PDF, "application/pdf")
    enter(desk, order, effect="lock", ground="dispute", detail="A dispute about the name.", document=paper)
    decision = SslDecision.objects.get()
    staff_do(desk, decision, "execute")
    assert decision.document.sha256
    assert b"%PDF" in desk.get(reverse("admin:ssl_certs_ssldecision_paper", args=[decision.pk])).content
    reissue = reverse("ssl_certs:reissue", args=[order.public_id])
    assert "verrouillée" in browser.get(reissue, follow=True).content.decode()
    with pytest.raises(NotAllowed, match="locked"):
        issuing.begin(now_is(order), certificates.wanted("argan.example.ma"), certificates.act(LATER))
    page = browser.get(order.get_absolute_url()).content.decode()
    assert "A dispute about the name." in page
    assert reissue not in page
    assert browser.get(reverse("ssl_certs:revoke", args=[certificate.public_id])).status_code == 200
    staff_do(desk, decision, "lift")
    assert (now_is(decision).state, now_is(order).locked_at) == ("lifted", None)
    kinds = Email.objects.filter(kind__in=["ssl_certs.decided", "ssl_certs.unlocked"]).order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["ssl_certs.decided", "ssl_certs.unlocked"]
    assert browser.get(reissue).status_code == 200


def test_an_end_is_not_lifted_and_an_order_is_not_locked_twice(issued, staff_user, second_person, client_of):
    certificate = issued()
    desk = client_of(staff_user)
    enter(desk, certificate.order, effect="lock")
    staff_do(desk, SslDecision.objects.get(), "execute")
    enter(desk, certificate.order, effect="lock")
    assert SslDecision.objects.count() == 1
    enter(desk, certificate.order)
    end = SslDecision.objects.get(effect="terminate")
    staff_do(client_of(second_person), end, "execute")
    with pytest.raises(NotAllowed):
        lift(now_is(end), certificates.act(LATER))


def test_threats_against_staff_end_the_contract_at_once_by_two_managers_and_nobody_else(
    issued, staff_user, second_person, client_of
):
    """SSL-12.2, SSL-11.3(3)."""
    make_groups()
    order = issued().order
    clerk = person("appui@portal.example", "Sara Appui", is_staff=True)
    clerk.groups.add(Group.objects.get(name="support"))
    said = {"detail": "Threats in your messages.", "note": "letters of 3 and 5 January"}
    staff_do(client_of(clerk), order, "end_for_harassment", **said)
    assert not SslDecision.objects.exists()
    staff_do(client_of(staff_user), order, "end_for_harassment", **said)
    decision = SslDecision.objects.get()
    staff_do(client_of(clerk), decision, "execute")
    staff_do(client_of(staff_user), decision, "execute")
    assert now_is(decision).state == "entered"
    staff_do(client_of(second_person), decision, "execute")
    worker.settle(LATER)
    assert now_is(order).state == "terminated"
    assert Email.objects.get(kind="ssl_certs.decided").clause == "SSL-12.2"
