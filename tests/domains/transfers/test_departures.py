"""A name leaves us: the literal calendar of five days, the holder's word, staff's answer, the registry's decision."""

from datetime import UTC, date, datetime, timedelta

import pytest

from billing import ordering
from core import clock, worker
from core.acts import Act
from core.models import Attention, EvidenceRecord
from core.transitions import NotAllowed
from domains import renewals
from domains.holds import open_hold
from domains.models import Domain, RegistryChange, TransferOut
from domains.registry import faults, registry_for
from domains.registry.faults import Fault, FaultPlan, Kind
from domains.registry.models import OTHER, SandboxName, SandboxTransfer
from domains.registry.sandbox import SandboxRegistry
from domains.registry.sandbox_acts import ask_from_elsewhere
from domains.transfers import codes, departures
from notifications.models import Email
from tests import names

from .cast import NOW, fresh, ours, told

pytestmark = pytest.mark.django_db
HOLDER = names.CONTACT["email"]


def staff(at=NOW, reason: str = "looked at") -> Act:
    return Act(at, "usr_staff", reason)


@pytest.fixture
def domain(customer):
    return ours(customer)


def asked(domain: Domain, at: datetime = NOW) -> TransferOut:
    """Another registrar has asked, and the registry's message has reached us."""
    return departures.notice(domain, ask_from_elsewhere(domain.name, at), Act(at))


def said(departure: TransferOut, at: datetime, **answer) -> None:
    departures.flow.verbs["refuse" if answer else "approve"](fresh(departure), staff(at), **answer)
    worker.settle(at)


# --- the calendar -----------------------------------------------------------------------------------------
def calendar(domain: Domain) -> list[tuple[str, str, str]]:
    """What has happened, day by day: moves of the name and of its transfer, mails to the holder, work items."""
    abouts = [domain.public_id, *domain.transfers_out.values_list("public_id", flat=True)]
    moves = EvidenceRecord.objects.filter(about__in=abouts, kind="state")
    seen = [(m.at, m.data["to"], m.clause) for m in moves]
    mails = Email.objects.filter(about=domain.public_id, to=HOLDER)
    seen += [(m.created_at, m.kind, m.clause) for m in mails]
    items = Attention.objects.filter(about__in=abouts)
    seen += [(i.opened_at, f"staff: {i.queue}", i.clause) for i in items]
    return [(at.strftime("%Y-%m-%d %H:%M"), what, clause) for at, what, clause in sorted(seen)]


def test_calendar_of_a_transfer_away_that_nobody_answers(domain):
    """DN-6.p2, facts B3: told at once, reminded two days before, staff alerted one day before, gone on day five."""
    asked(domain)
    names.live_through(NOW + clock.days(6))
    assert calendar(domain) == [
        ("2026-11-20 10:00", "domains.transfer_asked", "DN-6.p2"),
        ("2026-11-20 10:00", "staff: transfers", "DN-6.p2"),
        ("2026-11-23 10:00", "domains.transfer_asked", "DN-6.p2"),
        ("2026-11-24 10:00", "staff: transfers_late", "DN-6.p2"),
        ("2026-11-25 10:00", "domains.transferred_away", "DN-6.2.5"),
        ("2026-11-25 10:00", "gone", "DN-6.p2"),
        ("2026-11-25 10:00", "transferred_away", "DN-6.p2"),
    ]
    assert fresh(domain).next_action_at is None


def test_holder_who_has_answered_is_not_reminded(domain):
    departures.say(asked(domain), names.act(NOW), wish="approve")
    names.live_through(NOW + clock.days(4))
    assert told(domain.public_id).count("domains.transfer_asked") == 1


# --- answered ---------------------------------------------------------------------------------------------
def test_approval_lets_the_name_go_at_once_and_withdraws_what_was_proposed(domain, customer):
    """DN-6.2.5: nothing is refunded, nothing more is proposed."""
    line = renewals.renewal_line(domain, 1, NOW.date())
    proforma = ordering.propose(
        customer, [line], names.act(NOW), due_on=NOW.date(), payable_until=NOW + clock.days(9), at_once=True
    )
    departure = asked(domain)
    said(departure, NOW + timedelta(hours=1))
    assert (fresh(departure).state, fresh(domain).state) == ("gone", "transferred_away")
    assert not registry_for("com").info(domain.name, NOW + timedelta(hours=1)).sponsor_is_us
    proforma.refresh_from_db()
    assert proforma.state == "void"
    assert told(domain.public_id)[-1] == "domains.transferred_away"


def test_refusal_on_the_holders_objection_keeps_the_name(domain):
    departure = asked(domain)
    departures.say(departure, names.act(NOW), wish="object")
    said(departure, NOW + timedelta(hours=1), ground="objection")
    assert (fresh(departure).state, fresh(domain).state) == ("refused", "registered")
    assert SandboxTransfer.objects.get().status == "clientRejected"
    assert told(domain.public_id)[-1] == "domains.transfer_stays"
    names.live_through(NOW + clock.days(7))
    assert fresh(domain).state == "registered"


@pytest.mark.parametrize("ground", ["objection", "recent", "dispute"])
def test_ground_that_the_facts_do_not_bear_out_is_refused(domain, ground):
    """C-07: only the grounds that ICANN allows."""
    departure = asked(domain)
    with pytest.raises(NotAllowed) as refusal:
        departures.refuse(departure, staff(), ground=ground)
    assert (refusal.value.clause, fresh(departure).state) == ("C-07", "pending")


def test_an_unpaid_coming_period_is_no_ground_at_all():
    """C-07, facts B3: of money only a past period counts."""
    assert set(TransferOut.Ground.values) == {
        "fraud",
        "identity",
        "objection",
        "past_unpaid",
        "recent",
        "dispute",
    }


def test_dispute_refuses_the_transfer_without_waiting_for_anybody(domain):
    """DN-6.2.4: a hard stop while a dispute hold is open."""
    open_hold(domain, staff(), kind="udrp")
    departure = asked(fresh(domain))
    assert fresh(departure).state == "refusing"
    worker.settle(NOW)
    assert (fresh(departure).state, fresh(departure).ground) == ("refused", "dispute")


def test_dispute_opened_meanwhile_forbids_the_approval(domain):
    departure = asked(domain)
    open_hold(domain, staff(), kind="court")
    with pytest.raises(NotAllowed) as refusal:
        departures.approve(fresh(departure), staff())
    assert refusal.value.clause == "DN-6.2.4"


# --- the registry decides otherwise -----------------------------------------------------------------------
def test_registry_that_let_the_name_go_while_we_refuse_is_believed_and_staff_are_told(domain):
    departure = asked(domain)
    departures.refuse(departure, staff(), ground="fraud")
    late = NOW + clock.days(5)
    with faults.injected(FaultPlan(outages=[(NOW, late)])):
        names.live_through(late - timedelta(minutes=1))
    names.live_through(late + clock.days(1))
    assert (fresh(departure).state, fresh(domain).state) == ("gone", "transferred_away")
    assert Attention.objects.filter(about=domain.public_id, queue="transfers_lost").exists()
    assert told(domain.public_id)[-1] == "domains.transferred_away"
    assert EvidenceRecord.objects.filter(about=departure.public_id, what="decided_against_us").exists()


def test_other_registrar_takes_its_request_back(domain):
    departure = asked(domain)
    SandboxRegistry(OTHER).cancel_transfer(domain.name, "autre", NOW + timedelta(hours=1))
    names.live_through(NOW + clock.days(1))
    assert (fresh(departure).state, fresh(domain).state) == ("withdrawn", "registered")
    assert told(domain.public_id)[-1] == "domains.transfer_stays"


def test_lost_answer_is_found_given(domain):
    departure = asked(domain)
    with faults.injected(FaultPlan(scripted=[Fault(Kind.TIMEOUT, "approve_transfer")])):
        said(departure, NOW + timedelta(hours=1))
        names.live_through(NOW + timedelta(hours=3))
    assert (fresh(departure).state, fresh(domain).state) == ("gone", "transferred_away")


def test_same_news_twice_is_one_transfer_and_one_mail(domain):
    news = ask_from_elsewhere(domain.name, NOW)
    first = departures.notice(domain, news, Act(NOW))
    assert departures.notice(fresh(domain), news, Act(NOW + timedelta(hours=1))) == first
    assert told(domain.public_id) == ["domains.transfer_asked"]
    said(first, NOW + timedelta(hours=2), ground="fraud")
    departures.notice(fresh(domain), news, Act(NOW + timedelta(hours=3)))
    assert TransferOut.objects.count() == 1


def test_transfer_that_brought_the_name_here_takes_it_nowhere(customer, domain):
    Domain.objects.filter(pk=domain.pk).update(moved_at=NOW)
    news = ask_from_elsewhere(domain.name, NOW - timedelta(minutes=1))
    assert departures.notice(fresh(domain), news, Act(NOW)) is None


# --- what else the name was doing -------------------------------------------------------------------------
def test_changes_on_their_way_are_dropped_with_the_name(domain):
    from django.db import transaction

    from domains.changes.lifecycle import ask_for

    departure = asked(domain)
    with faults.injected(FaultPlan(scripted=[Fault(Kind.UNAVAILABLE, "update", times=99)])):
        with transaction.atomic():
            change = ask_for(domain, "lock", {"on": True}, names.act(NOW), "DN-6.p1(3)")
        said(departure, NOW + timedelta(hours=1))
    assert fresh(domain).state == "transferred_away"
    assert RegistryChange.objects.get(pk=change.pk).state == "superseded"


def test_name_is_not_deleted_while_its_transfer_is_undecided(customer):
    """DN-12.1: a deletion that falls due meanwhile waits for the registry's decision."""
    domain = ours(customer, "atlas.com", expires=date(2026, 11, 1))
    names.live_through(datetime(2026, 12, 7, 12, tzinfo=UTC))
    at = datetime(2026, 12, 6, 12, tzinfo=UTC)
    assert fresh(domain).state == "grace"
    asked(fresh(domain), at)
    names.live_through(datetime(2026, 12, 8, 12, tzinfo=UTC))
    assert fresh(domain).state == "grace"
    names.live_through(datetime(2026, 12, 12, 12, tzinfo=UTC))
    assert fresh(domain).state == "transferred_away"


def test_expired_generic_name_in_its_grace_leaves(customer):
    """C-07: expiry is no ground to keep it; the unpaid renewal is written off."""
    domain = ours(customer, "atlas.com", expires=date(2026, 11, 10))
    names.live_through(NOW)
    asked(fresh(domain))
    names.live_through(NOW + clock.days(6))
    assert fresh(domain).state == "transferred_away"


# --- without messages -------------------------------------------------------------------------------------
def test_code_that_was_shown_is_watched_and_its_use_is_noticed(domain):
    """The fallback where no message of the registry reaches us: looked at every day for two weeks."""
    request = codes.ask(domain, names.act(NOW))
    codes.show(request, names.act(NOW))
    at = NOW + clock.days(3)
    names.live_through(at)
    ask_from_elsewhere(domain.name, at + timedelta(hours=1))
    names.live_through(at + clock.days(1))
    assert TransferOut.objects.get().asked_by == OTHER
    assert "domains.transfer_asked" in told(domain.public_id)
    names.live_through(at + clock.days(7))
    assert fresh(domain).state == "transferred_away"
    assert fresh(request).state == "closed"
    assert fresh(domain).auth_code == ""
    assert SandboxName.objects.get(name=domain.name).sponsor == OTHER
