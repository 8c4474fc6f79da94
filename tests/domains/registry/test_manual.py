"""The registry by hand: one work item for each thing asked, and the typed answer is the registry's answer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from core.acts import Act
from core.by_hand import refuse
from core.models import Attention
from core.ports import PortRefused, PortWaiting
from domains.registry import NameTaken, registry_for, renew_to
from domains.registry.manual import answer
from domains.registry.models import ManualRequest
from domains.registry.port import LOCK, Host, Wanted

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
STAFF = Act(LATER, "usr_staff")
SHOWN = {"created_at": "2026-11-22T11:00:00Z", "expires_at": "2027-11-22T11:00:00Z", "auth_code": "s3cret"}


@pytest.fixture
def registry(settings):
    settings.REGISTRY_ADAPTER = "manual"
    return registry_for("ma")


def ask(call, *args):
    """The call waits for a person; the work item it opened."""
    with pytest.raises(PortWaiting):
        call(*args)
    return ManualRequest.objects.latest("pk")


def registered(registry, name="atlas.ma", reference="dom_1"):
    answer(ask(registry.register, name, 1, {}, reference, NOW), SHOWN, STAFF)


def test_asking_again_opens_no_second_work_item(registry):
    for _try in range(3):
        asked = ask(registry.register, "atlas.ma", 1, {"holder": {"name": "Amina"}}, "dom_1", NOW)
    assert ManualRequest.objects.count() == Attention.objects.count() == 1
    assert asked.details == {"years": 1, "contacts": {"holder": {"name": "Amina"}}}
    item = Attention.objects.get()
    assert (item.queue, item.about, item.clause) == ("registry_by_hand", "dom_1", "DN-2.3a")


def test_the_typed_answer_is_returned_by_the_same_call(registry):
    registered(registry)
    found = registry.register("atlas.ma", 1, {}, "dom_1", LATER)
    assert (found.expires_on, found.auth_code, found.reference) == (date(2027, 11, 22), "s3cret", "dom_1")
    assert found == registry.info("atlas.ma", LATER)
    request = ManualRequest.objects.get()
    assert (request.answered_at, request.answered_by) == (LATER, "usr_staff")
    assert Attention.objects.get().closed_at == LATER


@pytest.mark.parametrize(("code", "error"), [(2302, NameTaken), (2306, PortRefused)])
def test_a_typed_refusal_is_final(registry, code, error):
    refuse(ask(registry.register, "atlas.ma", 1, {}, "dom_1", NOW), code, "no", STAFF)
    for _try in range(2):
        with pytest.raises(error) as refused:
            registry.register("atlas.ma", 1, {}, "dom_1", LATER)
        assert (refused.value.code, refused.value.message) == (code, "no")


def test_renewal_asks_for_the_missing_years_once(registry):
    registered(registry)
    target = date(2029, 11, 22)
    asked = ask(renew_to, registry, "atlas.ma", target, "dom_1", LATER)
    assert (asked.target, asked.details) == ("2029-11-22", {"current_expiry": "2027-11-22", "years": 2})
    answer(asked, SHOWN | {"expires_at": "2029-11-22T11:00:00"}, STAFF)
    assert renew_to(registry, "atlas.ma", target, "dom_1", LATER).expires_on == target
    assert ManualRequest.objects.count() == 2


def test_deleted_restored_and_deleted_again_are_three_requests(registry):
    registered(registry, "atlas.com")
    gone = SHOWN | {"statuses": ["pendingDelete"], "rgp": ["redemptionPeriod"]}
    for _turn in range(2):
        answer(ask(registry.delete, "atlas.com", "dom_1", LATER), gone, STAFF)
        assert registry.delete("atlas.com", "dom_1", LATER).being_deleted
        answer(ask(registry.restore, "atlas.com", "dom_1", {"reason": "paid"}, LATER), SHOWN, STAFF)
        assert not registry.restore("atlas.com", "dom_1", {"reason": "paid"}, LATER).being_deleted
    assert list(ManualRequest.objects.filter(command="delete").values_list("turn", flat=True)) == [2, 1]


def test_each_change_of_a_lock_is_asked_anew(registry):
    registered(registry)
    for change, locked in (("chg_1", True), ("chg_2", False), ("chg_3", True)):
        wanted = Wanted(statuses={LOCK: locked})
        answer(ask(registry.update, "atlas.ma", wanted, change, LATER), SHOWN, STAFF)
        registry.update("atlas.ma", wanted, change, LATER)
    assert ManualRequest.objects.filter(command="update").count() == 3


def test_delegation_is_asked_with_its_hosts(registry):
    registered(registry)
    wanted = Wanted(nameservers=(Host("ns1.atlas.ma", ("192.0.2.1",)),))
    asked = ask(registry.update, "atlas.ma", wanted, "chg_1", LATER)
    assert asked.details["wanted"]["nameservers"] == [{"name": "ns1.atlas.ma", "addresses": ["192.0.2.1"]}]
    answer(asked, SHOWN | {"nameservers": ["ns1.atlas.ma"]}, STAFF)
    assert registry.update("atlas.ma", wanted, "chg_1", LATER).nameservers == ("ns1.atlas.ma",)


def test_end_of_a_name_is_looked_up_by_a_person_each_day_until_it_is_gone(registry):
    registered(registry)
    answer(ask(registry.delete, "atlas.ma", "dom_1", LATER), SHOWN | {"statuses": ["pendingDelete"]}, STAFF)
    assert registry.info("atlas.ma", LATER).being_deleted
    tomorrow = LATER + timedelta(days=1)
    for _try in range(2):
        asked = ask(registry.info, "atlas.ma", tomorrow)
    assert ManualRequest.objects.filter(command="info").count() == 1
    answer(asked, {"gone": True}, Act(tomorrow, "usr_staff"))
    assert registry.info("atlas.ma", tomorrow) is None
    assert registry.info("atlas.ma", tomorrow + timedelta(days=30)) is None


def test_name_nobody_has_typed_anything_about_is_looked_up(registry):
    asked = ask(registry.info, "atlas.ma", NOW)
    answer(asked, SHOWN, STAFF)
    assert registry.info("atlas.ma", LATER).expires_on == date(2027, 11, 22)
    assert ask(registry.info, "rif.ma", LATER).name == "rif.ma"


def test_availability_is_unknown_until_a_person_looks(registry):
    found = registry.check(["atlas.ma"], NOW)["atlas.ma"]
    assert (found.free, found.reason) == (None, "by_hand")
    assert not ManualRequest.objects.exists()


@pytest.mark.parametrize("shown", [{}, {"created_at": "2026-11-22"}, SHOWN | {"expires_at": "soon"}])
def test_an_answer_without_its_dates_is_not_taken(registry, shown):
    asked = ask(registry.register, "atlas.ma", 1, {}, "dom_1", NOW)
    with pytest.raises(ValueError, match="date"):
        answer(asked, shown, STAFF)
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_unknown_adapter_is_named(settings):
    settings.REGISTRY_ADAPTER = "carrier-pigeon"
    with pytest.raises(Exception, match="carrier-pigeon"):
        registry_for("ma")


def test_transfer_by_hand_is_looked_up_each_day_until_it_is_decided(registry):
    assert registry.transfer_status("rif.ma", "", NOW) is None
    asked = ask(registry.request_transfer, "rif.ma", "c0de", 1, "tra_1", NOW)
    assert asked.details == {"auth_code": "c0de", "years": 1}
    with pytest.raises(ValueError, match="transfer"):
        answer(asked, {}, STAFF)
    answer(asked, {"status": "pending"}, STAFF)
    waiting = registry.request_transfer("rif.ma", "c0de", 1, "tra_1", LATER)
    assert (waiting.status, waiting.act_by) == ("pending", NOW + timedelta(days=5))
    assert registry.transfer_status("rif.ma", "", LATER) == waiting
    tomorrow = LATER + timedelta(days=1)
    answer(
        ask(registry.transfer_status, "rif.ma", "", tomorrow),
        {"status": "serverApproved"},
        Act(tomorrow, "usr_staff"),
    )
    assert registry.transfer_status("rif.ma", "", tomorrow + timedelta(days=9)).approved
    assert ask(registry.info, "rif.ma", tomorrow).command == "info"


def test_answer_to_another_registrar_is_given_by_hand(registry):
    registered(registry)
    asked = ask(registry.answer_transfer, "atlas.ma", False, "tra_1", NOW)
    answer(asked, {"status": "clientRejected"}, STAFF)
    assert registry.answer_transfer("atlas.ma", False, "tra_1", LATER).status == "clientRejected"
    assert registry.info("atlas.ma", LATER).sponsor_is_us


def test_glue_and_trade_by_hand(registry):
    registered(registry)
    host = Host("ns1.atlas.ma", ("192.0.2.1",))
    answer(ask(registry.put_host, host, "chg_1", NOW), {}, STAFF)
    registry.put_host(host, "chg_1", LATER)
    refuse(ask(registry.remove_host, host.name, "chg_2", NOW), 2305, "in use", STAFF)
    with pytest.raises(PortRefused, match="in use"):
        registry.remove_host(host.name, "chg_2", LATER)
    anew = SHOWN | {"expires_at": "2027-12-24T11:00:00Z"}
    answer(ask(registry.trade, "atlas.ma", {"full_name": "Karim"}, {}, "hch_1", NOW), anew, STAFF)
    assert registry.trade("atlas.ma", {"full_name": "Karim"}, {}, "hch_1", LATER).expires_on == date(
        2027, 12, 24
    )
    assert registry.info("atlas.ma", LATER).expires_on == date(2027, 12, 24)


def test_staff_type_the_state_of_a_transfer(registry, client_of, staff_user):
    asked = ask(registry.request_transfer, "rif.ma", "c0de", 1, "tra_1", NOW)
    page = reverse("admin:domains_manualrequest_answer", args=[asked.pk])
    browser = client_of(staff_user)
    assert b'name="created_at"' not in browser.get(page).content
    browser.post(page, {"status": "clientRejected"})
    assert registry.transfer_status("rif.ma", "", LATER).status == "clientRejected"


def test_staff_say_that_a_host_is_done(registry, client_of, staff_user):
    asked = ask(registry.put_host, Host("ns1.atlas.ma", ("192.0.2.1",)), "chg_1", NOW)
    client_of(staff_user).post(reverse("admin:domains_manualrequest_answer", args=[asked.pk]), {})
    registry.put_host(Host("ns1.atlas.ma", ("192.0.2.1",)), "chg_1", LATER)


def test_queue_by_hand_is_always_empty(registry):
    assert registry.next_message(NOW) is None
    registry.acknowledge("1", NOW)
