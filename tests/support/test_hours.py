"""The hour bank: 2 and 5 hours a month, alerts at 75 and 100 hundredths, guard 15 (SRV-A2-1.1, SRV-A2-1.2, C-15)."""

from datetime import date, timedelta

import pytest

from core.clock import at_local
from core.transitions import NotAllowed
from notifications.models import Email
from support import coverage, hours
from support.models import WorkEntry
from tests.helpdesk import FULLY, MANAGED, NOON, OUTSOURCING, SERVER, a_ticket, act, covered

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 1)


def alerts() -> list[str]:
    return [mail.key.split(":")[3] for mail in Email.objects.filter(kind="support.hours_used").order_by("pk")]


def test_a_month_fills_up_and_the_customer_is_told_at_75_and_100(customer):
    covered(customer, MANAGED)
    seen = []
    for minutes in (60, 29, 1, 20, 10):
        hours.log(SERVER, minutes, act(), what="update")
        month = hours.balance(SERVER, NOVEMBER)
        seen.append((month.used, month.left, month.share, month.quote_needed, alerts()))
    assert seen == [
        (60, 60, 50, False, []),
        (89, 31, 74, False, []),
        (90, 30, 75, False, ["75"]),
        (110, 10, 91, False, ["75"]),
        (120, 0, 100, True, ["75", "100"]),
    ]


def test_one_entry_over_both_marks_says_the_higher_one_only(customer):
    covered(customer, MANAGED)
    hours.log(SERVER, 120, act(), what="migration")
    assert alerts() == ["100"]


def test_beyond_the_cap_work_is_refused_with_the_way_out(customer):
    covered(customer, FULLY)
    hours.log(SERVER, 290, act(), what="migration")
    with pytest.raises(NotAllowed) as refusal:
        hours.log(SERVER, 11, act(), what="more")
    assert refusal.value.clause == "SRV-A2-1.2"
    assert "10" in refusal.value.message
    assert "300" in refusal.value.message
    assert hours.balance(SERVER, NOVEMBER).used == 290


def test_an_accepted_quote_adds_its_minutes_once(customer):
    covered(customer, MANAGED)
    hours.log(SERVER, 120, act(), what="migration")
    for _ in range(2):
        hours.grant(SERVER, 60, "Q-1", act(), customer=customer)
    assert hours.balance(SERVER, NOVEMBER).granted == 60
    assert hours.balance(SERVER, NOVEMBER).left == 60
    hours.log(SERVER, 60, act(), what="more")
    with pytest.raises(NotAllowed):
        hours.log(SERVER, 1, act(), what="more")


def test_urgent_security_work_goes_on_with_its_reason(customer):
    covered(customer, MANAGED)
    hours.log(SERVER, 120, act(), what="migration")
    with pytest.raises(NotAllowed):
        hours.log(SERVER, 30, act(), urgent_security=True)
    entry = hours.log(SERVER, 30, act(reason="a hole that is used right now"), urgent_security=True)
    assert entry.what == "a hole that is used right now"
    assert hours.balance(SERVER, NOVEMBER).used == 150


def test_the_outsourcing_contract_includes_hours_and_caps_nothing(customer):
    covered(customer, OUTSOURCING)
    hours.log(SERVER, 200, act(), what="updates")
    month = hours.balance(SERVER, NOVEMBER)
    assert (month.left, month.cap, month.quote_needed) == (0, None, False)
    hours.log(SERVER, 60, act(), what="updates")


def test_a_service_without_contract_needs_a_quote_from_the_first_minute(customer):
    with pytest.raises(NotAllowed):
        hours.log(SERVER, 5, act(), ticket=a_ticket(customer), what="help")
    hours.grant(SERVER, 30, "Q-2", act(), customer=customer)
    hours.log(SERVER, 30, act(), what="help")


def test_unused_minutes_do_not_roll_over_and_months_are_moroccan(customer):
    covered(customer, MANAGED)
    last = at_local(date(2026, 11, 30), 23, 59)
    hours.log(SERVER, 10, act(last), what="late")
    hours.log(SERVER, 120, act(last + timedelta(minutes=1)), what="early")
    assert hours.balance(SERVER, NOVEMBER).used == 10
    assert hours.balance(SERVER, date(2026, 12, 1)).left == 0


def test_changing_the_option_within_a_month_gives_no_second_allowance(customer):
    covered(customer, MANAGED)
    later = act(NOON + timedelta(days=1))
    coverage.cover(customer, SERVER, "renamed", "server", MANAGED, later)
    assert hours.balance(SERVER, NOVEMBER).included == 120


@pytest.mark.parametrize("minutes", [0, -5, 721])
def test_an_entry_of_no_length_or_of_a_whole_day_is_refused(customer, minutes):
    covered(customer, MANAGED)
    with pytest.raises(NotAllowed):
        hours.log(SERVER, minutes, act(), what="x")
    assert not WorkEntry.objects.exists()


def test_quoted_work_never_widens_the_months_own_hours_and_counts_when_it_was_worked(customer):
    """HD-2.3.1, C-15: given and used up at once; no mail about hours that are not the month's own."""
    covered(customer)
    hours.log_quoted(
        SERVER, 60, "mis_1:1", act(), customer=customer, what="migration", month=date(2026, 10, 30)
    )
    hours.log_quoted(SERVER, 30, "mis_1:2", act(), customer=customer, what="migration")
    october, november = hours.balance(SERVER, date(2026, 10, 1)), hours.balance(SERVER, NOVEMBER)
    assert (october.granted, october.used) == (60, 60)
    assert (november.left, november.granted, november.used) == (120, 30, 30)
    hours.log(SERVER, 120, act(), what="updates")
    with pytest.raises(NotAllowed):
        hours.log(SERVER, 1, act(), what="more")
