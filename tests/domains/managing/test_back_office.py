"""Staff: queues of refused and late changes, each one verb from its mend; the sync state on the name's page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock, worker
from core.models import Attention, EvidenceRecord
from domains.changes.lifecycle import ask_for
from domains.managing.lifecycle import ask_verification
from domains.models import AddressVerification, Domain, RegistryChange
from domains.registry import faults
from domains.registry.faults import Fault, FaultPlan, Kind
from tests import names

from .conftest import NOW
from .test_settings import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(browser_of, staff_user):
    return browser_of(staff_user)


@pytest.fixture
def refused(atlas):
    from django.db import transaction

    with transaction.atomic():
        change = ask_for(atlas, "lock", {"on": True}, names.act(NOW), "DN-6.p1(3)")
    with faults.injected(FaultPlan(scripted=[Fault(Kind.REFUSAL, "update", code=2304)])):
        worker.settle(NOW)
    change.refresh_from_db()
    return change


def act(desk, change, verb: str, reason: str = "settled by telephone"):
    url = reverse("admin:domains_registrychange_verb", args=[change.pk, verb])
    return desk.post(url, {"reason": reason})


def test_a_refused_change_waits_in_its_queue_and_is_sent_again_with_a_reason(desk, refused, atlas):
    assert "Changes refused by a registry" in words(desk.get(reverse("admin:index")))
    assert "atlas.com" in words(
        desk.get(reverse("admin:domains_registrychange_changelist"), {"state__exact": "failed"})
    )
    act(desk, refused, "send_again", reason="")
    refused.refresh_from_db()
    assert refused.state == "failed"
    act(desk, refused, "send_again")
    worker.settle(NOW)
    refused.refresh_from_db()
    atlas.refresh_from_db()
    assert (refused.state, atlas.locked) == ("synced", True)
    assert not Attention.objects.filter(about=refused.public_id, closed_at=None).exists()


def test_a_change_is_given_up_with_a_reason_that_is_kept(desk, refused, atlas):
    act(desk, refused, "give_up", "the customer no longer wants it")
    refused.refresh_from_db()
    assert refused.state == "given_up"
    proof = EvidenceRecord.objects.get(about=refused.public_id, what="give_up")
    assert "no longer wants it" in str(vars(proof))


def test_an_old_refusal_is_not_sent_over_a_newer_change(desk, refused, atlas):
    RegistryChange.objects.create(
        customer=atlas.customer, domain=atlas, kind="lock", wanted={"on": False}, clause="DN-8.2", asked_at=NOW,
        asked_by="usr_x", acted_through=NOW, call_at=NOW,
    )  # fmt: skip
    act(desk, refused, "send_again")
    refused.refresh_from_db()
    assert refused.state == "failed"


def test_a_change_that_the_registry_has_not_answered_is_late_after_a_day(desk, atlas):
    RegistryChange.objects.create(
        customer=atlas.customer, domain=atlas, kind="lock", wanted={"on": True}, clause="DN-8.2", asked_at=NOW,
        asked_by="usr_x", acted_through=NOW,
    )  # fmt: skip
    late = {"late": "1"}
    assert "atlas.com" not in words(desk.get(reverse("admin:domains_registrychange_changelist"), late))
    with clock.frozen(NOW + timedelta(days=1, minutes=1)):
        assert "atlas.com" in words(desk.get(reverse("admin:domains_registrychange_changelist"), late))


def test_the_name_shows_its_sync_state_and_a_code_is_never_shown(desk, refused, atlas):
    change = RegistryChange.objects.create(
        customer=atlas.customer, domain=atlas, kind="auth_code", wanted={"code": "s3cr3t-code"}, clause="DN-8.3",
        asked_at=NOW, asked_by="usr_x", acted_through=NOW,
    )  # fmt: skip
    assert "2304" in words(desk.get(reverse("admin:domains_domain_change", args=[atlas.pk])))
    shown = words(desk.get(reverse("admin:domains_registrychange_change", args=[change.pk])))
    assert "s3cr3t-code" not in shown


def test_staff_drop_a_verification_and_the_name_comes_back(desk, atlas, customer):
    Domain.objects.filter(pk=atlas.pk).update(
        contacts={"holder": names.CONTACT | {"email": "new@atlas.example"}}
    )
    ask_verification(customer, "new@atlas.example", names.act(NOW))
    worker.settle(NOW + timedelta(days=15))
    atlas.refresh_from_db()
    assert atlas.on_hold
    verification = AddressVerification.objects.get()
    url = reverse("admin:domains_addressverification_verb", args=[verification.pk, "drop_verification"])
    with clock.frozen(NOW + timedelta(days=16)):
        desk.post(url, {"reason": "the holder has shown his papers"})
        worker.settle(clock.now())
    atlas.refresh_from_db()
    assert not atlas.on_hold


def test_a_new_generic_name_is_locked_by_itself_and_nobody_is_mailed_about_it(customer):
    from notifications.models import Email

    domain = names.registered("new.com", clock.local_date(NOW), customer)
    Domain.objects.filter(pk=domain.pk).update(state="registering", years=1, call_at=NOW, next_action_at=NOW)
    worker.settle(NOW)
    domain.refresh_from_db()
    assert (domain.state, domain.locked) == ("registered", True)
    assert not Email.objects.filter(kind="domains.change_synced").exists()
