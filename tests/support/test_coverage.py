"""Coverage: what a service is promised, and which clock wins (C-15, C-16)."""

from datetime import timedelta

import pytest

from support import coverage, hours
from support.models import Coverage
from support.policy import STANDARD, SupportPolicy
from tests.helpdesk import FULLY, MANAGED, NOON, OUTSOURCING, SERVER, act, covered

pytestmark = pytest.mark.django_db


def test_a_service_without_option_is_answered_in_two_working_days(customer):
    assert coverage.of(SERVER) == STANDARD
    assert STANDARD.response_working_days == 2


def test_a_policy_survives_being_written_down(customer):
    assert covered(customer, FULLY).promised == FULLY
    assert SupportPolicy.from_data(MANAGED.as_data()) == MANAGED


def test_saying_the_same_again_changes_nothing(customer):
    first = covered(customer)
    assert covered(customer, at=NOON + timedelta(days=1)).pk == first.pk
    assert Coverage.objects.count() == 1


def test_another_policy_of_the_same_code_closes_the_old_row_and_keeps_it(customer):
    old = covered(customer)
    new = coverage.cover(
        customer, SERVER, "renamed.example", "server", MANAGED, act(NOON + timedelta(days=3))
    )
    old.refresh_from_db()
    assert old.until == NOON + timedelta(days=3)
    assert [row.pk for row in coverage.rows(SERVER)] == [new.pk]
    assert [row.pk for row in coverage.rows(SERVER, NOON + timedelta(days=1))] == [old.pk]


def test_of_two_contracts_on_one_server_the_stricter_clock_counts(customer):
    covered(customer, MANAGED)
    covered(customer, OUTSOURCING)
    policy = coverage.of(SERVER)
    assert (policy.resolved, policy.resolve_clause) == (timedelta(hours=4), "SRV-A2-2.4(2)")
    assert (policy.response_working_days, policy.response_clause) == (2, "HD-2.3.2(2)")
    covered(customer, FULLY)
    policy = coverage.of(SERVER)
    assert (policy.taken_in_hand, policy.take_clause) == (timedelta(minutes=30), "SRV-A2-2.5(1)")
    assert policy.resolved == timedelta(hours=2)


def test_two_hour_banks_add_up_and_a_cap_needs_both(customer):
    covered(customer, MANAGED)
    covered(customer, OUTSOURCING)
    month = hours.balance(SERVER, NOON.date())
    assert (month.included, month.cap) == (240, None)


def test_a_service_that_ends_is_covered_no_more(customer):
    covered(customer)
    assert coverage.end(SERVER, act(NOON + timedelta(hours=1))) == 1
    assert coverage.of(SERVER) == STANDARD
    assert coverage.end(SERVER, act(NOON + timedelta(hours=2))) == 0
