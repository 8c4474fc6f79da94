"""A name is not given up while something protects it; afterwards its life goes on."""

from datetime import date, timedelta

import pytest

from billing import ordering, payments
from billing.models import OrderLine
from core import clock, worker
from domains import holds, lifecycle, orders, renewals
from domains.models import Domain
from domains.registry import faults, registry_for
from domains.registry.faults import Fault, FaultPlan, Kind
from tests import names

EXPIRY = date(2026, 11, 22)
GTLD_END, MA_END = date(2026, 12, 29), date(2026, 12, 21)
pytestmark = pytest.mark.django_db


def down(since, days: int):
    """The registry answers nothing for some days."""
    return faults.injected(FaultPlan(outages=[(since, since + timedelta(days=days))]))


def after(domain: Domain, day: date) -> Domain:
    names.live_through(clock.at_local(day, 12))
    return Domain.objects.select_related("extension", "customer").get(pk=domain.pk)


def renewal(domain: Domain, instant):
    day = clock.local_date(instant)
    line = renewals.renewal_line(domain, 1, day)
    until = renewals.payable_until(domain, instant)
    dates = {"due_on": day, "payable_until": until}
    return ordering.propose(domain.customer, [line], names.act(instant), **dates, at_once=True)


def pay(proforma, instant) -> None:
    day = clock.local_date(instant)
    payments.received(proforma.total_ttc, proforma.payment_reference, day, names.act(instant))


def test_a_hold_opened_while_the_registry_is_down_keeps_the_name_until_it_is_closed():
    domain = names.registered("atlas.com", EXPIRY, names.a_customer())
    with down(clock.opening(GTLD_END), 2):
        domain = after(domain, GTLD_END)
        assert domain.state == "deleting"
        holds.open_hold(domain, names.act(clock.at_local(GTLD_END, 13)), kind="udrp")
        domain = after(domain, date(2027, 1, 3))
    assert domain.state == "grace"
    holds.close_holds(domain, names.act(clock.at_local(date(2027, 1, 3), 13)))
    assert after(domain, date(2027, 1, 4)).state == "redemption"


def test_a_ma_name_that_the_registry_has_renewed_tacitly_is_not_cancelled_any_more():
    domain = names.registered("atlas.ma", EXPIRY, names.a_customer())
    with down(clock.opening(MA_END), 4):
        domain = after(domain, date(2027, 1, 5))
    assert (domain.state, domain.cutoff_missed_on is not None) == ("grace", True)
    held = registry_for("ma").info("atlas.ma", clock.at_local(date(2027, 1, 5), 12))
    assert not held.being_deleted


def test_a_cancellation_whose_answer_was_lost_is_found_done_after_day_thirty():
    domain = names.registered("atlas.ma", EXPIRY, names.a_customer())
    lost = FaultPlan(
        outages=[(clock.at_local(MA_END, 18, 1), clock.opening(date(2026, 12, 25)))],
        scripted=[Fault(Kind.TIMEOUT, "delete")],
    )
    with faults.injected(lost):
        assert after(domain, date(2026, 12, 26)).state == "cancel_grace"


def test_a_slip_shown_in_the_last_hour_keeps_the_proforma_and_the_name_until_staff_have_looked():
    domain = after(names.registered("atlas.com", EXPIRY, names.a_customer()), date(2026, 12, 28))
    last_hour = clock.at_local(date(2026, 12, 28), 23, 30)
    proforma = renewal(domain, last_hour)
    payment = payments.say_sent(proforma, names.act(last_hour), None, b"%PDF-1.4 slip")
    domain = after(domain, date(2026, 12, 31))
    proforma.refresh_from_db()
    assert (domain.state, proforma.state) == ("grace", "issued")
    payments.confirm(payment, names.act(clock.at_local(date(2026, 12, 31), 13)))
    worker.settle(clock.at_local(date(2026, 12, 31), 13))
    domain = after(domain, date(2027, 1, 1))
    assert (domain.state, domain.paid_through) == ("registered", date(2027, 11, 22))


def test_a_renewal_refused_after_the_end_of_the_grace_lets_the_name_go_on():
    domain = after(names.registered("atlas.com", EXPIRY, names.a_customer()), date(2026, 12, 28))
    pay(renewal(domain, clock.at_local(date(2026, 12, 28), 13)), clock.at_local(date(2026, 12, 28), 13))
    refused = FaultPlan(scripted=[Fault(Kind.REFUSAL, "info", times=1)])
    refused.outages = [(clock.opening(date(2026, 12, 28)), clock.opening(date(2026, 12, 31)))]
    with faults.injected(refused):
        domain = after(domain, date(2027, 1, 2))
    assert OrderLine.objects.get(kind="domain.renew", paid_at__isnull=False).outcome == "credited"
    assert domain.state == "redemption"


def test_a_paid_line_that_cannot_be_taken_up_keeps_the_name(monkeypatch):
    domain = after(names.registered("atlas.com", EXPIRY, names.a_customer()), date(2026, 12, 28))

    def broken(line, act):
        raise RuntimeError("a fault in our own house")

    monkeypatch.setitem(orders.TAKERS, renewals.RENEW, broken)
    pay(renewal(domain, clock.at_local(date(2026, 12, 28), 13)), clock.at_local(date(2026, 12, 28), 13))
    assert after(domain, date(2027, 1, 5)).state == "grace"
    monkeypatch.undo()
    worker.settle(clock.at_local(date(2027, 1, 5), 13))
    assert after(domain, date(2027, 1, 6)).paid_through == date(2027, 11, 22)


def test_a_name_registered_anew_the_moment_it_is_free_ends_its_predecessor():
    customer = names.a_customer()
    old = after(names.registered("atlas.com", EXPIRY, customer), date(2027, 2, 1))
    assert old.state == "pending_delete"
    instant = clock.at_local(date(2027, 2, 3), 1)
    registry_for("com").register("atlas.com", 1, {}, "dom_new", instant)
    new = Domain.objects.create(
        customer=customer, name="atlas.com", unicode_name="atlas.com", extension=old.extension,
        state="registering", public_id="dom_new", contacts=old.contacts, call_at=instant,
        acted_through=instant,
    )  # fmt: skip
    new.reschedule()
    Domain.objects.filter(pk=new.pk).update(next_action_at=new.next_action_at)
    with down(instant - timedelta(days=2), 1):
        worker.wake(lifecycle.flow, instant)
    assert Domain.objects.get(pk=new.pk).state == "registered"
    assert Domain.objects.get(pk=old.pk).state == "deleted"


def test_a_notice_that_fell_due_while_a_refused_renewal_was_asked_for_is_given_then():
    domain = after(names.registered("atlas.com", EXPIRY, names.a_customer()), date(2026, 11, 11))
    eve = clock.at_local(date(2026, 11, 11), 20)
    pay(renewal(domain, eve), eve)
    refused = FaultPlan(scripted=[Fault(Kind.REFUSAL, "renew")], outages=[(eve, eve + timedelta(days=1))])
    with faults.injected(refused):
        worker.settle(eve)
        domain = after(domain, date(2026, 11, 13))
    assert (domain.state, domain.paid_through) == ("registered", EXPIRY)
    assert any("J-10" in what for _day, what, _clause in names.calendar(domain))


def test_a_notice_that_fell_due_in_an_outage_before_a_refused_renewal_is_given_afterwards():
    """The clock is silent over J-10, the customer pays meanwhile, the registry refuses when all wakes up."""
    domain = after(names.registered("atlas.com", EXPIRY, names.a_customer()), date(2026, 11, 11))
    paid_at = clock.at_local(date(2026, 11, 13), 18)
    pay(renewal(domain, paid_at), paid_at)
    with faults.injected(FaultPlan(scripted=[Fault(Kind.REFUSAL, "renew")])):
        worker.settle(clock.at_local(date(2026, 11, 14), 9))
    told = [what for _day, what, _clause in names.calendar(domain)]
    assert [what for what in told if "expiry_notice" in what or "refused" in what] == [
        "domains.expiry_notice J-30", "domains.refused", "domains.expiry_notice J-10",
    ]  # fmt: skip


def test_a_renewal_refused_over_the_expiry_day_leads_into_the_grace_with_its_mail():
    domain = after(names.registered("atlas.com", EXPIRY, names.a_customer()), date(2026, 11, 22))
    eve = clock.at_local(EXPIRY, 20)
    pay(renewal(domain, eve), eve)
    outage = FaultPlan(scripted=[Fault(Kind.REFUSAL, "info")], outages=[(eve, eve + timedelta(days=1))])
    with faults.injected(outage):
        domain = after(domain, date(2026, 11, 24))
    assert domain.state == "grace"
    assert "domains.grace" in [what for _day, what, _clause in names.calendar(domain)]


def test_a_name_kept_by_a_hold_for_more_than_its_next_year_is_in_grace_again_once_that_year_is_paid():
    domain = after(names.registered("atlas.com", EXPIRY, names.a_customer()), date(2026, 12, 1))
    holds.open_hold(domain, names.act(clock.at_local(date(2026, 12, 1), 13)), kind="lawsuit")
    instant = clock.at_local(date(2027, 12, 10), 13)
    worker.settle(instant)  # a year of blocked deletions, looked at once
    domain = after(domain, date(2027, 12, 10))
    assert domain.state == "grace"
    pay(renewal(domain, instant), instant)
    domain = after(domain, date(2027, 12, 11))
    assert (domain.state, domain.paid_through) == ("grace", date(2027, 11, 22))
