"""The desk of validations: its pages, its verbs, its queues (SSL-10.4a, SSL-A2-2.1, SSL-11.3(2))."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from core import admin_site, clock, worker
from ssl_certs.authority.port import Challenge
from ssl_certs.lifecycle import papers, proving
from ssl_certs.models import NameValidation, VettingStep
from ssl_certs.terms import VALIDATION
from tests import certificates
from tests.cast import person
from tests.certificates import act
from tests.papers import upload

from .conftest import NOW, row_of, validating
from .test_organisation import steps_of

pytestmark = pytest.mark.django_db
HOST = "argan.example.ma"


def queue(title: str) -> admin_site.Queue:
    with translation.override("en"):
        return next(q for q in admin_site._queues if str(q.title) == title)


def do(client, thing, verb: str, **data):
    name = f"admin:ssl_certs_{type(thing)._meta.model_name}_verb"
    return client.post(reverse(name, args=[thing.pk, verb]), {"reason": "ticket 12", **data}, follow=True)


def test_the_pages_of_the_desk_open(client_of, staff_user, customer):
    row = row_of(validating(customer, HOST))
    order = certificates.an_order(customer, NOW, "true-businessid", "b.example.ma")
    things = [row, *steps_of(order, "ov").values(), papers.keep(order, "ice", upload(), act(NOW))]
    client = client_of(staff_user)
    for thing in things:
        name = f"admin:ssl_certs_{type(thing)._meta.model_name}"
        assert client.get(reverse(f"{name}_changelist")).status_code == 200
        assert client.get(reverse(f"{name}_change", args=[thing.pk])).status_code == 200


def test_staff_check_a_name_and_choose_another_way_for_a_customer_who_asks(client_of, staff_user, customer):
    row, client = row_of(validating(customer, HOST)), client_of(staff_user)
    do(client, row, "choose", method="http")
    worker.settle(NOW)
    assert row_of(row.certificate).method == "http"
    do(client, row, "submit")
    assert row_of(row.certificate).state == "submitted"


def test_a_step_is_completed_at_the_desk_with_its_number_and_source(client_of, staff_user, customer):
    order = certificates.an_order(customer, NOW, "true-businessid", HOST)
    call, client = steps_of(order, "ov")["call"], client_of(staff_user)
    do(client, call, "complete", finding="confirmed", phone="12345", source="directory")
    assert VettingStep.objects.get(pk=call.pk).state == "open"
    do(client, call, "announce_call", at="2026-11-23T10:00", phone="0522123456")
    assert VettingStep.objects.get(pk=call.pk).planned_at == clock.at_local(
        NOW.date() + timedelta(days=1), 10
    )
    do(client, call, "complete", finding="confirmed", phone="0522 12 34 56", source="directory")
    done = VettingStep.objects.get(pk=call.pk)
    assert (done.state, done.phone, done.done_by) == ("done", "+212522123456", staff_user.public_id)


def test_the_desk_refuses_the_cross_check_to_the_same_person(client_of, staff_user, customer):
    order = certificates.an_order(customer, NOW, "sectigo-ev", HOST)
    steps, client = steps_of(order, "ev"), client_of(staff_user)
    papers.accept(papers.keep(order, "ice", upload(), act(NOW)), act(NOW))
    for kind, step in steps.items():
        if kind != "cross_check":
            do(client, step, "complete", finding="fine", phone="+212522123456", source="directory")
    do(client, steps["cross_check"], "complete", finding="fine")
    assert VettingStep.objects.get(kind="cross_check").state == "open"
    second = person("second@portal.example", is_staff=True, is_superuser=True)
    do(client_of(second), steps["cross_check"], "complete", finding="fine")
    assert VettingStep.objects.get(kind="cross_check").done_by == second.public_id


def test_the_queues_count_what_does_not_move_and_what_is_late(customer):
    row = row_of(validating(customer, HOST))
    stuck = queue("Validations stuck")
    assert (stuck.count(), stuck.late()) == (0, 0)
    proving.submit_names(row.certificate, act(NOW))
    assert stuck.count() == 0
    with clock.frozen(NOW + VALIDATION.stuck_after + timedelta(minutes=1)):
        assert stuck.count() == 1
    proving.fail(row_of(row.certificate), act(NOW), challenge=Challenge(HOST, "dns", problem="nothing there"))
    assert (stuck.count(), stuck.late()) == (1, 0)
    NameValidation.objects.update(expires_at=NOW + timedelta(hours=2))
    assert stuck.late() == 1


def test_identity_checks_wait_in_a_queue_and_a_missed_call_is_late(customer):
    order = certificates.an_order(customer, NOW, "true-businessid", HOST)
    checks, steps = queue("Identity checks to do"), steps_of(order, "ov")
    assert (checks.count(), checks.late()) == (2, 0)
    VettingStep.objects.filter(pk=steps["call"].pk).update(planned_at=NOW - timedelta(hours=1))
    assert checks.late() == 1
    papers.keep(order, "ice", upload(), act(NOW))
    assert queue("Papers of organisations to check").count() == 1


def test_the_lists_behind_the_queues_open(client_of, staff_user):
    client = client_of(staff_user)
    for title in ("Validations stuck", "Identity checks to do", "Papers of organisations to check"):
        assert client.get(queue(title).url()).status_code == 200
