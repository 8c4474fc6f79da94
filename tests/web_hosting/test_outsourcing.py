"""Outsourcing: estimated before it is worked, paid before it is worked, credited when it was not (HD-2.3)."""

from datetime import date, timedelta

import pytest

from billing.credit import balance
from billing.models import CreditNote, OrderLine, Proforma
from contracts.acceptances import AcceptanceMissing
from contracts.models import Acceptance
from contracts.publishing import publish_documents
from core import clock, worker
from core.models import EvidenceRecord
from core.transitions import NotAllowed
from support import coverage, hours
from support.policy import SupportPolicy
from tests import hosting, names
from tests.hosting import ORDERED, act, again, mails, staff
from web_hosting.outsourcing import contracts, missions
from web_hosting.outsourcing.models import MissionQuote

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = date(2026, 11, 22)


@pytest.fixture
def documents(db):
    return publish_documents(clock.opening(TODAY))


@pytest.fixture
def mission(customer, documents):
    hosting.plan()
    return missions.ask(customer, act(ORDERED), "hardening", "Firewall", "close what is open")


def offered(mission, minutes=90):
    missions.offer(again(mission), act(ORDERED, "usr_staff"), minutes=minutes, words="close ports, test")
    return again(mission.quotes.get(state="offered"))


def accepted(quote, user):
    ticked = {version.public_id for version in missions.documents(TODAY)}
    return missions.accept(quote, user, ticked, act(ORDERED, user.public_id))


def paid(mission, user, minutes=90):
    quote = offered(mission, minutes)
    hosting.pay(accepted(quote, user), ORDERED)
    return again(quote)


def test_an_estimate_tells_time_and_price_and_nothing_is_worked_before_it_is_accepted_and_paid(
    mission, owner
):
    """HD-2.3.1, HD-3.1c: 90 minutes at 350 dirhams an hour."""
    quote = offered(mission)
    assert (quote.minutes, quote.amount_ht, again(mission).state) == (90, 52_500, "quoted")
    with pytest.raises(NotAllowed):
        missions.log_time(again(mission), act(ORDERED), minutes=1, worked_on=TODAY, words="x")
    accepted(quote, owner)
    with pytest.raises(NotAllowed):
        missions.log_time(again(mission), act(ORDERED), minutes=1, worked_on=TODAY, words="x")
    hosting.pay(again(quote).proposal, ORDERED)
    assert again(mission).state == "working"
    missions.log_time(again(mission), act(ORDERED), minutes=30, worked_on=TODAY, words="looked")
    assert again(mission).worked_minutes == 30


def test_an_estimate_is_accepted_with_its_documents_and_its_digest(mission, owner):
    """Guard 1: the declaration of outsourcing; the estimate is sealed."""
    quote = offered(mission)
    with pytest.raises(AcceptanceMissing):
        missions.accept(quote, owner, set(), act(ORDERED))
    accepted(quote, owner)
    codes = set(
        Acceptance.objects.filter(about=quote.public_id).values_list("version__document__code", flat=True)
    )
    assert codes == {"cgv", "decl-data-exact", "decl-outsourcing"}
    proof = EvidenceRecord.objects.get(about=mission.public_id, what="estimate_accepted")
    assert proof.data["sha256"] == missions.digest(90, 35_000, "close ports, test")


def test_no_minute_beyond_the_estimate_is_worked_without_another_accepted_one(mission, owner):
    """Guard 15, HD-2.3.1."""
    paid(mission, owner, 60)
    missions.log_time(again(mission), act(ORDERED), minutes=50, worked_on=TODAY, words="a")
    with pytest.raises(NotAllowed) as refusal:
        missions.log_time(again(mission), act(ORDERED), minutes=11, worked_on=TODAY, words="b")
    assert (refusal.value.clause, "10 minutes are left" in refusal.value.message) == ("HD-2.3.1", True)
    paid(mission, owner, 30)
    missions.log_time(again(mission), act(ORDERED), minutes=40, worked_on=TODAY, words="c")
    assert again(mission).worked_minutes == 90


def test_the_time_that_was_not_worked_is_credited_at_the_end(mission, owner, customer):
    """HD-2.3.1, HD-3.1c: 45 of 90 minutes; the newest estimate first."""
    paid(mission, owner, 60)
    paid(mission, owner, 30)
    missions.log_time(again(mission), act(ORDERED), minutes=45, worked_on=TODAY, words="x")
    missions.finish(again(mission), act(ORDERED), report="done")
    notes = list(CreditNote.objects.order_by("pk"))
    assert [note.total_ht for note in notes] == [17_500, 8_750]
    assert balance(customer) == 31_500
    assert (again(mission).state, again(mission).credited_minutes) == ("done", 45)


def test_a_mission_worked_to_the_last_minute_credits_nothing(mission, owner):
    paid(mission, owner, 60)
    missions.log_time(again(mission), act(ORDERED), minutes=60, worked_on=TODAY, words="x")
    missions.finish(again(mission), act(ORDERED), report="done")
    assert not CreditNote.objects.exists()


def test_an_estimate_lapses_unaccepted_and_unpaid_and_another_can_be_offered(mission, owner):
    """HD-6.2."""
    first = offered(mission)
    names.live_through(ORDERED + 16 * DAY)
    assert (again(first).state, again(mission).state) == ("lapsed", "asked")
    missions.offer(again(mission), act(ORDERED + 16 * DAY), minutes=30, words="less")
    second = again(MissionQuote.objects.get(number=2))
    ticked = {version.public_id for version in missions.documents(TODAY)}
    missions.accept(second, owner, ticked, act(ORDERED + 17 * DAY))
    names.live_through(ORDERED + 30 * DAY)
    assert again(second).state == "lapsed"
    assert not Proforma.objects.filter(state="issued").exists()


def test_a_declined_estimate_owes_nothing(mission, owner):
    quote = offered(mission)
    accepted(quote, owner)
    missions.decline(again(quote), act(ORDERED))
    worker.settle(ORDERED)
    assert (again(quote).state, again(mission).state) == ("declined", "asked")
    assert Proforma.objects.get().state == "void"


def test_a_late_estimate_is_a_missed_promise_shown_to_staff(mission):
    """HD-2.3.2(2): two working days."""
    names.live_through(ORDERED + 4 * DAY)
    assert EvidenceRecord.objects.filter(about=mission.public_id, kind="breach").exists()
    assert len(staff("missions")) == 2


def test_time_of_a_mission_on_a_managed_service_stands_in_its_hour_bank_and_is_not_had_twice(owner, customer):
    """Guard 15, C-15: the paid minutes are worked on the mission; the month's own hours stay what they are."""
    publish_documents(clock.opening(TODAY))
    account = hosting.an_account(customer, owner)
    capped = SupportPolicy("managed", included_minutes=120, hard_cap=120, hours_clause="SRV-A2-1.1")
    coverage.cover(customer, account.public_id, str(account), "hosting", capped, act(ORDERED))
    mission = missions.ask(customer, act(ORDERED), "update", "Migration", "x", account.public_id)
    paid(mission, owner, 60)
    assert hours.balance(account.public_id, TODAY).left == 120
    missions.log_time(again(mission), act(ORDERED), minutes=40, worked_on=TODAY, words="moved")
    balance_now = hours.balance(account.public_id, TODAY)
    assert (balance_now.granted, balance_now.used, balance_now.left) == (40, 40, 120)


# --- the monthly contract -----------------------------------------------------------------------------------
def test_the_monthly_contract_has_its_checklist_its_hours_and_its_clock(customer, owner):
    """HD-2.3.2(1), HD-2.3.2(2), HD-2.3.2(3), C-15: two hours, no hard cap, an answer in two working days."""
    contract = hosting.a_contract(customer, owner)
    assert set(contract.checklist.values_list("kind", flat=True)) == {
        "install",
        "monitoring",
        "backups",
        "firewall",
    }
    policy = coverage.of(contract.public_id)
    assert (policy.response_working_days, policy.included_minutes, policy.hard_cap) == (2, 120, None)
    hours.log(contract.public_id, 100, act(ORDERED), what="updates")
    hours.log(contract.public_id, 100, act(ORDERED), what="more updates")
    assert hours.balance(contract.public_id, TODAY).used == 200


def test_the_checklist_is_dated_item_by_item_and_the_customer_is_told_at_the_end(customer, owner):
    """HD-2.3.2(1)."""
    contract = hosting.a_contract(customer, owner)
    for kind in ("install", "monitoring", "backups", "firewall"):
        contracts.tick(again(contract), act(ORDERED, "usr_staff"), kind=kind, note="ok")
    assert again(contract).onboarded_at == ORDERED
    assert len(mails("contract_onboarded")) == 1
    with pytest.raises(NotAllowed):
        contracts.tick(again(contract), act(ORDERED), kind="install")


def test_a_contract_about_a_space_makes_its_backups_ours_as_long_as_it_runs(customer, owner):
    """C-34, C-16: two contracts on one service, the stricter clock."""
    account = hosting.an_account(customer, owner)
    contract = hosting.a_contract(customer, owner, label="site", about=account.public_id)
    assert again(account).backup_by == "outsourcing"
    assert coverage.of(account.public_id).included_minutes == 120
    contracts.give_notice(again(contract), act(ORDERED))
    names.live_through(clock.at_local(date(2026, 12, 24)))
    assert (again(contract).state, again(account).backup_by) == ("ended", "provider")
    assert coverage.of(account.public_id).included_minutes == 0


def test_a_month_is_renewed_by_paying_its_proforma_alone(customer, owner):
    """HD-6.2, HD-3.2a."""
    contract = hosting.a_contract(customer, owner)
    names.live_through(clock.at_local(date(2026, 12, 14)))
    line = OrderLine.objects.get(kind="outsourcing.renew")
    assert (line.period_from, line.period_to) == (date(2026, 12, 22), date(2027, 1, 22))
    hosting.pay(again(contract).proposal, clock.at_local(date(2026, 12, 14)))
    assert again(contract).paid_through == date(2027, 1, 22)


def test_notice_of_a_contract_stops_its_proformas(customer, owner):
    """HD-6.3, C-11."""
    contract = hosting.a_contract(customer, owner)
    contracts.give_notice(contract, act(ORDERED))
    names.live_through(clock.at_local(date(2027, 1, 10)))
    assert again(contract).notice_in_time
    assert again(contract).state == "ended"
    assert not OrderLine.objects.filter(kind="outsourcing.renew").exists()
