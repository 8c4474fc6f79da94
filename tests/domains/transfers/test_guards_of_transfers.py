"""Guard 10 and its sisters: each refusal of a transfer with its clause and its way out; codes with their clocks."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from core import clock, workdays
from core.acts import Act
from core.models import Attention, EvidenceRecord
from core.transitions import NotAllowed
from domains.holds import open_hold
from domains.models import CodeRequest, Domain, Hold
from domains.registry.port import RegistryName
from domains.transfers import codes, guards
from notifications.models import Email
from tests import names

from .cast import NOW, fresh, ours, told

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def staff(reason: str = "seen", at=NOW) -> Act:
    return Act(at, "usr_staff", reason)


# --- away -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "clause"),
    [(date(2026, 7, 1), "DN-6.p1(1)"), (date(2026, 7, 30), "DN-6.p1(1)"), (date(2026, 7, 31), None)],
)
def test_generic_name_leaves_from_day_61_and_the_date_is_said(customer, day, clause):
    """DN-6.p1(1): registered on 31 May 2026, sixty days of waiting end on 30 July."""
    domain = ours(customer, registry_created_at=datetime(2026, 5, 31, 9, tzinfo=UTC))
    why = guards.may_leave(domain, day)
    assert (why and why.clause) == clause
    if why:
        assert why.until == date(2026, 7, 31)
        assert "31" in str(why.way_out)


def test_the_wait_starts_anew_with_a_transfer_or_a_new_holder(customer):
    domain = ours(customer, moved_at=datetime(2026, 11, 1, 9, tzinfo=UTC))
    assert guards.leaves_from(domain) == date(2027, 1, 1)
    assert guards.may_leave(domain, TODAY).clause == "DN-6.p1(1)"


def test_moroccan_name_leaves_at_any_time(customer):
    """DN-A2-3.1a, C-06: no waiting time under .ma."""
    domain = ours(customer, "atlas.ma", registry_created_at=NOW)
    domain.extension.lock_days = 0
    assert guards.may_leave(domain, TODAY) is None


@pytest.mark.parametrize("kind", ["udrp", "court", "lawsuit"])
def test_dispute_over_the_name_stops_it(customer, kind):
    """DN-6.2.4."""
    domain = ours(customer)
    open_hold(domain, staff(), kind=kind)
    why = guards.may_leave(fresh(domain), TODAY)
    assert (why.clause, bool(str(why.way_out))) == ("DN-6.2.4", True)


@pytest.mark.parametrize("kind", sorted(set(Hold.Kind.values) - set(Hold.DISPUTES)))
def test_money_and_other_circumstances_do_not_keep_a_name_here(customer, kind):
    """C-07: a name is no pledge for a bill."""
    domain = ours(customer)
    open_hold(domain, staff(), kind=kind)
    assert guards.may_leave(fresh(domain), TODAY) is None


@pytest.mark.parametrize("state", ["redemption", "pending_delete", "deleting", "renewing", "deleted"])
def test_name_past_its_grace_or_awaiting_an_answer_does_not_leave(customer, state):
    """C-07: refused in redemption and deletion."""
    domain = ours(customer)
    Domain.objects.filter(pk=domain.pk).update(state=state)
    why = guards.may_leave(fresh(domain), TODAY)
    assert why.clause in {"C-07", "DN-6.2.1a"}
    assert str(why.way_out)


def test_after_expiry_there_is_a_warning_to_tick_and_no_refusal(customer):
    """DN-6.2.3, C-07."""
    domain = ours(customer, expires=date(2026, 11, 10))
    Domain.objects.filter(pk=domain.pk).update(state="grace")
    domain = fresh(domain)
    assert guards.may_leave(domain, TODAY) is None
    assert guards.warning(domain, TODAY).clause == "C-07"
    request = codes.ask(domain, names.act(NOW))
    with pytest.raises(NotAllowed) as refusal:
        codes.show(request, names.act(NOW))
    assert refusal.value.clause == "C-07"
    codes.show(request, names.act(NOW), understood=True)
    assert fresh(request).state == "shown"


# --- towards us -------------------------------------------------------------------------------------------
def found(**facts) -> RegistryName:
    old = datetime(2020, 1, 1, tzinfo=UTC)
    usual = {"name": "x.com", "sponsor_is_us": False, "reference": "", "created_at": old, "expires_at": NOW}
    return RegistryName(**usual | facts)


@pytest.mark.parametrize(
    ("facts", "clause", "said"),
    [
        ({"statuses": ("clientTransferProhibited",)}, "DN-6.p1(3)", "clientTransferProhibited"),
        ({"statuses": ("serverTransferProhibited",)}, "DN-6.2.2", "serverTransferProhibited"),
        ({"statuses": ("pendingTransfer",)}, "DN-6.2.1a", "under way"),
        ({"statuses": ("pendingDelete",), "rgp": ("redemptionPeriod",)}, "C-07", "deleted"),
        ({"sponsor_is_us": True}, "DN-6.2.1a", "with us"),
        ({"created_at": datetime(2026, 10, 1, tzinfo=UTC)}, "DN-6.p1(1)", "October"),
        ({"transferred_at": datetime(2026, 10, 1, tzinfo=UTC)}, "DN-6.p1(1)", "October"),
    ],
)
def test_name_that_cannot_come_is_refused_with_the_reason_and_the_way_out(facts, clause, said):
    with translation.override("en"):
        why = guards.may_enter("x.com", names.extension("com"), found(**facts), NOW)
        assert why.clause == clause
        assert said in str(why.reason)
        assert str(why.way_out)


def test_name_that_nobody_holds_is_to_be_registered():
    why = guards.may_enter("x.com", names.extension("com"), None, NOW)
    with translation.override("en"):
        assert "register it" in str(why.way_out)


def test_name_without_an_obstacle_may_come():
    assert guards.may_enter("x.com", names.extension("com"), found(), NOW) is None


# --- codes ------------------------------------------------------------------------------------------------
CLOCKS = [
    # asked, extension, our target, promised by, clause
    ("2026-11-16 10:00", "ma", "2026-11-17 22:59", "2026-11-19 22:59", "DN-A2-3.1c"),
    ("2026-11-16 10:00", "com", "2026-11-17 22:59", "2026-11-17 22:59", "DN-8.3"),
    ("2026-11-20 10:00", "ma", "2026-11-21 22:59", "2026-11-23 22:59", "DN-A2-3.1c"),
    ("2026-11-20 10:00", "com", "2026-11-21 22:59", "2026-11-23 22:59", "DN-8.3"),
    ("2026-11-17 10:00", "com", "2026-11-19 22:59", "2026-11-19 22:59", "DN-8.3"),
]


@pytest.mark.parametrize(("asked", "ending", "target", "due", "clause"), CLOCKS)
def test_clock_of_a_code_by_hand(customer, asked, ending, target, due, clause):
    """C-05: the shorter of one working day and three days is the target; the breach is the extension's own clause."""
    workdays.seed_holidays([2026])
    domain = ours(customer, f"atlas.{ending}")
    at = datetime.strptime(asked, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    found = codes.clocks(domain, at)
    shown = {k: v.strftime("%Y-%m-%d %H:%M") for k, v in found.items() if k != "clause"}
    expected = {"target_at": target, "due_at": due}
    hours = {k: v.replace("22:59", "23:59") for k, v in expected.items()}
    assert shown in (expected, hours)
    assert found["clause"] == clause


def by_hand(customer, ending: str = "ma") -> Domain:
    domain = ours(customer, f"atlas.{ending}")
    domain.extension.auth_code, domain.extension.lock_days = "by_hand", 0
    domain.extension.save()
    return fresh(domain)


def test_code_by_hand_is_a_staff_item_and_its_giving_is_told_without_the_code(customer):
    """DN-A2-3.1b, DN-6.p1(2)."""
    domain = by_hand(customer)
    request = codes.ask(domain, names.act(NOW))
    assert request.state == "asked"
    assert Attention.objects.filter(about=request.public_id, queue="codes").exists()
    assert codes.ask(domain, names.act(NOW)) == request
    codes.give(fresh(request), staff(), code="ANRT-4711")
    assert fresh(domain).auth_code == "ANRT-4711"
    assert told(domain.public_id) == ["domains.code_ready"]
    assert not any("ANRT-4711" in m.as_text() for m in Email.objects.all())
    assert "ANRT-4711" not in str(list(EvidenceRecord.objects.values_list("data", flat=True)))


def test_calendar_of_a_code_that_nobody_gives(customer):
    """C-05: urged at our target, a breach of DN-A2-3.1c after three days, each once."""
    domain = by_hand(customer)
    request = codes.ask(domain, names.act(NOW))
    names.live_through(NOW + clock.days(6))
    items = Attention.objects.filter(about=request.public_id).order_by("opened_at")
    local = [(clock.local_date(i.opened_at).isoformat(), i.queue, i.clause) for i in items]
    assert local == [
        ("2026-11-20", "codes", "DN-A2-3.1c"),
        ("2026-11-21", "codes_late", "C-05"),
        ("2026-11-23", "codes_broken", "DN-A2-3.1c"),
    ]
    breaches = EvidenceRecord.objects.filter(about=domain.public_id, kind="breach")
    assert [(b.what, b.clause) for b in breaches] == [("late_code", "DN-A2-3.1c")]


def test_generic_code_by_hand_is_a_breach_of_its_own_clause(customer):
    """DN-8.3: one working day."""
    domain = by_hand(customer, "com")
    codes.ask(domain, names.act(NOW))
    names.live_through(NOW + clock.days(6))
    assert EvidenceRecord.objects.get(about=domain.public_id, kind="breach").clause == "DN-8.3"


def test_staff_refuse_a_code_with_a_reason_that_the_holder_reads(customer):
    domain = by_hand(customer)
    request = codes.ask(domain, names.act(NOW))
    codes.refuse_code(request, staff("Le registre a verrouillé le nom."))
    mail = Email.objects.filter(kind="domains.code_refused").first()
    assert "Le registre a verrouillé le nom." in mail.as_text()
    assert fresh(request).state == "refused"


def test_each_showing_is_logged_with_who_from_where_and_when(customer):
    """DN-6.p1(2): user, address, instant; the holder is told, without the code."""
    domain = ours(customer)
    request = codes.ask(domain, names.act(NOW))
    codes.show(request, Act(NOW, "usr_omar", ip="192.0.2.7"))
    seen = EvidenceRecord.objects.get(about=domain.public_id, what="code_shown")
    assert (seen.actor, seen.ip, seen.at, seen.clause) == ("usr_omar", "192.0.2.7", NOW, "DN-6.p1(2)")
    assert "domains.code_shown" in told(domain.public_id)
    assert not any(domain.auth_code in m.as_text() for m in Email.objects.all())


def test_code_costs_nothing(customer):
    """Guard 19, DN-8.3."""
    from billing.models import OrderLine, Proforma

    request = codes.ask(ours(customer), names.act(NOW))
    codes.show(request, names.act(NOW))
    assert not Proforma.objects.exists()
    assert not OrderLine.objects.exists()


def test_code_is_not_given_before_the_name_may_leave(customer):
    """Guard 10."""
    domain = ours(customer, registry_created_at=NOW)
    with pytest.raises(NotAllowed) as refusal:
        codes.ask(domain, names.act(NOW))
    assert refusal.value.clause == "DN-6.p1(1)"
    assert not CodeRequest.objects.exists()


def test_watch_over_a_shown_code_ends_after_two_weeks(customer):
    request = codes.ask(ours(customer), names.act(NOW))
    codes.show(request, names.act(NOW))
    names.live_through(NOW + clock.days(15))
    assert fresh(request).state == "closed"
