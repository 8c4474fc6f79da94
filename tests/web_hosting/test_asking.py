"""What is asked for while a space lives: restores, another plan; what it uses, and scripts that weigh too much."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.credit import balance
from billing.models import CreditNote, OrderLine, Proforma
from core import clock, simulation, worker
from core.ports import PortRefused
from core.transitions import NotAllowed
from tests import hosting, names
from tests.hosting import ORDERED, act, again, mails, staff
from web_hosting.changes import changing, planning, pro_rata
from web_hosting.flows import accounts, overuses
from web_hosting.models import (
    HostingAccount,
    HostingSuspension,
    ManualPanelTask,
    OveruseCase,
    PanelReading,
    RestoreRequest,
    SandboxSpace,
)
from web_hosting.panel import Usage, faults
from web_hosting.panel.faults import Fault, FaultPlan, Kind
from web_hosting.panel.sandbox import SandboxPanel
from web_hosting.restores import restoring
from web_hosting.tasks import read_usage
from web_hosting.usage import plot, reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reads_english")]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATER = clock.at_local(date(2026, 11, 24), 9)


def lived(customer, owner, until=LATER, **choice):
    """A space that has lived for some days."""
    account = hosting.an_account(customer, owner, **choice)
    names.live_through(until)
    return again(account)


# --- restores -----------------------------------------------------------------------------------------------
def test_a_restore_is_paid_only_after_a_backup_was_found_and_its_result_is_told(customer, owner):
    """HD-3.7, HD-5.3a, C-14: 200 dirhams before tax."""
    account = lived(customer, owner)
    restore = restoring.ask(account, act(LATER), "databases")
    assert not Proforma.objects.filter(lines__about=restore.public_id).exists()
    worker.settle(LATER)
    restore = again(restore)
    assert (restore.state, restore.fee_ht) == ("offered", 20_000)
    assert restore.backup_at == clock.at_local(date(2026, 11, 24), 3)
    hosting.pay(restore.proposal, LATER)
    assert (again(restore).state, SandboxSpace.objects.get().restored_from) == ("done", restore.backup_at)
    assert len(mails("restore_done")) == 1


def test_without_a_backup_nothing_is_charged(customer, owner):
    """C-14."""
    account = lived(customer, owner, domain="sanscopie.example.ma")
    restore = restoring.ask(account, act(LATER), "all")
    worker.settle(LATER)
    assert again(restore).state == "no_backup"
    assert not OrderLine.objects.filter(kind="hosting.restore").exists()
    assert "nothing is to pay" in mails("no_backup")[0].text


def test_a_backup_that_cannot_be_used_gives_the_fee_back(customer, owner):
    """C-14: best effort, and no fee without a restore."""
    account = lived(customer, owner, domain="coriace.example.ma")
    restore = restoring.ask(account, act(LATER), "all")
    worker.settle(LATER)
    hosting.pay(again(restore).proposal, LATER)
    assert again(restore).state == "failed"
    assert balance(customer) == 24_000
    assert staff("hosting_restores")


def test_an_offered_restore_lapses_unpaid_and_nothing_is_owed(customer, owner):
    """HD-6.2."""
    account = lived(customer, owner)
    restore = restoring.ask(account, act(LATER), "all")
    names.live_through(LATER + 8 * DAY)
    assert again(restore).state == "lapsed"
    assert Proforma.objects.get(public_id=again(restore).proposal).state in {"void", "lapsed"}


def test_an_offered_restore_is_withdrawn_by_the_customer_and_nothing_is_owed(customer, owner):
    """C-14: its proforma is void; what is paid afterwards is credited."""
    account = lived(customer, owner)
    restore = restoring.ask(account, act(LATER), "all")
    worker.settle(LATER)
    restoring.withdraw(again(restore), act(LATER))
    assert (again(restore).state, Proforma.objects.get(public_id=again(restore).proposal).state) == (
        "withdrawn",
        "void",
    )
    with pytest.raises(NotAllowed):
        restoring.withdraw(again(restore), act(LATER))


def test_restores_are_not_asked_for_without_end(customer, owner):
    account = lived(customer, owner)
    for _n in range(3):
        restoring.ask(account, act(LATER), "all")
    with pytest.raises(NotAllowed):
        restoring.ask(account, act(LATER), "all")
    assert RestoreRequest.objects.count() == 3


# --- another plan -------------------------------------------------------------------------------------------
def test_a_larger_plan_costs_the_difference_for_the_days_that_are_left(customer, owner):
    """HD-5.2: 363 of 365 days; 290 and 1 190 dirhams a year."""
    account = lived(customer, owner)
    change = changing.ask(account, act(LATER), hosting.plan("business"))
    assert (change.days_left, change.days_in_period, change.old_ht, change.new_ht) == (
        363,
        365,
        28_841,
        118_348,
    )
    assert again(account).plan.code == "start"
    hosting.pay(change.proposal, LATER)
    account = again(account)
    assert (account.plan.code, account.period_ht, account.paid_through) == (
        "business",
        119_000,
        date(2027, 11, 22),
    )
    assert SandboxSpace.objects.get().package == "business"
    assert OrderLine.objects.get(about=change.public_id).ht == 89_507


def test_a_smaller_plan_is_credited_to_the_centime_with_a_credit_note(customer, owner):
    """HD-5.2, C-24: 590 to 290 dirhams a year, 363 of 365 days."""
    account = lived(customer, owner, code="pro")
    change = changing.ask(account, act(LATER), hosting.plan("start"))
    worker.settle(LATER)
    note = CreditNote.objects.get()
    assert (again(change).state, again(account).plan.code) == ("done", "start")
    assert (note.total_ht, note.total_ttc) == (29_836, 35_803)
    assert (balance(customer), note.invoice.state) == (35_803, "partly_credited")


def test_the_same_line_is_not_credited_twice(customer, owner):
    account = lived(customer, owner, code="business")
    changing.ask(account, act(LATER), hosting.plan("pro"))
    worker.settle(LATER)
    with pytest.raises(NotAllowed) as refusal:
        changing.ask(again(account), act(LATER), hosting.plan("start"))
    assert "for the end of the paid period" in refusal.value.message
    assert CreditNote.objects.count() == 1


def test_a_smaller_plan_where_nothing_can_be_credited_is_planned_for_the_next_period(customer, owner):
    """HD-5.2: the refusal says the way out, and the way is open; nothing is credited, nothing is paid now."""
    account = lived(customer, owner, code="pro")
    changing.ask(account, act(LATER), hosting.plan("start"))
    worker.settle(LATER)
    changing.ask(again(account), act(LATER), hosting.plan("pro"))
    change = again(account).changes.get(state="to_pay")
    planning.take_back(change, act(LATER))
    assert (again(change).state, Proforma.objects.get(public_id=change.proposal).state) == ("lapsed", "void")
    OrderLine.objects.update(credit_note=CreditNote.objects.get())
    account = hosting.an_account(customer, owner, domain="two.example.ma", code="pro")
    OrderLine.objects.filter(public_id=account.line).update(credit_note=CreditNote.objects.get())
    with pytest.raises(NotAllowed) as refusal:
        changing.ask(again(account), act(LATER), hosting.plan("start"))
    assert "end of the paid period" in refusal.value.message
    planned = planning.plan_ahead(again(account), act(LATER), hosting.plan("start"))
    assert (planned.state, planned.to_pay_ht, planned.to_credit_ht) == ("planned", 0, 0)


def test_a_planned_change_is_taken_back_until_its_period_is_paid(customer, owner):
    """HD-5.2: the renewal that was proposed at its price is proposed anew at the present one."""
    account = lived(customer, owner, clock.at_local(date(2026, 12, 14)), code="pro", cycle=1)
    planned = planning.plan_ahead(
        again(account), act(clock.at_local(date(2026, 12, 14))), hosting.plan("start")
    )
    assert Proforma.objects.get(public_id=again(account).proposal).total_ht == 2_900
    planning.take_back(again(planned), act(clock.at_local(date(2026, 12, 15))))
    assert Proforma.objects.get(public_id=again(account).proposal).total_ht == 5_900
    again_planned = planning.plan_ahead(
        again(account), act(clock.at_local(date(2026, 12, 15))), hosting.plan("start")
    )
    worker.settle(clock.at_local(date(2026, 12, 16)))
    hosting.pay(again(account).proposal, clock.at_local(date(2026, 12, 16)))
    with pytest.raises(NotAllowed):
        planning.take_back(again(again_planned), act(clock.at_local(date(2026, 12, 17))))


def test_a_planned_plan_that_would_not_hold_what_is_used_is_not_begun(customer, owner):
    """HD-5.2: nobody loses data; the customer and staff are told, the larger plan stays."""
    account = hosting.an_account(customer, owner, code="pro", cycle=1)
    planned = planning.plan_ahead(again(account), act(ORDERED), hosting.plan("start"))
    names.live_through(clock.at_local(date(2026, 12, 14)))
    hosting.pay(again(account).proposal, clock.at_local(date(2026, 12, 14)))
    SandboxSpace.objects.update(sites=4)
    hosting.live_and_count(clock.at_local(date(2026, 12, 24)), since=clock.at_local(date(2026, 12, 14)))
    assert (again(planned).state, again(account).plan.code) == ("failed", "pro")
    assert (len(mails("change_failed")), staff("hosting_panel") != []) == (1, True)


def test_a_smaller_plan_that_does_not_hold_what_is_used_is_refused_in_words(customer, owner):
    """HD-5.2: 30 000 MB do not fit into 10 240, nor three sites into one."""
    account = hosting.an_account(customer, owner, code="pro")
    SandboxSpace.objects.update(disk_mb=20_000, sites=3)
    hosting.live_and_count(LATER)
    with pytest.raises(NotAllowed) as refusal:
        changing.ask(again(account), act(LATER), hosting.plan("start"))
    assert "10240 MB of disk" in refusal.value.message
    assert "1 web sites" in refusal.value.message


def test_a_change_that_the_panel_refuses_leaves_the_old_plan_and_credits_what_was_paid(customer, owner):
    account = lived(customer, owner)
    change = changing.ask(account, act(LATER), hosting.plan("pro"))
    with faults.injected(FaultPlan(scripted=[Fault(Kind.REFUSAL, "change", code="package")])):
        hosting.pay(change.proposal, LATER)
    account = again(account)
    assert (account.state, account.plan.code, again(change).state) == ("active", "start", "failed")
    assert balance(customer) == OrderLine.objects.get(about=change.public_id).amount.ht * 12 // 10
    assert mails("change_failed")


def test_an_unpaid_change_lapses_and_another_can_be_asked_for(customer, owner):
    account = lived(customer, owner)
    change = changing.ask(account, act(LATER), hosting.plan("pro"))
    with pytest.raises(NotAllowed):
        changing.ask(again(account), act(LATER), hosting.plan("business"))
    names.live_through(LATER + 8 * DAY)
    assert again(change).state == "lapsed"
    assert changing.ask(again(account), act(LATER + 8 * DAY), hosting.plan("business")).proposal


def test_a_renewal_proposed_at_the_old_price_is_proposed_anew_after_a_change(customer, owner):
    account = hosting.an_account(customer, owner)
    now = clock.at_local(date(2027, 11, 1), 9)
    names.live_through(now)
    assert Proforma.objects.get(origin="renewal").total_ht == 29_000
    change = changing.ask(again(account), act(now), hosting.plan("pro"))
    hosting.pay(change.proposal, now)
    assert Proforma.objects.get(origin="renewal", state="issued").total_ht == 59_000


def test_mail_plans_and_web_plans_are_not_exchanged(customer, owner):
    account = lived(customer, owner)
    with pytest.raises(NotAllowed):
        changing.ask(account, act(LATER), hosting.plan("email"))


@given(price=st.integers(0, 10**7), left=st.integers(0, 366), whole=st.integers(1, 366))
def test_the_rest_of_a_price_is_never_more_than_the_price_and_half_up(price, left, whole):
    """Half a centime goes up; the rest of all days is the whole price."""
    left = min(left, whole)
    found = pro_rata.rest(price, left, whole)
    assert 0 <= found <= price
    assert abs(found * whole - price * left) * 2 <= whole
    assert pro_rata.rest(price, whole, whole) == price


# --- what is used -------------------------------------------------------------------------------------------
def test_a_quota_is_told_at_eighty_and_at_a_hundred_per_cent_once_each(customer, owner):
    """HD-5.2: a site that grows by 900 MB a day in 10 240."""
    account = hosting.an_account(customer, owner, domain="gourmand.example.ma")
    hosting.live_and_count(clock.at_local(date(2026, 12, 10)))
    assert [mail.subject for mail in mails("usage_alert")] == [
        "gourmand.example.ma: 80 per cent of a quota is used",
        "gourmand.example.ma: 100 per cent of a quota is used",
    ]
    assert account.samples.count() > 10


def test_room_made_and_filled_again_is_told_again(customer, owner):
    account = hosting.an_account(customer, owner)
    for day, used in enumerate((9_000, 2_000, 9_000), 1):
        SandboxSpace.objects.update(disk_mb=used, growth_mb=0)
        reading.read_all(act(ORDERED + day * DAY))
    assert again(account).alerted == {"disk_mb": 80}
    assert len(mails("usage_alert")) == 2


def two_spaces(customer, owner, **facts):
    """Two spaces of one panel; `facts` are those of the second."""
    first = hosting.an_account(customer, owner)
    second = hosting.an_account(customer, owner, domain="zellige.example.ma")
    if facts:
        HostingAccount.objects.filter(pk=second.pk).update(**facts)
    return first, again(second)


def days_of(account) -> list[date]:
    """The days on which it was counted."""
    return list(account.samples.values_list("taken_on", flat=True))


def test_a_panel_is_asked_once_a_day_for_all_of_its_spaces(customer, owner, monkeypatch):
    """HD-5.2: however often beat knocks, from the morning on."""
    spaces, asked = two_spaces(customer, owner), []
    real = SandboxPanel.usage
    monkeypatch.setattr(SandboxPanel, "usage", lambda *given: asked.append(len(given[1])) or real(*given))
    night = clock.at_local(date(2026, 11, 23), 3)
    assert [reading.read_all(act(night + n * HOUR)) for n in range(20)] == [0] * 5 + [2] + [0] * 14
    assert asked == [2]
    assert [days_of(space) for space in spaces] == [[date(2026, 11, 23)]] * 2


def test_a_panel_that_is_down_is_asked_again_and_the_others_are_counted(customer, owner):
    first, second = two_spaces(customer, owner, panel="second")
    with faults.injected(FaultPlan(scripted=[Fault(Kind.UNAVAILABLE, "usage")])):
        assert reading.read_all(act(LATER)) == 1
    assert reading.read_all(act(LATER + HOUR)) == 1
    assert days_of(first) == days_of(second) == [date(2026, 11, 24)]


def test_a_panel_that_says_nothing_for_a_day_is_shown_to_staff_until_it_does_again(customer, owner):
    hosting.an_account(customer, owner)
    reading.read_all(act(ORDERED))
    with faults.injected(FaultPlan(scripted=[Fault(Kind.UNAVAILABLE, "usage", times=3)])):
        reading.read_all(act(ORDERED + DAY))
        assert not staff("hosting_panel")
        reading.read_all(act(ORDERED + 2 * DAY))
        reading.read_all(act(ORDERED + 2 * DAY + HOUR))
        assert len(staff("hosting_panel")) == 1
    reading.read_all(act(ORDERED + 2 * DAY + 2 * HOUR))
    assert not staff("hosting_panel")


def test_a_space_of_which_the_panel_says_nothing_does_not_lose_the_others(customer, owner):
    first, second = two_spaces(customer, owner)
    SandboxSpace.objects.filter(our_reference=first.public_id).delete()
    assert reading.read_all(act(LATER)) == 1
    assert (days_of(first), days_of(second)) == ([], [date(2026, 11, 24)])


def test_a_list_without_one_of_our_spaces_is_no_answer(customer, owner):
    account = hosting.an_account(customer, owner)
    SandboxSpace.objects.update(removed_at=ORDERED)
    assert reading.read_all(act(LATER)) == 0
    SandboxSpace.objects.update(removed_at=None)
    assert reading.read_all(act(LATER + HOUR)) == 1
    assert days_of(account) == [date(2026, 11, 24)]


def test_a_sample_that_cannot_be_kept_does_not_lose_the_others(customer, owner, monkeypatch):
    first, second = two_spaces(customer, owner)
    told = {first.public_id: Usage(-1), second.public_id: Usage(9_000)}
    monkeypatch.setattr(SandboxPanel, "usage", lambda *given: told)
    assert reading.read_all(act(LATER)) == 1
    assert (days_of(first), days_of(second)) == ([], [date(2026, 11, 24)])
    assert len(mails("usage_alert")) == 1


def test_a_reading_that_was_killed_is_made_once_more_and_tells_nobody_twice(customer, owner):
    account = hosting.an_account(customer, owner)
    SandboxSpace.objects.update(disk_mb=9_000)
    reading.read_all(act(LATER))
    PanelReading.objects.all().delete()
    reading.read_all(act(LATER + HOUR))
    assert days_of(account) == [date(2026, 11, 24)]
    assert len(mails("usage_alert")) == 1


def test_a_panel_by_hand_counts_nothing_and_nobody_is_asked(customer, owner, settings):
    account = hosting.an_account(customer, owner)
    settings.PANELS = {account.panel: {"adapter": "manual"}}
    assert reading.read_all(act(LATER)) == 0
    assert not ManualPanelTask.objects.exists()
    assert not staff("hosting_panel")


def test_beat_reads_what_spaces_use_and_forgets_what_is_too_old(customer, owner):
    account = hosting.an_account(customer, owner)
    with clock.frozen(LATER):
        account.samples.create(taken_on=date(2025, 1, 1))
        read_usage()
    assert days_of(account) == [date(2026, 11, 24)]


def test_where_the_clock_is_moved_the_panels_are_asked_on_the_way(customer, owner):
    """The demo's journeys, and its seed."""
    account = hosting.an_account(customer, owner, cycle=1)
    simulation.live_through(ORDERED, clock.at_local(date(2026, 12, 20)))
    assert date(2026, 12, 12) in days_of(account)


def test_the_drawing_says_in_words_what_it_shows(customer, owner):
    account = hosting.an_account(customer, owner)
    hosting.live_and_count(ORDERED + 5 * DAY + HOUR)
    drawn = plot.draw(list(account.samples.all()), 10_240, date(2026, 11, 27))
    assert drawn.count("<rect") == account.samples.count() == 5
    assert "MB of 10240 MB used" in drawn
    assert "style=" not in drawn


# --- scripts that weigh too much ----------------------------------------------------------------------------
def warned(account, **more):
    accounts.verbs["warn_overuse"](account, act(LATER, "usr_staff"), seen="1 900 processes", **more)
    return OveruseCase.objects.get()


def test_heavy_scripts_are_warned_of_and_stopped_when_the_delay_is_over(customer, owner):
    """HD-5.1a: 48 hours by default; the larger plan is proposed (HD-5.2)."""
    account = lived(customer, owner)
    case = warned(account)
    assert case.act_at == LATER + 48 * HOUR
    assert "larger plan" in mails("overuse_warning")[0].text
    names.live_through(LATER + 47 * HOUR)
    assert again(account).state == "active"
    names.live_through(LATER + 49 * HOUR)
    assert (again(account).state, again(case).state) == ("suspended", "suspended")
    overuses.verbs["close"](again(case), act(LATER + 50 * HOUR))
    worker.settle(LATER + 50 * HOUR)
    assert again(account).state == "active"


def test_where_others_suffer_they_are_stopped_at_once_and_the_customer_is_told_afterwards(customer, owner):
    """HD-5.1b, C-29."""
    account = lived(customer, owner)
    warned(account, emergency=True)
    worker.settle(LATER)
    assert again(account).state == "suspended"
    assert (mails("suspended")[0].clause, mails("overuse_warning")) == ("HD-5.1b", [])
    assert HostingSuspension.objects.get().emergency


def test_a_customer_who_says_that_it_is_corrected_is_looked_at_before_anything_is_stopped(customer, owner):
    account = lived(customer, owner)
    case = warned(account)
    overuses.verbs["answer"](case, act(LATER + HOUR, owner.public_id), words="the cron job is gone")
    names.live_through(LATER + 72 * HOUR)
    assert again(account).state == "active"
    assert len(staff("hosting_overuse")) == 2


def test_a_warning_shorter_than_four_hours_is_no_warning(customer, owner):
    account = lived(customer, owner)
    with pytest.raises(NotAllowed):
        warned(account, hours=1)


def test_a_refusal_of_the_port_has_a_word_for_everybody():
    from web_hosting.panel import refusal_text

    assert "room" in str(refusal_text(PortRefused("full").code))
    assert "write to you" in str(refusal_text("never heard of"))
