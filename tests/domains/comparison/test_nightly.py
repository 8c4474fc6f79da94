"""The nightly comparison: each difference is shown with its mend, and none ends a contract."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from core import worker
from domains.changes.lifecycle import ask_for
from domains.comparison import nightly
from domains.comparison.lifecycle import push_ours
from domains.models import Difference, Domain, Extension, RegistryChange
from domains.registry import faults, sandbox_acts
from domains.registry.faults import Fault, FaultPlan, Kind
from domains.registry.models import ManualRequest, SandboxName
from tests.names import act, registered

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 22, 2, tzinfo=UTC)
NEXT = NIGHT + timedelta(days=1)
HOSTS = [{"name": "ns1.atlas.ma", "addresses": []}]


@pytest.fixture
def atlas(customer):
    return registered("atlas.com", date(2027, 11, 22), customer)


def at_registry(name="atlas.com", **facts):
    SandboxName.objects.filter(name=name).update(**facts)


def compared(at=NIGHT) -> list[tuple[str, str, str]]:
    nightly.compare_batch(act(at))
    return list(Difference.objects.order_by("pk").values_list("field", "mend", "state"))


def test_nothing_differs_after_a_registration(atlas):
    assert compared() == []
    assert atlas.comparison.compared_at == NIGHT


def test_registrys_date_that_changed_without_a_word_is_shown_and_taken_over(atlas, client_of, staff_user):
    sandbox_acts.change_expiry("atlas.com", datetime(2028, 1, 5, 10, tzinfo=UTC), NIGHT)
    assert compared() == [("expiry", "take", "open")]
    found = Difference.objects.get()
    assert (found.ours, found.theirs) == ("2027-11-22", "2028-01-05")
    page = reverse("admin:domains_difference_verb", args=[found.pk, "take_theirs"])
    client_of(staff_user).post(page, {"reason": "the registry is right"})
    atlas.refresh_from_db()
    assert (f"{atlas.registry_expires_at:%Y-%m-%d}", atlas.paid_through) == ("2028-01-05", date(2027, 11, 22))
    assert compared(NEXT) == [("expiry", "take", "mended")]


def test_year_added_by_the_registry_itself_is_no_difference(customer):
    registered("atlas.com", date(2026, 11, 20), customer)
    assert compared() == []


def test_tacit_renewal_of_a_moroccan_name_is_a_difference(customer):
    registered("atlas.ma", date(2026, 10, 20), customer)
    assert compared() == [("expiry", "take", "open")]


def test_lost_name_servers_are_told_again(atlas):
    Domain.objects.filter(pk=atlas.pk).update(nameservers=HOSTS)
    assert compared() == [("nameservers", "push", "open")]
    push_ours(Difference.objects.get(), act(NIGHT).because("ours is right"))
    worker.settle(NIGHT)
    assert SandboxName.objects.get().nameservers == ["ns1.atlas.ma"]
    assert compared(NEXT) == [("nameservers", "push", "mended")]


def test_each_fact_is_seen(atlas):
    at_registry(
        statuses=["clientHold", "clientTransferProhibited", "serverHold"], nameservers=["ns1.nord.net"],
        ds=[{"key_tag": 1, "algorithm": 13, "digest_type": 2, "digest": "AB"}],
        contacts={"holder": {"full_name": "Somebody Else", "email": "x@y.ma"}},
    )  # fmt: skip
    assert {(field, mend) for field, mend, _state in compared()} == {
        ("lock", "push"), ("hold", "push"), ("block", "look"), ("nameservers", "take"), ("dnssec", "push"),
        ("contacts", "push"),
    }  # fmt: skip
    contacts = Difference.objects.get(field="contacts")
    assert contacts.theirs == {"holder.full_name": "Somebody Else", "holder.email": "x@y.ma"}


def test_ways_of_writing_are_no_difference_and_a_contact_that_is_not_told_is_not_held_against_it(atlas):
    """A registry keeps Latin letters and its own form of a number; only the extension's contacts are told to it."""
    ours = {"full_name": "Société Générale d’Agadir", "email": "A@example.ma", "phone": "05 28 00 00 01",
            "country": "MA", "address": "1, avenue Hassan II\nAppt 3"}  # fmt: skip
    theirs = {"full_name": "SOCIETE GENERALE D'AGADIR", "email": "a@example.ma", "phone": "+212.528000001",
              "address": "1, avenue Hassan II, Appt 3", "country": "MA"}  # fmt: skip
    Domain.objects.filter(pk=atlas.pk).update(contacts={"holder": ours, "tech": {"full_name": "Atelier"}})
    Extension.objects.filter(code="com").update(required_contacts=["holder", "admin"])
    at_registry(contacts={"holder": theirs, "tech": {"full_name": "Quelqu'un d'autre"}})
    assert compared() == []
    at_registry(contacts={"holder": {**theirs, "phone": "+212.528000002"}})
    compared(NEXT)
    assert Difference.objects.get().theirs == {"holder.phone": "+212.528000002"}


@pytest.mark.parametrize("field", ["existence", "sponsor"])
def test_name_that_is_gone_or_elsewhere_is_shown_and_its_contract_goes_on(atlas, field):
    if field == "existence":
        SandboxName.objects.all().delete()
    else:
        at_registry(sponsor="autre")
    assert compared() == [(field, "look", "open")]
    worker.settle(NIGHT)
    atlas.refresh_from_db()
    assert (atlas.state, atlas.paid_through) == ("registered", date(2027, 11, 22))


def test_difference_that_is_gone_the_next_night_closes(atlas):
    at_registry(statuses=["clientHold"])
    assert compared() == [("hold", "push", "open")]
    at_registry(statuses=[])
    assert compared(NEXT) == [("hold", "push", "gone")]


def test_accepted_difference_is_not_reported_again_unless_it_changes(atlas, client_of, staff_user):
    at_registry(nameservers=["ns1.nord.net"])
    compared()
    found = Difference.objects.get()
    page = reverse("admin:domains_difference_verb", args=[found.pk, "accept"])
    client_of(staff_user).post(page, {"reason": "moves on Friday"})
    assert compared(NEXT) == [("nameservers", "take", "accepted")]
    at_registry(nameservers=["ns9.nord.net"])
    assert compared(NEXT + timedelta(days=1))[-1] == ("nameservers", "take", "open")


def test_change_that_is_on_its_way_is_no_difference(atlas):
    with transaction.atomic():
        ask_for(atlas, "lock", {"on": True}, act(NIGHT), "DN-6.p1(3)")
    Domain.objects.filter(pk=atlas.pk).update(locked=True)
    assert RegistryChange.objects.get().state == "sending"
    assert compared() == []


def test_by_day_nothing_is_compared_and_each_name_once_a_night(atlas):
    at_registry(statuses=["clientHold"])
    assert compared(NIGHT + timedelta(hours=8)) == []
    assert nightly.compare_batch(act(NIGHT)) == 1
    assert nightly.compare_batch(act(NIGHT + timedelta(minutes=10))) == 0
    assert nightly.compare_batch(act(NEXT)) == 1


def test_registry_that_is_down_is_asked_again_in_the_same_night(atlas):
    at_registry(statuses=["clientHold"])
    with faults.injected(FaultPlan(scripted=[Fault(Kind.UNAVAILABLE, "info")])):
        assert compared() == []
    assert compared(NIGHT + timedelta(minutes=10)) == [("hold", "push", "open")]


def test_registry_by_hand_is_not_asked_by_night(atlas, settings):
    settings.REGISTRY_ADAPTER = "manual"
    assert compared() == []
    assert not ManualRequest.objects.exists()


def test_staff_see_only_mends_that_fit(atlas, client_of, staff_user):
    sandbox_acts.change_expiry("atlas.com", datetime(2028, 1, 5, 10, tzinfo=UTC), NIGHT)
    compared()
    page = reverse("admin:domains_difference_change", args=[Difference.objects.get().pk])
    shown = client_of(staff_user).get(page).content.decode()
    assert "verb/take_theirs/" in shown
    assert "verb/push_ours/" not in shown
