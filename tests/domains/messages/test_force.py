"""What a registry does to a name by force: believed when the registry shows it, and undone when it is undone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core import worker
from core.models import Attention
from domains.flow import flow
from domains.messages import inbox
from domains.models import RegistryMessage
from domains.registry import faults, sandbox_acts
from domains.registry.faults import Fault, FaultPlan, Kind
from domains.registry.models import OURS, SandboxMessage
from domains.registry.sandbox_queue import tell
from notifications.models import Email
from tests.names import act, registered

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
HOLD = ("atlas.com", sandbox_acts.SERVER_HOLD)


@pytest.fixture
def atlas(customer):
    return registered("atlas.com", date(2027, 6, 1), customer)


def read(at=NOW) -> list[tuple[str, str]]:
    inbox.read_all(act(at))
    worker.settle(at)
    return [(m.kind, m.state) for m in RegistryMessage.objects.order_by("pk")]


def told(kind: str) -> list[Email]:
    return list(Email.objects.filter(kind=kind))


def test_words_about_a_deletion_end_no_name_that_the_registry_still_holds(atlas):
    tell(OURS, "deletion", "atlas.com", "atlas.com will be deleted unless its papers come.", NOW)
    assert read() == [("other", "forwarded")]
    atlas.refresh_from_db()
    assert atlas.state == "registered"
    assert "will be deleted unless" in told("domains.registry_message")[0].text
    assert told("domains.deleted_by_authority") == []
    assert Attention.objects.get(queue="registry").about == atlas.public_id


def test_a_lock_of_the_registry_is_told_and_stops_no_site(atlas):
    sandbox_acts.set_status("atlas.com", "serverTransferProhibited", True, "UDRP D2026-7", NOW)
    assert read() == [("status", "forwarded")]
    assert told("domains.registry_message")[0].clause == "DN-A2-6(4)"
    assert not atlas.suspensions.exists()
    assert not atlas.changes.filter(kind="hold").exists()


def test_a_hold_that_the_registry_lifts_is_over_with_us_too(atlas):
    sandbox_acts.set_status(*HOLD, True, "court order 12/2026", NOW)
    read()
    atlas.refresh_from_db()
    assert (atlas.suspensions.get().state, atlas.on_hold) == ("standing", True)
    sandbox_acts.set_status(*HOLD, False, "", LATER)
    read(LATER)
    atlas.refresh_from_db()
    assert (atlas.suspensions.get().state, atlas.on_hold) == ("lifted", False)
    assert told("domains.suspension_lifted")


def test_what_staff_have_suspended_themselves_the_registry_does_not_lift(atlas):
    flow.verbs["suspend"](atlas, act(NOW), authority="anrt", grounds="procedure", reference="ANRT 7/2026")
    sandbox_acts.set_status(*HOLD, True, "court", NOW)
    sandbox_acts.set_status(*HOLD, False, "", NOW)
    read()
    assert [s.state for s in atlas.suspensions.all()] == ["standing"]


def test_a_second_word_about_the_same_hold_suspends_no_second_time(atlas):
    sandbox_acts.set_status(*HOLD, True, "court", NOW)
    sandbox_acts.set_status("atlas.com", "serverDeleteProhibited", True, "court", NOW)
    read()
    assert atlas.suspensions.count() == 1


def test_a_message_whose_truth_cannot_be_seen_yet_waits_in_the_registry_s_queue(atlas):
    sandbox_acts.delete_by_authority("atlas.com", "public order", NOW)
    with faults.injected(FaultPlan(scripted=[Fault(Kind.UNAVAILABLE, "info")])):
        inbox.read_all(act(NOW))
    assert SandboxMessage.objects.get().acknowledged_at is None
    assert RegistryMessage.objects.get().state == "new"
    assert read(LATER) == [("deletion", "forwarded")]
    atlas.refresh_from_db()
    assert (atlas.state, atlas.ended_by) == ("deleted", "authority")


def test_a_queue_that_cannot_be_read_is_shown_to_staff_until_it_can(atlas):
    """DN-8.1."""
    down = FaultPlan(scripted=[Fault(Kind.UNAVAILABLE, "next_message", times=2)])
    with faults.injected(down):
        read()
        read(LATER)
    shown = Attention.objects.get(queue="registry")
    assert (shown.about, shown.closed_at, shown.clause) == ("sandbox", None, "DN-8.1")
    read(LATER)
    shown.refresh_from_db()
    assert shown.closed_at == LATER
