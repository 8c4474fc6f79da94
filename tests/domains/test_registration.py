"""From a paid line to a registered name: the good way, and every way the registry can fail."""

from datetime import UTC, date, datetime, timedelta

import pytest

from billing import cart, credit, ordering, payments
from billing.lines import NewLine
from billing.models import CreditNote, OrderLine
from core import clock, worker
from core.models import Attention, EvidenceRecord
from core.terms import OPERATIONS
from domains import renewals
from domains.lifecycle import flow
from domains.models import Domain, Extension
from domains.registry import faults, registry_for
from domains.registry.faults import Fault, FaultPlan, Kind
from domains.registry.models import SandboxName, SandboxTransaction
from notifications.models import Email
from notifications.sending import send_due
from tests import names
from tests.cast import account, join, person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)  # a Thursday: two working days end on Monday 23
DUE = datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC)
PRICE = 15_480  # 129.00 and 20 % VAT


def ordered(customer, user, name: str, now: datetime = NOW):
    """A confirmed order's proforma for one name."""
    code = name.partition(".")[2]
    names.extension(code)
    options = {"name": name, "extension": code, "contacts": {"holder": names.CONTACT, "admin": names.CONTACT}}
    act = names.act(now)
    cart.add(
        customer,
        user,
        NewLine(renewals.REGISTER, name, f"domain.{code}", "register", "Registration", options=options),
        act,
    )
    order = cart.cart_for(customer)
    lines, _prices = cart.priced(order, act.today)
    return ordering.confirm(order, act, user, set(), seen_ttc=cart.sums(lines).ttc)


def pay(proforma, now: datetime = NOW) -> None:
    payments.received(proforma.total_ttc, proforma.payment_reference, clock.local_date(now), names.act(now))


@pytest.fixture
def paid(customer, owner):
    """`paid(name)`: a paid line that nobody has taken up yet."""

    def make(name: str = "atlas.com") -> None:
        pay(ordered(customer, owner, name))

    return make


def the_name(name: str = "atlas.com") -> Domain:
    return Domain.objects.select_related("extension", "customer").get(name=name)


def kinds(domain: Domain) -> list[str]:
    mails = Email.objects.filter(about=domain.public_id, to="amina@example.ma")
    return list(mails.order_by("id").values_list("kind", flat=True))


def commands(name: str = "atlas.com") -> tuple[int, int]:
    """How often registrations were received and carried out."""
    rows = SandboxTransaction.objects.filter(command="register", name=name)
    return sum(r.times for r in rows), sum(r.done for r in rows)


def killed_at_a_name(work):
    """The same work, in a process that dies when it comes to a domain name."""

    def dying(row, *args, **kwargs):
        if isinstance(row, Domain):
            raise SystemExit("kill -9")
        return work(row, *args, **kwargs)

    return dying


# --- the good way -----------------------------------------------------------------------------------------
def test_a_paid_name_is_registered_and_its_line_is_done(paid, customer):
    """DN-2.3a: the registry is asked at once; DN-2.4a: registered only when the registry says so."""
    paid()
    worker.settle(NOW)
    domain = the_name()
    assert (domain.state, domain.customer, domain.paid_through) == (
        "registered",
        customer,
        date(2027, 11, 19),
    )
    assert SandboxName.objects.get().reference == domain.public_id
    line = OrderLine.objects.get()
    assert (line.outcome, line.order.state) == ("done", "fulfilled")
    moves = EvidenceRecord.objects.filter(about=domain.public_id, kind="state")
    assert [(m.data["from"], m.data["to"], m.clause) for m in moves] == [
        ("registering", "registered", "DN-2.4a")
    ]


def test_a_registry_is_told_of_the_contacts_in_its_extensions_row_and_of_no_other(paid):
    """DN-7.3.1: whoever the registry does not ask for stays with us."""
    paid()
    Extension.objects.filter(code="com").update(required_contacts=["holder"])
    worker.settle(NOW)
    assert (set(SandboxName.objects.get().contacts), set(the_name().contacts)) == (
        {"holder"},
        {"holder", "admin"},
    )


def test_nothing_is_asked_of_the_registry_before_the_money_is_there(customer, owner):
    """HD-3.1c: payable in advance; the acknowledgement is not a registration (DN-2.2c)."""
    ordered(customer, owner, "atlas.com")
    worker.settle(NOW)
    assert not Domain.objects.exists()
    assert not SandboxTransaction.objects.exists()


def test_the_term_starts_when_the_validation_mail_has_left(paid):
    """DN-3.2b, C-12: ordered, paid, registered at the registry and started are four instants, kept apart."""
    paid()
    worker.settle(NOW)
    domain = the_name()
    assert kinds(domain) == ["domains.validated"]
    assert domain.term_started_at is None
    send_due(NOW + timedelta(minutes=3))
    domain = the_name()
    assert domain.term_started_at == NOW + timedelta(minutes=3)
    assert (domain.ordered_at, domain.completed_at, domain.registry_created_at) == (NOW, NOW, NOW)
    assert (
        EvidenceRecord.objects.filter(about=domain.public_id, what="start_term", clause="DN-3.2b").count()
        == 1
    )


def test_the_validation_mail_that_leaves_twice_does_not_start_the_term_again(paid):
    paid()
    worker.settle(NOW)
    send_due(NOW + timedelta(minutes=3))
    flow.verbs["start_term"](the_name(), names.act(NOW + timedelta(hours=1)))
    assert the_name().term_started_at == NOW + timedelta(minutes=3)


def test_the_promise_of_two_working_days_skips_the_week_end_and_holidays(paid):
    """DN-2.4b counted as C-20 says: Saturday does not count, nor the Feast of Independence."""
    from core import workdays

    workdays.seed_holidays([2026])
    paid()
    with faults.injected(FaultPlan(unavailable=1.0)):
        worker.settle(NOW)
    assert the_name().validation_due_at == DUE


def test_what_was_shown_at_the_order_is_pinned_to_the_name(paid):
    """C-03, HD-3.6: the late surcharge published on that day, whatever becomes of the price list."""
    from billing.models import Price

    paid()
    worker.settle(NOW)
    Price.objects.filter(operation="late").update(amount=99_900)
    domain = the_name()
    assert domain.late_surcharge == 3_000
    line = renewals.renewal_line(domain, 1, date(2027, 11, 20))
    assert [part.unit_ht for part in line.parts] == [3_000]


def test_a_moroccan_name_is_valid_from_its_creation_and_then_from_its_renewal(customer, owner):
    """DN-A1-1: until the expiry that the registry shows, and a renewal moves it on."""
    pay(ordered(customer, owner, "atlas.ma"))
    worker.settle(NOW)
    domain = the_name("atlas.ma")
    assert (domain.registry_created_at, domain.paid_through) == (NOW, date(2027, 11, 19))
    assert clock.local_date(domain.registry_expires_at) == domain.paid_through
    line, day = renewals.renewal_line(domain, 2, date(2027, 6, 1)), date(2027, 6, 1)
    act, until = names.act(clock.at_local(day)), clock.at_local(date(2027, 7, 1))
    pay(ordering.propose(customer, [line], act, due_on=day, payable_until=until, at_once=True), act.now)
    worker.settle(act.now)
    domain = the_name("atlas.ma")
    assert (domain.registry_created_at, domain.paid_through) == (NOW, date(2029, 11, 19))
    assert clock.local_date(domain.registry_expires_at) == domain.paid_through


# --- the registry fails -----------------------------------------------------------------------------------
def test_an_answer_lost_after_the_work_was_done_is_found_done_by_the_next_try(paid):
    """DN-2.3b: trouble on the way to the registry costs nothing and does nothing twice."""
    paid()
    with faults.injected(FaultPlan(scripted=[Fault(Kind.TIMEOUT, "register")])):
        worker.settle(NOW)
        assert the_name().state == "registering"
        assert "no answer" in the_name().call_error
        worker.settle(NOW + OPERATIONS.backoff[0])
    assert the_name().state == "registered"
    assert commands() == (1, 1)
    assert kinds(the_name()) == ["domains.validated"]


def test_a_registry_that_is_down_for_days_breaks_the_promise_once_and_then_registers(paid):
    """DN-2.4b: the breach is recorded and staff are told, once; DN-2.3b: it is asked until it answers.

    C-17: that the request has not gone out is told to staff on the same day.
    """
    paid()
    with faults.injected(FaultPlan(outages=[(NOW, NOW + clock.days(6))])):
        names.live_through(NOW + clock.days(6) - timedelta(minutes=1))
        domain = the_name()
        assert domain.state == "registering"
        assert domain.call_attempts > len(OPERATIONS.backoff)
    breaches = EvidenceRecord.objects.filter(about=domain.public_id, kind="breach")
    assert [(b.what, b.clause) for b in breaches] == [("late_validation", "DN-2.4b")]
    assert breaches[0].at >= DUE
    assert Attention.objects.filter(about=domain.public_id, queue="late").count() == 1
    first = Attention.objects.filter(about=domain.public_id, queue="port").earliest("opened_at")
    assert clock.local_date(first.opened_at) == clock.local_date(NOW)
    names.live_through(NOW + clock.days(7))
    assert the_name().state == "registered"
    assert commands() == (1, 1)


def test_no_breach_is_recorded_when_the_name_was_registered_in_time(paid):
    paid()
    worker.settle(NOW)
    names.live_through(DUE + timedelta(days=1))
    assert not EvidenceRecord.objects.filter(kind="breach").exists()


def test_a_kill_between_the_lease_and_the_answer_is_asked_again_after_the_lease(paid, monkeypatch):
    """Nothing is lost and nothing done twice: the row was leased and committed before the call."""
    paid()

    monkeypatch.setattr(worker, "make_call", killed_at_a_name(worker.make_call))
    with pytest.raises(SystemExit):
        worker.settle(NOW)
    monkeypatch.undo()
    domain = the_name()
    assert (domain.state, domain.call_attempts, domain.next_action_at) == (
        "registering",
        1,
        NOW + OPERATIONS.lease,
    )
    worker.settle(NOW + OPERATIONS.lease - timedelta(seconds=1))
    assert commands() == (0, 0)
    worker.settle(NOW + OPERATIONS.lease)
    assert the_name().state == "registered"
    assert commands() == (1, 1)


def test_a_kill_after_the_answer_and_before_the_move_registers_once(paid, monkeypatch):
    from core import calls

    paid()
    monkeypatch.setattr(calls, "_apply", killed_at_a_name(calls._apply))
    with pytest.raises(SystemExit):
        worker.settle(NOW)
    monkeypatch.undo()
    assert commands() == (1, 1)
    worker.settle(NOW + OPERATIONS.lease)
    assert the_name().state == "registered"
    assert commands() == (1, 1)


# --- the registry says no ---------------------------------------------------------------------------------
def test_a_name_taken_after_payment_becomes_credit_with_a_credit_note_and_a_mail(paid, customer):
    """DN-2.2b: the loser gets his money back on his account, or another name."""
    paid("taken-fast.com")
    worker.settle(NOW)
    domain = the_name("taken-fast.com")
    assert domain.state == "unavailable"
    assert credit.balance(customer) == PRICE
    assert CreditNote.objects.get().total_ttc == PRICE
    assert OrderLine.objects.get().outcome == "credited"
    assert kinds(domain) == ["domains.not_registered"]
    mail = Email.objects.filter(about=domain.public_id).first()
    assert mail.clause == "DN-2.2b"
    assert domain.next_action_at is None


def test_of_two_paid_lines_for_one_name_the_first_paid_gets_it_and_the_other_is_credited(customer, owner):
    """DN-2.5: first come, first served, by the instant at which the order was complete."""
    second = account("Zellige SARL", ice="003141592000024")
    late = person("late@zellige.example")
    join(late, second)
    slow, fast = ordered(second, late, "atlas.com"), ordered(customer, owner, "atlas.com")
    pay(fast, NOW + timedelta(minutes=1))
    pay(slow, NOW + timedelta(minutes=2))
    worker.settle(NOW + timedelta(minutes=3))
    states = {d.customer.name: d.state for d in Domain.objects.filter(name="atlas.com")}
    assert states == {"Argan Studio SARL": "registered", "Zellige SARL": "unavailable"}
    assert credit.balance(second) == PRICE
    assert credit.balance(customer) == 0
    assert (
        registry_for("com").info("atlas.com", NOW).reference
        == Domain.objects.get(customer=customer).public_id
    )


def test_a_refusal_that_is_about_us_is_asked_again_tomorrow_and_staff_are_told(paid, customer):
    """EPP 2104, a billing matter between the registry and us: the customer does not lose his name."""
    paid()
    with faults.injected(FaultPlan(scripted=[Fault(Kind.REFUSAL, "register", code=2104)])):
        worker.settle(NOW)
        domain = the_name()
        assert (domain.state, domain.next_action_at) == ("registering", clock.tomorrow_of(NOW, 1))
        assert credit.balance(customer) == 0
        assert Attention.objects.filter(about=domain.public_id, queue="registry").count() == 1
        assert not Email.objects.filter(about=domain.public_id).exists()
        worker.settle(NOW + timedelta(hours=20))
        assert the_name().state == "registering"
        worker.settle(clock.tomorrow_of(NOW, 1))
    assert the_name().state == "registered"


def test_a_refusal_about_the_name_itself_is_final_and_becomes_credit(paid, customer):
    paid()
    with faults.injected(FaultPlan(scripted=[Fault(Kind.REFUSAL, "register", code=2306)])):
        worker.settle(NOW)
    assert (the_name().state, credit.balance(customer)) == ("refused", PRICE)


def test_a_line_that_cannot_be_taken_up_waits_for_staff_and_the_others_go_on(paid):
    paid("broken.com")
    OrderLine.objects.update(options={"extension": "nowhere"})
    paid("atlas.com")
    worker.settle(NOW)
    assert list(Domain.objects.values_list("name", "state")) == [("atlas.com", "registered")]
    item = Attention.objects.get(queue="paid_lines")
    assert item.about == OrderLine.objects.get(subject="broken.com").public_id
    assert OrderLine.objects.get(subject="broken.com").taken_at is None


def test_a_cancelled_moroccan_name_ordered_anew_replaces_the_old_one(customer, owner):
    """DN-A2-4.1.3: in the cancellation grace its last holder may register it anew; its age is lost (C-36)."""
    old = names.registered("atlas.ma", date(2026, 10, 10), customer)
    names.live_through(clock.at_local(date(2026, 11, 10)))
    old.refresh_from_db()
    assert old.state == "cancel_grace"
    pay(ordered(customer, owner, "atlas.ma"))
    worker.settle(NOW)
    old.refresh_from_db()
    new = Domain.objects.exclude(pk=old.pk).get()
    assert (old.state, new.state, new.paid_through) == ("replaced", "registered", date(2027, 11, 19))
    assert old.next_action_at is None
