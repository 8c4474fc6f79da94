"""Guards: what must hold before a name is deleted or cancelled, and what an outage may not do."""

from datetime import date, datetime, timedelta

import pytest

from billing import ordering, payments
from core import clock, outage, worker
from core.models import Attention, EvidenceRecord, Silence, StateChange
from core.terms import OPERATIONS
from domains import renewals
from domains.holds import close_holds, open_hold
from domains.models import Domain
from domains.registry.models import SandboxName, SandboxTransaction
from notifications.models import Email
from notifications.sending import send_due
from tests import names

pytestmark = pytest.mark.django_db
EXPIRY = date(2026, 11, 22)
DELETION = date(2026, 12, 29)  # J+37, the day after the grace of 36 days
CUTOFF = date(2026, 12, 21)  # J+29
SLIP = b"%PDF-1.7 a slip"


@pytest.fixture
def atlas():
    return names.registered("atlas.com", EXPIRY, names.a_customer())


@pytest.fixture
def maroc():
    return names.registered("atlas.ma", EXPIRY, names.a_customer())


def at(day: date, hour: int = 0) -> datetime:
    return clock.at_local(day, hour)


def settled(domain: Domain, instant: datetime) -> Domain:
    """The name after the worker has done what is due at this instant."""
    worker.settle(instant)
    return Domain.objects.select_related("extension", "customer").get(pk=domain.pk)


def sent_to_the_registry(domain: Domain) -> int:
    return SandboxTransaction.objects.filter(name=domain.name, command="delete").count()


def staff_are_told(domain: Domain, queue: str = "blocked") -> list[str]:
    return list(
        Attention.objects.filter(about=domain.public_id, queue=queue, closed_at=None).values_list(
            "title", flat=True
        )
    )


# --- holds and payments -----------------------------------------------------------------------------------
def test_no_deletion_against_an_open_hold_and_it_goes_on_once_the_hold_is_closed(atlas):
    """DN-12.1, DN-A1-2: a mitigating circumstance stops the deletion, and the staff's reason is kept."""
    names.live_through(at(DELETION) - timedelta(hours=1))
    open_hold(atlas, names.act(at(date(2026, 12, 20))).because("the court has seized the name"), kind="court")
    atlas = settled(atlas, at(DELETION))
    assert (atlas.state, sent_to_the_registry(atlas)) == ("grace", 0)
    assert "blocage en cours" in staff_are_told(atlas)[0]
    close_holds(atlas, names.act(at(DELETION, 9)).because("the court has ruled"))
    assert settled(atlas, at(DELETION, 10)).state == "redemption"
    reasons = (
        EvidenceRecord.objects.filter(about=atlas.public_id, what__endswith="hold")
        | EvidenceRecord.objects.filter(about=atlas.public_id, what="close_holds")
    ).values_list("what", "reason")
    assert list(reasons) == [
        ("open_hold", "the court has seized the name"),
        ("close_holds", "the court has ruled"),
    ]


def late_proforma(domain: Domain, day: date):
    line = renewals.renewal_line(domain, 1, day)
    until = at(day + clock.days(30))
    return ordering.propose(
        domain.customer, [line], names.act(at(day, 10)), due_on=day, payable_until=until, at_once=True
    )


def test_no_deletion_while_a_payment_with_proof_is_being_checked(atlas):
    """DN-A1-2: the customer says he has paid and has shown his slip."""
    names.live_through(at(date(2026, 12, 27)))
    atlas = settled(atlas, at(date(2026, 12, 27)))
    payment = payments.say_sent(
        late_proforma(atlas, date(2026, 12, 27)), names.act(at(date(2026, 12, 28))), None, SLIP
    )
    atlas = settled(atlas, at(DELETION))
    assert (atlas.state, sent_to_the_registry(atlas)) == ("grace", 0)
    assert "paiement déclaré est en cours de vérification" in staff_are_told(atlas)[0]
    payments.reject(payment, names.act(at(DELETION, 11)).because("no such transfer"))
    assert settled(atlas, at(DELETION, 12)).state == "redemption"


def test_a_payment_only_declared_without_proof_holds_nothing(atlas):
    names.live_through(at(date(2026, 12, 27)))
    atlas = settled(atlas, at(date(2026, 12, 27)))
    payments.declare_transfer(late_proforma(atlas, date(2026, 12, 27)), names.act(at(date(2026, 12, 28))))
    assert settled(atlas, at(DELETION)).state == "redemption"


def test_the_payment_that_was_checked_and_found_brings_the_name_back_instead(atlas):
    names.live_through(at(date(2026, 12, 27)))
    atlas = settled(atlas, at(date(2026, 12, 27)))
    payment = payments.say_sent(
        late_proforma(atlas, date(2026, 12, 27)), names.act(at(date(2026, 12, 28))), None, SLIP
    )
    settled(atlas, at(DELETION))
    payments.confirm(payment, names.act(at(DELETION, 11)))
    atlas = settled(atlas, at(DELETION, 12))
    assert (atlas.state, atlas.paid_through, sent_to_the_registry(atlas)) == (
        "registered",
        date(2027, 11, 22),
        0,
    )


# --- no notice, no deletion -------------------------------------------------------------------------------
def test_no_deletion_when_the_notice_after_expiry_was_never_sent_and_31_days_after_it_was(atlas):
    """DN-3.3: written, but the mail server was down; the 31 days count from when it really left."""
    names.live_through(at(date(2026, 11, 26)))
    names.live_through(at(DELETION), send=False)
    assert Email.objects.filter(about=atlas.public_id, key__contains="J+5", state="queued").exists()
    atlas = settled(atlas, at(DELETION))
    assert (atlas.state, sent_to_the_registry(atlas)) == ("grace", 0)
    assert "DN-3.3" in staff_are_told(atlas)[0]
    back = date(2027, 1, 5)
    send_due(at(back, 9))
    assert settled(atlas, at(back + clock.days(31)) - timedelta(minutes=1)).state == "grace"
    assert settled(atlas, at(back + clock.days(31), 4)).state == "redemption"


def test_no_deletion_when_no_notice_was_sent_before_expiry(atlas):
    names.live_through(at(date(2026, 11, 23)), send=False)
    names.live_through(at(DELETION))
    late = Email.objects.filter(about=atlas.public_id, sent_at__lt=at(EXPIRY + clock.days(1)))
    assert not late.exists()
    atlas = settled(atlas, at(DELETION, 1))
    assert (atlas.state, sent_to_the_registry(atlas)) == ("grace", 0)
    assert "avant l’expiration (DN-3.3)" in staff_are_told(atlas)[0]


def test_staff_are_told_once_however_often_the_worker_looks_again(atlas):
    names.live_through(at(DELETION), send=False)
    for hours in range(1, 6):
        settled(atlas, at(DELETION, hours))
    assert len(staff_are_told(atlas)) == 1


def test_notices_of_an_earlier_term_count_for_nothing(atlas):
    """A name renewed last year is warned anew: its series carries the day of expiry."""
    names.live_through(at(date(2026, 12, 1)))
    atlas = settled(atlas, at(date(2026, 12, 1)))
    proforma = late_proforma(atlas, date(2026, 12, 1))
    payments.received(
        proforma.total_ttc,
        proforma.payment_reference,
        date(2026, 12, 1),
        names.act(at(date(2026, 12, 1), 12)),
    )
    names.live_through(at(date(2026, 12, 3)))
    names.live_through(at(date(2027, 12, 29)), send=False)
    atlas = settled(atlas, at(date(2027, 12, 29), 1))
    assert (atlas.state, atlas.paid_through) == ("grace", date(2027, 11, 22))


# --- .ma --------------------------------------------------------------------------------------------------
def test_a_moroccan_name_is_cancelled_on_the_29th_day_and_not_before(maroc):
    """C-01: 25 days are announced (DN-A2-2.3), the cut-off is honoured until 18:00 on J+29."""
    names.live_through(at(CUTOFF, 18) - timedelta(minutes=1))
    assert settled(maroc, at(CUTOFF, 18) - timedelta(minutes=1)).state == "grace"
    assert settled(maroc, at(CUTOFF, 18)).state == "cancel_grace"


def test_a_moroccan_name_is_never_cancelled_before_25_days_have_passed_since_its_notice_was_due(maroc):
    """The notice of J+5 left late, on J+10: 20 days must pass (DN-A2-2.3), so the 29th is too early."""
    names.live_through(at(date(2026, 11, 26)))
    names.live_through(at(date(2026, 12, 2)), send=False)
    send_due(at(date(2026, 12, 2), 10))
    names.live_through(at(CUTOFF, 18))
    maroc = settled(maroc, at(CUTOFF, 18))
    assert (maroc.state, sent_to_the_registry(maroc)) == ("grace", 0)
    assert settled(maroc, at(date(2026, 12, 22), 10)).state == "cancel_grace"


def test_a_moroccan_name_is_never_cancelled_after_the_30th_day_and_staff_decide(maroc):
    """C-01: after the registry's cut-off it may have renewed tacitly; cancelling could end a paid year."""
    names.live_through(at(date(2026, 12, 20)))
    open_hold(maroc, names.act(at(date(2026, 12, 20))).because("dispute"))
    names.live_through(at(CUTOFF, 19))
    close_holds(maroc, names.act(at(date(2026, 12, 23), 9)).because("settled"))
    maroc = settled(maroc, at(date(2026, 12, 23), 10))
    assert (maroc.state, sent_to_the_registry(maroc)) == ("grace", 0)
    assert maroc.cutoff_missed_on == date(2026, 12, 23)
    assert maroc.next_action_at is None
    assert "date limite du registre" in staff_are_told(maroc, "cutoff")[0]
    assert EvidenceRecord.objects.filter(about=maroc.public_id, kind="breach", clause="C-01").exists()


def test_the_end_of_a_name_is_read_from_the_registry_and_never_assumed(maroc):
    """DN-A2-4.2.3: on the day, the registry still holds it; only when it does not, the name is deleted."""
    names.live_through(at(date(2027, 1, 20)))
    SandboxName.objects.filter(name="atlas.ma").update(deleted_at=at(date(2026, 12, 26)))
    names.live_through(at(date(2027, 1, 24)))
    assert settled(maroc, at(date(2027, 1, 24))).state == "cancel_grace"
    names.live_through(at(date(2027, 1, 26)))
    assert settled(maroc, at(date(2027, 1, 26))).state == "deleted"


# --- silences of the clock --------------------------------------------------------------------------------
def test_after_a_silence_irreversible_steps_wait_for_staff_and_then_go_on(atlas):
    names.live_through(at(DELETION) - timedelta(hours=1))
    outage.pulse(at(date(2026, 12, 26)))
    outage.pulse(at(DELETION))
    silence = Silence.objects.get()
    assert (silence.started_at, silence.ended_at) == (at(date(2026, 12, 26)), at(DELETION))
    atlas = settled(atlas, at(DELETION))
    assert (atlas.state, sent_to_the_registry(atlas)) == ("grace", 0)
    assert "l’horloge est restée silencieuse" in staff_are_told(atlas)[0]
    assert Attention.objects.filter(queue="clock").count() == 1
    outage.release(names.act(at(DELETION, 8)).because("a power cut; all is well"))
    atlas = settled(atlas, at(DELETION) + OPERATIONS.blocked)
    assert atlas.state == "redemption" or settled(atlas, at(DELETION, 9)).state == "redemption"
    assert (
        EvidenceRecord.objects.filter(about="clock", what="silence_reviewed", actor="usr_test").count() == 1
    )


def test_a_short_pause_between_ticks_is_no_silence(db):
    outage.pulse(at(EXPIRY))
    outage.pulse(at(EXPIRY) + OPERATIONS.silence)
    assert not Silence.objects.exists()
    outage.pulse(at(EXPIRY) + OPERATIONS.silence * 2 + timedelta(seconds=1))
    assert Silence.objects.count() == 1


def test_what_can_be_undone_goes_on_during_a_silence(atlas):
    outage.pulse(at(date(2026, 11, 1)))
    outage.pulse(at(date(2026, 11, 23)))
    names.live_through(at(date(2026, 11, 23)))
    assert settled(atlas, at(date(2026, 11, 23))).state == "grace"


# --- after an outage --------------------------------------------------------------------------------------
def test_of_a_series_only_the_newest_notice_is_sent_and_the_older_are_recorded_as_superseded(atlas):
    worker.settle(at(date(2026, 10, 20)))
    settled(atlas, at(date(2026, 11, 16)))
    mails = Email.objects.filter(about=atlas.public_id, kind="domains.expiry_notice", to="amina@example.ma")
    assert ["J-7" in key for key in mails.values_list("key", flat=True)] == [True]
    old = EvidenceRecord.objects.filter(about=atlas.public_id, kind="superseded").order_by("seq")
    assert [(r.what, r.data["notice"], r.clause) for r in old] == [
        ("warn", "J-30", "DN-3.3"),
        ("warn", "J-10", "DN-3.3"),
    ]


def test_an_outage_over_several_phases_performs_every_state_change_in_order(atlas):
    """DN-5.1: redemption, deletion in progress, deleted; all at once, none left out."""
    names.live_through(at(date(2027, 1, 2)))
    atlas = settled(atlas, at(date(2027, 3, 1)))
    assert atlas.state == "deleted"
    moves = StateChange.objects.filter(
        about=atlas.public_id, kind="state", at__gt=at(date(2027, 1, 2))
    ).order_by("seq")
    assert [(m.data["from"], m.data["to"]) for m in moves] == [
        ("redemption", "pending_delete"),
        ("pending_delete", "deleted"),
    ]
    late = Email.objects.filter(
        about=atlas.public_id, to="amina@example.ma", created_at__gt=at(date(2027, 1, 2))
    )
    assert list(late.order_by("id").values_list("kind", flat=True)) == [
        "domains.redemption_notice", "domains.pending_delete", "domains.deleted",
    ]  # fmt: skip


def test_an_outage_over_the_whole_grace_deletes_nothing(atlas):
    """No notice left in time, so the name waits in its grace and a person is told (guard 4)."""
    worker.settle(at(date(2026, 11, 1)))
    atlas = settled(atlas, at(date(2027, 2, 1)))
    assert (atlas.state, atlas.parked_on, staff_are_told(atlas)) == ("grace", date(2027, 2, 1), [])
    atlas = settled(atlas, at(date(2027, 2, 9)))
    assert (atlas.state, sent_to_the_registry(atlas)) == ("grace", 0)
    assert staff_are_told(atlas)
    assert Attention.objects.filter(queue="set_aside").count() == 0


def test_a_renewal_proposed_too_late_to_be_paid_is_not_proposed(atlas):
    """HD-3.5, HD-6.2: after expiry the customer orders a late renewal himself."""
    from billing.models import Proforma

    atlas = settled(atlas, at(date(2026, 12, 1)))
    assert atlas.state == "grace"
    assert not Proforma.objects.exists()
