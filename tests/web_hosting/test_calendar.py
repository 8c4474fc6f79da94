"""The calendar of hosting (law 4): simulated lives equal literal tables of (day, state or mail, clause)."""

from datetime import date

import pytest

from billing.models import Proforma
from core import clock
from tests import hosting, names
from tests.hosting import act, again, calendar
from web_hosting.changes import planning
from web_hosting.flows import accounts
from web_hosting.models import HostingDecision

pytestmark = pytest.mark.django_db


def on(year: int, month: int, day: int, hour: int = 9):
    return clock.at_local(date(year, month, day), hour)


def test_a_year_that_nobody_renews_is_suspended_and_shown_to_staff_but_never_removed_by_the_clock(
    customer, owner
):
    """HD-6.2, HD-3.3, HD-3.4, C-13: seventeen months later the data are still there."""
    account = hosting.an_account(customer, owner, cycle=12)
    names.live_through(on(2028, 6, 1))
    assert list(calendar(account)) == [
        ("2026-11-22", "active", "HD-6.1"),
        ("2026-11-22", "ready", "HD-6.1"),
        ("2027-10-23", "renewal_proposed", "HD-6.2"),
        ("2027-11-15", "renewal_reminder", "HD-6.2"),
        ("2027-11-22", "renewal_reminder", "HD-6.2"),
        ("2027-11-25", "suspending", "HD-3.3"),
        ("2027-11-25", "suspended", "HD-4.2"),
        ("2027-11-25", "suspended", "HD-3.3"),
    ]
    decision = HostingDecision.objects.get()
    assert (decision.state, clock.local_date(decision.entered_at)) == ("listed", date(2027, 12, 22))


def test_a_monthly_account_keeps_its_day_and_lives_on_the_shorter_notices(customer, owner):
    """HD-3.1d, C-12: 31 January, 28 February, 31 March, 30 April; ten and three days of notice."""
    account = hosting.an_account(customer, owner, cycle=1, now=on(2027, 1, 31))
    ends = [account.paid_through]
    for paid_on in (on(2027, 2, 20), on(2027, 4, 4)):
        names.live_through(paid_on)
        hosting.pay(Proforma.objects.get(state="issued"), paid_on)
        ends.append(again(account).paid_through)
    names.live_through(on(2027, 4, 10))
    assert ends == [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]
    assert list(calendar(account)) == [
        ("2027-01-31", "active", "HD-6.1"),
        ("2027-01-31", "ready", "HD-6.1"),
        ("2027-02-18", "renewal_proposed", "HD-6.2"),
        ("2027-02-20", "renewed", "HD-6.2"),
        ("2027-03-21", "renewal_proposed", "HD-6.2"),
        ("2027-03-28", "renewal_reminder", "HD-6.2"),
        ("2027-03-31", "renewal_reminder", "HD-6.2"),
        ("2027-04-03", "suspending", "HD-3.3"),
        ("2027-04-03", "suspended", "HD-4.2"),
        ("2027-04-03", "suspended", "HD-3.3"),
        ("2027-04-04", "resuming", "HD-3.3"),
        ("2027-04-04", "active", "HD-3.3"),
        ("2027-04-04", "renewed", "HD-6.2"),
        ("2027-04-04", "resumed", "HD-3.3"),
    ]


def test_a_notice_a_month_ahead_silences_the_proforma_and_ends_the_account_with_its_period(customer, owner):
    """HD-6.3, C-11: no proforma, no reminder; data kept thirty days, their removal announced."""
    account = hosting.an_account(customer, owner, cycle=12)
    accounts.verbs["give_notice"](account, act(on(2027, 10, 1)))
    names.live_through(on(2028, 6, 1))
    assert again(account).notice_in_time
    assert not Proforma.objects.filter(origin="renewal").exists()
    assert list(calendar(account)) == [
        ("2026-11-22", "active", "HD-6.1"),
        ("2026-11-22", "ready", "HD-6.1"),
        ("2027-10-01", "notice_recorded", "HD-6.3"),
        ("2027-11-23", "closing", "HD-6.3"),
        ("2027-11-23", "closed", "HD-6.3"),
        ("2027-11-23", "closed", "HD-6.3"),
        ("2027-12-16", "removal_notice", "HD-6.3"),
        ("2027-12-24", "removing", "HD-6.3"),
        ("2027-12-24", "ended", "HD-6.3"),
        ("2027-12-24", "removed", "HD-6.3"),
    ]


def test_a_later_notice_voids_the_open_proforma_and_can_be_taken_back(customer, owner):
    """C-11."""
    account = hosting.an_account(customer, owner, cycle=12)
    names.live_through(on(2027, 11, 1))
    proposed = Proforma.objects.get(origin="renewal")
    accounts.verbs["give_notice"](again(account), act(on(2027, 11, 2)))
    proposed.refresh_from_db()
    assert (proposed.state, again(account).notice_in_time) == ("void", False)
    accounts.verbs["withdraw_notice"](again(account), act(on(2027, 11, 3)))
    names.live_through(on(2027, 11, 4))
    assert Proforma.objects.filter(origin="renewal", state="issued").count() == 1


def test_a_consumer_who_did_not_ask_for_the_start_gets_it_when_his_seven_days_are_over(customer, owner):
    """C-21: the day of the order and seven days; the period starts with the activation (C-12)."""
    customer.kind = "person"
    customer.save()
    account = hosting.an_account(customer, owner, cycle=12, immediate=False)
    names.live_through(on(2026, 12, 10))
    assert list(calendar(account)) == [
        ("2026-11-22", "waiting", "C-21"),
        ("2026-11-30", "provisioning", "C-21"),
        ("2026-11-30", "active", "HD-6.1"),
        ("2026-11-30", "ready", "HD-6.1"),
    ]
    assert again(account).paid_through == date(2027, 11, 30)


def test_an_abandoned_account_is_noticed_with_a_date_and_ended_by_a_second_person(customer, owner):
    """HD-3.4, guard 18: listed by the clock, noticed by a manager, confirmed by another, data kept."""
    from web_hosting.ending import decisions

    account = hosting.an_account(customer, owner, cycle=12)
    names.live_through(on(2027, 12, 23))
    decisions.notice(
        HostingDecision.objects.get(), act(on(2027, 12, 23), "usr_boss"), ends_on=date(2028, 1, 5)
    )
    names.live_through(on(2028, 1, 10))
    decisions.execute(HostingDecision.objects.get(), act(on(2028, 1, 10), "usr_other"))
    names.live_through(on(2028, 6, 1))
    assert list(calendar(account))[8:] == [
        ("2027-12-23", "abandonment_notice", "HD-3.4"),
        ("2028-01-10", "closing", "HD-4.2"),
        ("2028-01-10", "closed", "HD-6.3"),
        ("2028-01-10", "closed", "HD-3.4"),
        ("2028-02-02", "removal_notice", "HD-6.3"),
        ("2028-02-10", "removing", "HD-6.3"),
        ("2028-02-10", "terminated", "HD-6.3"),
        ("2028-02-10", "removed", "HD-6.3"),
    ]


def test_a_monthly_outsourcing_contract_lapses_when_a_month_is_not_paid(customer, owner):
    """HD-6.2, HD-2.3.2(1): proposed ten days ahead, lapsed after three days' patience; the checklist is looked at."""
    contract = hosting.a_contract(customer, owner)
    names.live_through(on(2026, 12, 14))
    hosting.pay(again(contract).proposal, on(2026, 12, 14))
    names.live_through(on(2027, 3, 1))
    assert list(calendar(contract)) == [
        ("2026-11-22", "contract_started", "HD-2.3.2(1)"),
        ("2026-12-12", "contract_proposed", "HD-6.2"),
        ("2027-01-12", "contract_proposed", "HD-6.2"),
        ("2027-01-26", "ended", "HD-6.2"),
        ("2027-01-26", "contract_ended", "HD-6.2"),
    ]


def test_heavy_scripts_are_stopped_after_their_warning_or_at_once_where_others_suffer(customer, owner):
    """HD-5.1a, HD-5.1b, C-29: the warning goes before the stop, the notice of a stop at once goes with it."""
    warned = hosting.an_account(customer, owner, domain="warned.example.ma")
    urgent = hosting.an_account(customer, owner, domain="urgent.example.ma")
    seen = on(2026, 11, 24)
    accounts.verbs["warn_overuse"](again(warned), act(seen), seen="a cron every second")
    accounts.verbs["warn_overuse"](again(urgent), act(seen), seen="a fork bomb", emergency=True)
    names.live_through(on(2026, 12, 1))
    assert [row for row in calendar(warned) if row[0] > "2026-11-22"] == [
        ("2026-11-24", "overuse_warning", "HD-5.1a"),
        ("2026-11-26", "suspending", "HD-4.2"),
        ("2026-11-26", "suspended", "HD-4.2"),
        ("2026-11-26", "suspended", "HD-5.1a"),
    ]
    assert [row for row in calendar(urgent) if row[0] > "2026-11-22"] == [
        ("2026-11-24", "suspending", "HD-5.1a"),
        ("2026-11-24", "suspended", "HD-4.2"),
        ("2026-11-24", "suspended", "HD-5.1b"),
    ]


def test_a_smaller_plan_that_was_planned_begins_with_the_next_paid_period(customer, owner):
    """HD-5.2, HD-6.2, HD-3.2a: the proforma is at the new price; the panel is asked the morning after J0."""
    account = hosting.an_account(customer, owner, code="pro", cycle=12)
    change = planning.plan_ahead(again(account), act(on(2027, 3, 1)), hosting.plan("start"))
    names.live_through(on(2027, 11, 1))
    proforma = Proforma.objects.get(public_id=again(account).proposal)
    assert proforma.total_ht == 29_000
    hosting.pay(proforma, on(2027, 11, 2))
    assert again(account).plan.code == "pro"
    names.live_through(on(2027, 11, 24))
    assert [row for row in calendar(account) if row[0] > "2026-11-22"] == [
        ("2027-10-23", "renewal_proposed", "HD-6.2"),
        ("2027-11-02", "renewed", "HD-6.2"),
        ("2027-11-23", "changing", "HD-5.2"),
        ("2027-11-23", "active", "HD-5.2"),
        ("2027-11-23", "plan_changed", "HD-5.2"),
    ]
    account = again(account)
    assert (account.plan.code, account.period_ht, again(change).state) == ("start", 29_000, "done")
