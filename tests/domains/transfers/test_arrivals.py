"""A name comes to us: the good way, every refusal of the registry, and what happens between payment and command."""

from datetime import date, timedelta

import pytest

from billing import credit
from billing.models import CreditNote, OrderLine
from core import clock, worker
from core.acts import Act
from core.models import Attention, EvidenceRecord
from core.transitions import NotAllowed
from domains.models import Domain, Extension, TransferIn
from domains.registry import faults, registry_for
from domains.registry.faults import Fault, FaultPlan, Kind
from domains.registry.models import OTHER, SandboxName, SandboxTransfer
from domains.registry.sandbox import SandboxRegistry
from domains.registry.sandbox_strangers import AUTH_CODE
from domains.terms import TRANSFER
from domains.transfers import arrivals, proceedings
from tests import names
from tests.cast import account, join, person

from .cast import ELSEWHERE, NOW, PRICE, fresh, ordered, outcome, pay, the_transfer, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(customer, owner):
    """`paid(name, code)`: a paid transfer that nobody has taken up yet."""

    def make(name: str = ELSEWHERE, code: str = AUTH_CODE) -> None:
        pay(ordered(customer, owner, name, code))

    return make


def staff(actor: str = "usr_staff", reason: str = "seen", at=NOW) -> Act:
    return Act(at, actor, reason)


# --- the good way -----------------------------------------------------------------------------------------
def test_name_comes_after_five_silent_days_with_a_year_more(paid, customer):
    """DN-6.2.1b: it takes effect once the registry validates it; the registry's own dates are ours then (C-37)."""
    paid()
    worker.settle(NOW)
    transfer = the_transfer()
    assert (transfer.state, transfer.asked_of, transfer.act_by) == ("pending", OTHER, NOW + clock.days(5))
    assert not Domain.objects.exists()
    names.live_through(NOW + clock.days(5) - timedelta(minutes=1))
    assert the_transfer().state == "pending"
    names.live_through(NOW + clock.days(5))
    domain = Domain.objects.get(name=ELSEWHERE)
    assert (domain.state, domain.customer, domain.paid_through) == ("registered", customer, date(2028, 3, 10))
    assert clock.local_date(domain.registry_expires_at) == domain.paid_through
    assert domain.moved_at == NOW + clock.days(5)
    assert the_transfer().domain == domain
    assert told(the_transfer().public_id) == ["domains.transfer_started", "domains.transfer_done"]
    assert outcome() == "done"
    assert credit.balance(customer) == 0


def test_contacts_as_ordered_and_a_new_code_reach_the_registry(paid):
    """DN-7.3.1: the contacts of the order; the old code is known to others, so it is replaced."""
    paid()
    names.live_through(NOW + clock.days(6))
    row, domain = SandboxName.objects.get(name=ELSEWHERE), Domain.objects.get(name=ELSEWHERE)
    assert row.contacts["holder"]["email"] == names.CONTACT["email"]
    assert row.auth_code == domain.auth_code != AUTH_CODE


def test_the_code_stays_neither_in_the_order_nor_in_the_transfer_nor_in_the_evidence(paid):
    paid()
    worker.settle(NOW)
    assert "auth_code" not in OrderLine.objects.get().options
    names.live_through(NOW + clock.days(6))
    assert the_transfer().auth_code == ""
    assert AUTH_CODE not in str(list(EvidenceRecord.objects.values_list("data", flat=True)))


def test_registrar_that_approves_at_once_is_seen_on_the_next_look(paid):
    paid("ailleurs-accord-atlas.com")
    names.live_through(NOW + clock.days(1) + TRANSFER.poll)
    assert the_transfer("ailleurs-accord-atlas.com").state == "completed"


def test_moroccan_name_comes_with_a_year_more(paid):
    """Facts B4: a transfer of a .ma name adds a year; C-06: without any lock."""
    paid("ailleurs-atlas.ma")
    names.live_through(NOW + clock.days(6))
    domain = Domain.objects.get(name="ailleurs-atlas.ma")
    assert (domain.state, domain.paid_through) == ("registered", date(2028, 3, 10))


def test_nothing_is_asked_before_the_money_is_there(customer, owner):
    ordered(customer, owner)
    worker.settle(NOW)
    assert not TransferIn.objects.exists()
    assert not SandboxTransfer.objects.exists()


# --- the code ---------------------------------------------------------------------------------------------
def test_wrong_code_is_corrected_without_paying_again(paid, customer):
    """DN-8.1: the customer is told what to do; the second request is not charged."""
    paid(code="wrong")
    worker.settle(NOW)
    transfer = the_transfer()
    assert (transfer.state, transfer.code_tries, outcome()) == ("code_wanted", 1, "")
    assert told(transfer.public_id) == ["domains.transfer_code_wanted"]
    arrivals.give_code(transfer, names.act(NOW + timedelta(hours=2)), code=AUTH_CODE)
    names.live_through(NOW + clock.days(6))
    assert the_transfer().state == "completed"
    assert OrderLine.objects.count() == 1


def test_third_wrong_code_ends_it_and_staff_and_customer_are_told(paid, customer):
    """DN-6.2.5: no automatic credit; DN-6.p3: it can be asked for again."""
    paid(code="wrong")
    worker.settle(NOW)
    for n in (1, 2):
        at = NOW + timedelta(hours=n)
        arrivals.give_code(the_transfer(), names.act(at), code=f"wrong{n}")
        worker.settle(at)
    transfer = the_transfer()
    assert (transfer.state, transfer.code_tries, outcome()) == ("failed", 3, "done")
    assert told(transfer.public_id) == ["domains.transfer_code_wanted"] * 2 + ["domains.transfer_failed"]
    assert Attention.objects.filter(about=transfer.public_id, queue="transfers").exists()
    assert credit.balance(customer) == 0
    with pytest.raises(NotAllowed):
        arrivals.give_code(transfer, names.act(NOW), code="x")


# --- the registry or the other registrar says no ----------------------------------------------------------
@pytest.mark.parametrize("code", [2106, 2300, 2304, 2306])
def test_refusal_is_told_in_words_and_not_refunded(paid, customer, code):
    """DN-8.1: in words with what to do; DN-6.2.5: the request was made, so there is no refund."""
    paid()
    with faults.injected(FaultPlan(scripted=[Fault(Kind.REFUSAL, "request_transfer", code=code)])):
        worker.settle(NOW)
    transfer = the_transfer()
    assert (transfer.state, outcome(), credit.balance(customer)) == ("failed", "done", 0)
    assert len(transfer.outcome) > 20
    assert told(transfer.public_id) == ["domains.transfer_failed"]


def test_present_registrar_refuses(paid, customer):
    paid("ailleurs-refus-atlas.com")
    names.live_through(NOW + clock.days(2))
    transfer = the_transfer("ailleurs-refus-atlas.com")
    assert (transfer.state, outcome(), credit.balance(customer)) == ("rejected", "done", 0)
    assert told(transfer.public_id)[-1] == "domains.transfer_failed"
    assert not Domain.objects.exists()


def test_refusal_about_us_is_asked_again_tomorrow(paid):
    paid()
    with faults.injected(FaultPlan(scripted=[Fault(Kind.REFUSAL, "request_transfer", code=2104)])):
        worker.settle(NOW)
    assert the_transfer().state == "requested"
    worker.settle(clock.tomorrow_of(NOW, 1))
    assert the_transfer().state == "pending"


def test_registry_that_decides_nothing_is_shown_to_staff_a_day_later(paid, monkeypatch):
    """DN-6.2.1b: a person asks the registry why."""
    paid()
    worker.settle(NOW)
    SandboxName.objects.update(transfer_due_at=NOW + clock.days(30))
    names.live_through(NOW + clock.days(6))
    transfer = the_transfer()
    assert transfer.state == "pending"
    assert Attention.objects.filter(about=transfer.public_id, queue="transfers_late").count() == 1


# --- between payment and command --------------------------------------------------------------------------
def test_name_that_nobody_holds_any_more_is_credited(paid, customer):
    """DN-2.2b: nothing was sent, so the money is credit."""
    paid("libre-comme-l-air.com")
    worker.settle(NOW)
    transfer = the_transfer("libre-comme-l-air.com")
    assert (transfer.state, outcome(), credit.balance(customer)) == ("not_sent", "credited", PRICE)
    assert told(transfer.public_id) == ["domains.transfer_not_sent"]


def test_name_that_has_come_to_us_meanwhile_is_credited(paid, customer, other_customer):
    names.registered("atlas.com", date(2027, 5, 1), other_customer)
    paid("atlas.com")
    worker.settle(NOW)
    assert (the_transfer("atlas.com").state, credit.balance(customer)) == ("not_sent", PRICE)
    assert Domain.objects.get(name="atlas.com").customer == other_customer


def test_name_that_goes_to_a_third_registrar_while_pending_fails(paid, monkeypatch):
    """The registry approves a transfer, but not ours."""
    paid()
    worker.settle(NOW)
    SandboxTransfer.objects.update(status="clientApproved", asked_by="tiers")
    SandboxName.objects.update(sponsor="tiers", transfer_due_at=None)
    names.live_through(NOW + clock.days(1))
    transfer = the_transfer()
    assert transfer.state == "failed"
    assert told(transfer.public_id)[-1] == "domains.transfer_failed"


def test_of_two_requests_for_one_name_the_first_goes_and_the_other_is_credited(paid, customer, owner):
    """DN-2.5: first come, first served."""
    second = account("Zellige SARL", ice="003141592000024")
    late = person("late@zellige.example")
    join(late, second)
    pay(ordered(customer, owner), NOW)
    pay(ordered(second, late), NOW + timedelta(minutes=1))
    worker.settle(NOW + timedelta(minutes=2))
    states = {t.customer.name: t.state for t in TransferIn.objects.select_related("customer")}
    assert states == {customer.name: "pending", "Zellige SARL": "not_sent"}
    assert (credit.balance(second), credit.balance(customer)) == (PRICE, 0)
    names.live_through(NOW + clock.days(6))
    assert Domain.objects.get(name=ELSEWHERE).customer == customer


# --- lost answers -----------------------------------------------------------------------------------------
def test_lost_answer_asks_for_the_name_once(paid):
    paid()
    with faults.injected(FaultPlan(scripted=[Fault(Kind.TIMEOUT, "request_transfer")])):
        worker.settle(NOW)
        assert the_transfer().state == "requested"
        names.live_through(NOW + timedelta(hours=2))
    assert the_transfer().state == "pending"
    assert SandboxTransfer.objects.count() == 1


def test_answer_lost_for_days_still_finds_the_name_ours(paid, monkeypatch):
    """The first try took effect, nobody heard it, and the registry has given us the name meanwhile."""
    paid()
    with faults.injected(FaultPlan(scripted=[Fault(Kind.TIMEOUT, "request_transfer")])) as plan:
        worker.settle(NOW)
        plan.outages = [(NOW, NOW + clock.days(8))]
        names.live_through(NOW + clock.days(8) - timedelta(minutes=1))
    names.live_through(NOW + clock.days(9))
    assert the_transfer().state == "completed"
    assert Domain.objects.get(name=ELSEWHERE).state == "registered"
    assert outcome() == "done"


# --- taken back -------------------------------------------------------------------------------------------
def test_pending_request_is_taken_back_at_the_registry_and_not_refunded(paid, customer):
    """DN-6.2.5."""
    paid()
    worker.settle(NOW)
    arrivals.take_back(the_transfer(), names.act(NOW + timedelta(hours=1)))
    worker.settle(NOW + timedelta(hours=1))
    assert (the_transfer().state, credit.balance(customer)) == ("cancelled", 0)
    assert SandboxTransfer.objects.get().status == "clientCancelled"


def test_taking_back_too_late_finds_the_name_ours(paid):
    """The registry approved while we took it back: its decision stands."""
    paid()
    worker.settle(NOW)
    at = NOW + clock.days(5) + timedelta(minutes=1)
    arrivals.take_back(the_transfer(), names.act(at))
    worker.settle(at)
    assert the_transfer().state == "completed"
    assert Domain.objects.get(name=ELSEWHERE).state == "registered"


# --- proceedings ------------------------------------------------------------------------------------------
def test_open_proceedings_stop_the_request_until_they_are_closed(paid, customer):
    """DN-6.2.1b: no transfer to us while proceedings stand between customer and provider."""
    opened = proceedings.open_for(customer, staff(reason="he contests an invoice in court"))
    paid()
    worker.settle(NOW)
    transfer = the_transfer()
    assert (transfer.state, told(transfer.public_id)) == ("held", ["domains.transfer_held"])
    assert not SandboxTransfer.objects.exists()
    proceedings.close(opened, staff(at=NOW + clock.days(1)))
    worker.settle(NOW + clock.days(1))
    assert the_transfer().state == "pending"


def test_held_request_that_is_taken_back_is_credited(paid, customer):
    """DN-2.2b: it was never sent."""
    proceedings.open_for(customer, staff())
    paid()
    worker.settle(NOW)
    arrivals.drop(the_transfer(), names.act(NOW))
    assert (the_transfer().state, credit.balance(customer)) == ("not_sent", PRICE)


def test_proceedings_opened_while_the_registry_decides_are_shown_to_staff(paid, customer):
    paid()
    worker.settle(NOW)
    proceedings.open_for(customer, staff())
    assert Attention.objects.filter(about=the_transfer().public_id, queue="transfers_held").exists()


# --- asked again, and whose fault -------------------------------------------------------------------------
@pytest.fixture
def failed(paid):
    paid()
    with faults.injected(FaultPlan(scripted=[Fault(Kind.REFUSAL, "request_transfer", code=2304)])):
        worker.settle(NOW)
    return the_transfer()


def test_repeated_request_is_handled_by_staff_and_costs_no_second_transfer(failed, customer):
    """DN-6.p3, C-28: the fee is nought by default; the transfer itself is not paid twice."""
    from domains.transfers import ordering

    assert ordering.ask_again(failed, "", names.act(NOW)) is None
    worker.settle(NOW)
    assert fresh(failed).state == "asked_again"
    assert Attention.objects.filter(about=failed.public_id, queue="transfers_again").exists()
    arrivals.send_again(fresh(failed), staff())
    names.live_through(NOW + clock.days(6))
    assert the_transfer().state == "completed"
    assert OrderLine.objects.count() == 1


def test_repeat_fee_is_a_proforma_and_staff_see_the_request_once_it_is_paid(failed, customer):
    """C-28: a fee only on a repeated request; credited where it is not sent again."""
    from billing.models import Price, Product
    from domains.transfers import ordering

    product = Product.objects.create(code=ordering.FEE, family="domain", name="fee")
    Price.objects.create(product=product, operation="once", amount=5_000, starts_on=names.LOADED_ON)
    proforma = ordering.ask_again(failed, "", names.act(NOW))
    assert (proforma.total_ht, fresh(failed).state) == (5_000, "failed")
    pay(proforma)
    worker.settle(NOW)
    assert fresh(failed).state == "asked_again"
    arrivals.decline_again(fresh(failed), staff(reason="Le verrou est toujours actif."))
    assert (fresh(failed).state, credit.balance(customer)) == ("failed", 6_000)
    assert told(failed.public_id)[-1] == "domains.transfer_failed"


def test_credit_for_our_fault_takes_two_people(failed, customer):
    """DN-6.2.5: no refund unless the provider is responsible: one person finds it, another approves."""
    with pytest.raises(NotAllowed):
        arrivals.approve_credit(failed, staff("usr_a"))
    arrivals.find_fault(failed, staff("usr_a", "we sent the wrong code"))
    with pytest.raises(NotAllowed):
        arrivals.approve_credit(failed, staff("usr_a"))
    assert credit.balance(customer) == 0
    arrivals.approve_credit(failed, staff("usr_b", "agreed"))
    assert (credit.balance(customer), CreditNote.objects.get().total_ttc) == (PRICE, PRICE)
    assert told(failed.public_id)[-1] == "domains.transfer_credited"
    with pytest.raises(NotAllowed):
        arrivals.approve_credit(failed, staff("usr_b"))


# --- afterwards -------------------------------------------------------------------------------------------
def test_name_that_came_by_transfer_lives_and_ends_like_any_other(paid):
    """DN-5.4: its end is read from the registry, which knows it under the transfer's reference."""
    paid()
    names.live_through(NOW + clock.days(6))
    names.live_through(clock.at_local(date(2028, 5, 10), 12))
    domain = Domain.objects.get(name=ELSEWHERE)
    assert domain.state == "redemption"
    names.live_through(clock.at_local(date(2028, 6, 1), 12))
    assert fresh(domain).state == "deleted"


def test_name_that_left_may_come_back(paid, customer):
    extension: Extension = names.extension("com")
    gone = {"extension": extension, "state": "transferred_away", "acted_through": NOW}
    Domain.objects.create(customer=customer, name=ELSEWHERE, unicode_name=ELSEWHERE, **gone)
    paid()
    names.live_through(NOW + clock.days(6))
    states = Domain.objects.filter(name=ELSEWHERE).values_list("state", flat=True)
    assert sorted(states) == ["registered", "transferred_away"]
    assert registry_for("com").info(ELSEWHERE, NOW + clock.days(6)).sponsor_is_us
    assert SandboxRegistry(OTHER).info(ELSEWHERE, NOW + clock.days(6)).sponsor_is_us is False
