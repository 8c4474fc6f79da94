"""From the order to the end of a space: what people meet when they act, and what the panel's bad days lead to."""

import re
from datetime import date, timedelta

import pytest

from billing import lines
from billing.credit import balance
from billing.models import CreditNote, Invoice, OrderLine, Proforma, Refund
from core import clock, worker
from core.transitions import NotAllowed
from support import coverage
from tests import hosting, names, refunds
from tests.hosting import ORDERED, act, again, mails, staff
from web_hosting.accounts import login_of
from web_hosting.ending import decisions
from web_hosting.flows import accounts
from web_hosting.lifecycle import ending, provisioning, renewing, suspending
from web_hosting.models import HostingAccount, HostingDecision, HostingSuspension, SandboxSpace
from web_hosting.panel import faults
from web_hosting.panel.faults import Fault, FaultPlan, Kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reads_english")]
DAY = timedelta(days=1)


@pytest.fixture
def consumer(customer):
    customer.kind = "person"
    customer.save()
    return customer


# --- setting up -------------------------------------------------------------------------------------------
def test_a_paid_order_becomes_a_space_with_its_login_its_period_and_its_support(customer, owner):
    """HD-6.1, C-12: the period starts at the later of signature and activation; C-16: support knows its clock."""
    account = hosting.an_account(customer, owner, cycle=3)
    assert (account.state, account.period_from, account.paid_through) == (
        "active", date(2026, 11, 22), date(2027, 2, 22),
    )  # fmt: skip
    assert SandboxSpace.objects.get(our_reference=account.public_id).login == account.login
    assert account.login == "ar" + account.public_id.removeprefix("hos_")[:6]
    assert coverage.of(account.public_id).response_working_days == 2
    assert OrderLine.objects.get(public_id=account.line).outcome == "done"
    assert "once" in mails("ready")[0].text


def test_a_slow_payment_does_not_shorten_the_period(customer, owner):
    """C-12: ordered on the 22nd, paid and activated on the 28th."""
    proforma = hosting.ordered(customer, owner)
    hosting.pay(proforma, ORDERED + 6 * DAY)
    account = HostingAccount.objects.get()
    assert (clock.local_date(account.signed_at), account.period_from) == (
        date(2026, 11, 22),
        date(2026, 11, 28),
    )


def test_a_lost_answer_of_the_panel_is_asked_again_and_makes_one_space(customer, owner):
    with faults.injected(FaultPlan(scripted=[Fault(Kind.TIMEOUT, "create")])):
        account = hosting.an_account(customer, owner)
        assert account.state == "provisioning"
        worker.settle(ORDERED + timedelta(minutes=5))
    assert again(account).state == "active"
    assert SandboxSpace.objects.get().times == 1


def test_a_payment_taken_back_while_it_is_set_up_removes_the_space_and_delivers_nothing(customer, owner):
    """A fault of the issue: credited between the order to the panel and its lost answer."""
    with faults.injected(FaultPlan(scripted=[Fault(Kind.TIMEOUT, "create")])):
        account = hosting.an_account(customer, owner)
    lines.credit_line(provisioning.line_of(account), act(ORDERED), "charged back")
    names.live_through(ORDERED + timedelta(hours=1))
    account = again(account)
    assert (account.state, account.ended_by, account.period_from) == ("cancelled", "refund", None)
    assert not SandboxSpace.objects.filter(removed_at=None).exists()
    assert not mails("ready")
    assert not coverage.rows(account.public_id)
    assert CreditNote.objects.count() == 1


def test_a_payment_taken_back_in_the_days_of_withdrawal_starts_nothing(consumer, owner):
    hosting.pay(hosting.ordered(consumer, owner, immediate=False), ORDERED)
    account = HostingAccount.objects.get()
    lines.credit_line(provisioning.line_of(account), act(ORDERED), "charged back")
    names.live_through(ORDERED + 9 * DAY)
    assert (again(account).state, SandboxSpace.objects.count()) == ("cancelled", 0)


def test_a_panel_that_is_down_is_told_to_staff_and_the_space_comes_when_it_is_back(customer, owner):
    down = FaultPlan(outages=[(ORDERED, ORDERED + timedelta(hours=5))])
    with faults.injected(down):
        account = hosting.an_account(customer, owner)
        names.live_through(ORDERED + timedelta(hours=4))
        assert again(account).state == "provisioning"
        assert staff("port")
    names.live_through(ORDERED + timedelta(hours=12))
    assert again(account).state == "active"


def test_a_full_machine_tells_customer_and_staff_and_can_be_tried_again_or_credited(customer, owner):
    """HD-3.1c."""
    account = hosting.an_account(customer, owner, domain="plein.example.ma")
    assert account.state == "failed"
    assert "no room left" in mails("not_set_up")[0].text
    assert staff("hosting_setup")
    provisioning.give_up(account, act(ORDERED))
    assert again(account).state == "cancelled"
    assert balance(customer) == 34_800
    assert mails("credited")


def test_a_name_that_is_hosted_already_is_credited(customer, owner, other_customer, stranger):
    hosting.an_account(customer, owner)
    hosting.pay(hosting.ordered(other_customer, stranger), ORDERED)
    assert HostingAccount.objects.count() == 1
    assert CreditNote.objects.get().customer == other_customer


def test_a_name_can_have_a_web_plan_and_an_e_mail_pack_of_one_customer_never_of_two(
    customer, owner, other_customer, stranger
):
    """One of each kind at one panel; nobody receives the mail of another customer's name."""
    web = hosting.an_account(customer, owner)
    mail = hosting.an_account(customer, owner, code="email")
    assert {(one.domain, one.group, again(one).state) for one in (web, mail)} == {
        (hosting.NAME, "web", "active"),
        (hosting.NAME, "email", "active"),
    }
    assert web.login[:8] != mail.login[:8]
    hosting.pay(hosting.ordered(customer, owner, code="email"), ORDERED)
    hosting.pay(hosting.ordered(other_customer, stranger, code="email"), ORDERED)
    assert HostingAccount.objects.count() == 2
    assert CreditNote.objects.count() == 2


def test_a_login_is_one_that_every_panel_takes():
    """cPanel: eight signs that are its own, a letter first, never “test…”."""
    for name in ("test.ma", "1001nuits.ma", "xn--p1ai.ma", "é.ma", "boutique-argan.ma"):
        login = login_of(name, "hos_0123456789abcdef")
        assert re.fullmatch(r"[a-z]{2}012345", login), login
        assert not login.startswith("test")


def test_a_first_password_that_nobody_asks_for_is_forgotten_after_two_weeks(customer, owner):
    account = hosting.an_account(customer, owner)
    assert account.secret
    names.live_through(ORDERED + 15 * DAY)
    assert again(account).secret is None


# --- the consumer's seven days ----------------------------------------------------------------------------
def test_a_consumer_withdraws_inside_seven_days_and_is_paid_back_once(consumer, owner):
    """C-21: credited at once, paid back within fifteen days."""
    account = hosting.an_account(consumer, owner, immediate=False)
    provisioning.withdraw(account, act(ORDERED + 7 * DAY))
    account = again(account)
    assert (account.state, account.refund_by, balance(consumer)) == ("withdrawn", date(2026, 12, 14), 0)
    refund = Refund.objects.get(about=account.public_id)
    assert (refund.amount, refund.method) == (34_800, "transfer")
    refunds.sent(refund, ORDERED + 8 * DAY, "VIR-1")
    assert (again(account).payout_reference, balance(consumer)) == ("VIR-1", 0)
    with pytest.raises(NotAllowed):
        refunds.sent(refund, ORDERED + 9 * DAY, "VIR-2")
    assert not SandboxSpace.objects.exists()


def test_after_seven_days_nothing_is_withdrawn(consumer, owner):
    account = hosting.an_account(consumer, owner, immediate=False)
    with pytest.raises(NotAllowed) as refusal:
        provisioning.withdraw(account, act(ORDERED + 8 * DAY))
    assert refusal.value.clause == "C-21"


def test_a_business_has_no_withdrawal_and_starts_at_once(customer, owner):
    assert hosting.an_account(customer, owner, immediate=False).state == "active"


# --- going on -----------------------------------------------------------------------------------------------
def test_the_customer_renews_early_for_another_period_and_the_renewal_prints_its_days(customer, owner):
    """HD-6.2, HD-3.2a: the period printed on the invoice governs."""
    account = hosting.an_account(customer, owner, cycle=12)
    proforma = renewing.order(account, act(ORDERED + DAY), 3)
    assert renewing.order(again(account), act(ORDERED + DAY), 3) == proforma
    hosting.pay(proforma, ORDERED + DAY)
    account = again(account)
    assert (account.cycle, account.period_from, account.paid_through) == (
        3,
        date(2027, 11, 22),
        date(2028, 2, 22),
    )
    invoice = Invoice.objects.get(proforma=proforma)
    line = invoice.content["lines"][0]
    assert (line["period_from"], line["period_to"]) == ("2027-11-22", "2028-02-22")


def test_two_renewals_paid_for_the_same_period_count_once_and_the_second_is_credited(customer, owner):
    account = hosting.an_account(customer, owner, cycle=1)
    first = renewing.order(account, act(ORDERED), 1)
    hosting.pay(first, ORDERED)
    stale = OrderLine.objects.get(proforma=first)
    OrderLine.objects.filter(pk=stale.pk).update(taken_at=None, outcome="", finished_at=None)
    worker.settle(ORDERED)
    assert again(account).months_paid == 2
    assert CreditNote.objects.count() == 1


# --- suspended ----------------------------------------------------------------------------------------------
def test_an_account_suspended_for_two_reasons_works_again_when_both_are_gone(customer, owner):
    """HD-3.3, HD-4.4: payment alone does not lift an abuse."""
    account = hosting.an_account(customer, owner)
    suspending.suspend(account, act(ORDERED), ground="abuse", detail="spam")
    suspending.suspend(again(account), act(ORDERED), ground="network")
    worker.settle(ORDERED)
    assert (again(account).state, SandboxSpace.objects.get().suspended) == ("suspended", True)
    abuse, network = HostingSuspension.objects.order_by("pk")
    suspending.lift(again(account), act(ORDERED), suspension=abuse)
    worker.settle(ORDERED)
    assert again(account).state == "suspended"
    suspending.lift(again(account), act(ORDERED), suspension=network)
    worker.settle(ORDERED)
    assert (again(account).state, SandboxSpace.objects.get().suspended) == ("active", False)
    assert [mail.clause for mail in mails("suspended")] == ["HD-4.4", "HD-5.3b"]


def test_a_request_of_an_authority_is_told_when_its_delay_is_over(customer, owner):
    """C-29: act first, always tell afterwards."""
    account = hosting.an_account(customer, owner)
    suspending.suspend(account, act(ORDERED), ground="authority", gag_until=date(2026, 11, 30))
    worker.settle(ORDERED)
    assert not mails("suspended")
    names.live_through(clock.at_local(date(2026, 12, 1), 1))
    assert len(mails("suspended")) == 1
    with pytest.raises(NotAllowed):
        suspending.suspend(again(account), act(ORDERED), ground="abuse", gag_until=date(2026, 12, 30))


def test_a_payment_that_is_being_checked_keeps_an_account_from_being_suspended(customer, owner):
    """HD-3.3: the right is not used while a slip lies on the desk."""
    from billing import payments

    account = hosting.an_account(customer, owner, cycle=12)
    names.live_through(clock.at_local(date(2027, 11, 20), 9))
    proforma = Proforma.objects.get(origin="renewal")
    payments.say_sent(
        proforma, act(clock.at_local(date(2027, 11, 20), 9)), date(2027, 11, 20), b"%PDF-1.7 slip"
    )
    names.live_through(clock.at_local(date(2027, 11, 30), 9))
    assert again(account).state == "active"
    assert staff("blocked")


def test_a_panel_that_refuses_to_suspend_is_shown_to_staff_and_asked_again_tomorrow(customer, owner):
    account = hosting.an_account(customer, owner)
    with faults.injected(FaultPlan(scripted=[Fault(Kind.REFUSAL, "suspend", code="other")])):
        suspending.suspend(account, act(ORDERED), ground="abuse")
        worker.settle(ORDERED)
        assert again(account).state == "suspending"
        assert staff("hosting_panel")
        names.live_through(ORDERED + DAY)
    assert again(account).state == "suspended"


# --- the end ------------------------------------------------------------------------------------------------
def test_no_notice_no_removal(customer, owner):
    """HD-6.3: while the mail of the removal has not left, the data stay and staff are told."""
    account = hosting.an_account(customer, owner)
    accounts.verbs["give_notice"](account, act(ORDERED))
    names.live_through(clock.at_local(date(2028, 3, 1)), send=False)
    assert again(account).state == "closed"
    assert staff("blocked")
    assert SandboxSpace.objects.get().removed_at is None


def test_data_are_kept_longer_for_a_reason_and_announced_anew(customer, owner):
    account = hosting.an_account(customer, owner)
    accounts.verbs["give_notice"](account, act(ORDERED))
    names.live_through(clock.at_local(date(2027, 12, 20)))
    ending.keep_data(again(account), act(clock.at_local(date(2027, 12, 20), 9)), until=date(2028, 2, 1))
    names.live_through(clock.at_local(date(2028, 2, 1), 20))
    assert again(account).state == "closed"
    names.live_through(clock.at_local(date(2028, 2, 3)))
    assert again(account).state == "ended"
    assert len(mails("removal_notice")) == 2


def test_a_customer_who_comes_back_before_the_removal_pays_a_period_from_that_day(customer, owner):
    """C-11: his data are still there; nothing is charged for the days between."""
    account = hosting.an_account(customer, owner)
    accounts.verbs["give_notice"](account, act(ORDERED))
    back = clock.at_local(date(2027, 12, 10), 9)
    names.live_through(back)
    ending.reinstate(again(account), act(back))
    worker.settle(back)
    assert again(account).state == "suspended"
    hosting.pay(Proforma.objects.get(origin="renewal", state="issued"), back)
    account = again(account)
    assert (account.state, account.paid_through) == ("active", date(2028, 12, 10))


def test_a_breach_is_ended_by_two_people_without_refund(customer, owner):
    """HD-4.2, HD-4.5, guard 18."""
    account = hosting.an_account(customer, owner)
    decisions.enter_breach(account, act(ORDERED, "usr_one"), ground="HD-4.5", detail="attacks from the site")
    decision = HostingDecision.objects.get()
    with pytest.raises(NotAllowed):
        decisions.execute(decision, act(ORDERED, "usr_one"))
    decisions.execute(decision, act(ORDERED, "usr_two"))
    worker.settle(ORDERED)
    assert (again(account).state, again(account).ended_by) == ("closed", "breach")
    assert not CreditNote.objects.exists()
    assert "Nothing is paid back" in mails("closed")[0].text
    assert coverage.rows(account.public_id) == []


def test_an_unpaid_account_is_not_ended_without_its_notice_nor_before_its_date(customer, owner):
    """HD-3.4: the notice has a date, some days ahead, and must really have left."""
    account = hosting.an_account(customer, owner)
    now = clock.at_local(date(2027, 12, 23), 9)
    names.live_through(now)
    decision = HostingDecision.objects.get()
    with pytest.raises(NotAllowed):
        decisions.execute(decision, act(now, "usr_two"))
    with pytest.raises(NotAllowed):
        decisions.notice(decision, act(now, "usr_boss"), ends_on=date(2027, 12, 25))
    decisions.notice(decision, act(now, "usr_boss"), ends_on=date(2028, 1, 5))
    names.live_through(clock.at_local(date(2028, 1, 7)), send=False)
    decision = HostingDecision.objects.get()
    assert decision.state == "due"
    with pytest.raises(NotAllowed, match="has not been sent"):
        decisions.execute(decision, act(clock.at_local(date(2028, 1, 7), 9), "usr_two"))
    assert again(account).state == "suspended"


def test_a_payment_takes_an_account_off_the_list_of_the_abandoned(customer, owner):
    account = hosting.an_account(customer, owner)
    now = clock.at_local(date(2027, 12, 24), 9)
    names.live_through(now)
    hosting.pay(renewing.order(again(account), act(now), 12), now)
    assert again(account).state == "active"
    assert HostingDecision.objects.get().state == "withdrawn"
