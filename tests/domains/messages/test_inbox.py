"""Registry messages: kept before they are acknowledged, passed on at once as received, the rest for staff."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from core.models import Attention
from core.ports import PortUnavailable
from domains.messages import handlers, inbox, reading
from domains.models import RegistryMessage, TransferOut
from domains.registry import faults, sandbox_acts
from domains.registry.faults import Fault, FaultPlan, Kind
from domains.registry.models import OURS, SandboxMessage
from domains.registry.sandbox import SandboxRegistry
from notifications.models import Email
from tests.cast import account
from tests.names import CONTACT, act, registered

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HOLD = ("atlas.com", sandbox_acts.SERVER_HOLD, True)


@pytest.fixture
def atlas(customer):
    return registered("atlas.com", date(2027, 6, 1), customer)


@pytest.fixture
def heard():
    """What a room was handed; its handler is taken away afterwards."""
    seen: list[tuple[str, str]] = []

    def handler(message, _act):
        seen.append((message.kind, message.name))

    handlers.on("deletion", handler)
    yield seen
    handlers.HANDLERS["deletion"].remove(handler)


def read(at=NOW) -> list[tuple[str, str, str]]:
    inbox.read_all(act(at))
    return [(m.kind, m.name, m.state) for m in RegistryMessage.objects.order_by("pk")]


def mails() -> list[Email]:
    return list(Email.objects.filter(kind="domains.registry_message").order_by("pk"))


def test_block_by_the_registry_is_told_at_once_with_its_reason(atlas):
    sandbox_acts.set_status(*HOLD, "court order 12/2026", NOW)
    assert read() == [("status", "atlas.com", "forwarded")]
    assert {m.to for m in mails()} == {CONTACT["email"], atlas.customer.billing_email}
    assert mails()[0].clause == "DN-A2-6(4)"
    assert "court order 12/2026" in mails()[0].text
    assert not Attention.objects.filter(clause="DN-A2-6(4)").exists()
    assert SandboxMessage.objects.get().acknowledged_at == NOW


def test_word_of_the_moroccan_registry_is_passed_on_under_its_own_clause(customer):
    registered("atlas.ma", date(2027, 6, 1), customer)
    sandbox_acts.unknown_message(OURS, "atlas.ma", NOW)
    assert read() == [("other", "atlas.ma", "forwarded")]
    assert mails()[0].clause == "DN-A2-6(3)"


def test_block_without_a_reason_is_a_task_for_staff(atlas):
    sandbox_acts.set_status(*HOLD, "", NOW)
    read()
    assert Attention.objects.get(clause="DN-A2-6(4)").about == atlas.public_id
    assert len(mails()) == 2


def test_forced_deletion_is_handed_to_the_room_that_acts_upon_it(atlas, heard):
    sandbox_acts.delete_by_authority("atlas.com", "public order", NOW)
    assert read() == [("deletion", "atlas.com", "forwarded")]
    assert heard == [("deletion", "atlas.com")]
    assert reading.reason_of(RegistryMessage.objects.get()) == "public order"


def test_message_of_an_unknown_type_is_kept_and_passed_on_as_received(atlas):
    sandbox_acts.unknown_message(OURS, "atlas.com", NOW)
    assert read() == [("other", "atlas.com", "forwarded")]
    assert RegistryMessage.objects.get().data == {"moon": "waning"}
    assert "Sunset of the moon phase extension." in mails()[0].text


def test_message_that_names_no_customers_name_goes_to_staff(db):
    sandbox_acts.low_balance(OURS, "100.00 MAD", NOW)
    assert read() == [("low_balance", "", "for_staff")]
    assert "100.00 MAD" in Attention.objects.get().detail
    assert mails() == []


def test_transfer_asked_by_another_registrar_is_passed_on(atlas):
    sandbox_acts.ask_from_elsewhere("atlas.com", NOW)
    assert read() == [("transfer", "atlas.com", "forwarded")]
    assert RegistryMessage.objects.get().data["transfer"]["status"] == "pending"
    departure = TransferOut.objects.get()
    assert (departure.domain, departure.asked_by, departure.state) == (atlas, "autre", "pending")


def test_decided_transfer_is_looked_at_at_once(atlas):
    sandbox_acts.ask_from_elsewhere("atlas.com", NOW)
    read()
    later = NOW + timedelta(days=5)
    SandboxRegistry().next_message(later)
    read(later)
    assert TransferOut.objects.get().call_at == later


def test_the_registrys_own_renewal_is_explained(customer):
    atlas = registered("atlas.com", date(2026, 11, 20), customer)
    assert read() == [("expiry", "atlas.com", "forwarded")]
    assert str(atlas.paid_through.year) in mails()[0].text


def test_lost_acknowledgement_passes_nothing_on_twice(atlas):
    sandbox_acts.set_status(*HOLD, "court", NOW)
    cut = FaultPlan(scripted=[Fault(Kind.UNAVAILABLE, "acknowledge")])
    with faults.injected(cut), pytest.raises(PortUnavailable):
        inbox.read_queue("sandbox", SandboxRegistry(), act(NOW))
    assert SandboxMessage.objects.get().acknowledged_at is None
    assert read() == [("status", "atlas.com", "forwarded")]
    assert len(mails()) == 2
    assert SandboxMessage.objects.get().acknowledged_at


def test_registry_that_is_down_is_read_later(atlas):
    sandbox_acts.set_status(*HOLD, "court", NOW)
    with faults.injected(FaultPlan(scripted=[Fault(Kind.UNAVAILABLE, "next_message")])):
        assert read() == []
    assert read() == [("status", "atlas.com", "forwarded")]


def test_room_that_fails_stops_no_message_and_staff_read_it(atlas):
    def fails(message, _act):
        raise RuntimeError("room on fire")

    handlers.on("status", fails)
    try:
        sandbox_acts.set_status(*HOLD, "court", NOW)
        sandbox_acts.unknown_message(OURS, "atlas.com", NOW)
        assert read() == [("status", "atlas.com", "for_staff"), ("other", "atlas.com", "forwarded")]
    finally:
        handlers.HANDLERS["status"].remove(fails)
    assert "room on fire" in Attention.objects.get(queue="registry").detail


def test_lifted_block_is_no_block(atlas):
    sandbox_acts.set_status(*HOLD, "court", NOW)
    sandbox_acts.set_status("atlas.com", sandbox_acts.SERVER_HOLD, False, "", NOW)
    read()
    assert [reading.blocks(m) for m in RegistryMessage.objects.order_by("pk")] == [True, False]
    assert not Attention.objects.filter(clause="DN-A2-6(4)").exists()


@pytest.mark.parametrize(
    "data",
    [
        {"infData": {"name": "atlas.com", "status": {"@s": "serverHold"}}},
        {"infData": {"name": "atlas.com", "status": [{"@s": "ok"}, {"@s": "serverHold"}]}},
    ],
)
def test_block_is_seen_in_the_elements_of_epp(data):
    assert reading.blocks(RegistryMessage(kind="status", text="serverHold was set on atlas.com.", data=data))


def test_deletion_that_we_asked_for_ourselves_is_not_forced(atlas):
    atlas.state = "redemption"
    assert not reading.forced(RegistryMessage(kind="deletion", name="atlas.com", domain=atlas))


def test_customer_reads_the_message_on_the_names_page(atlas, client_of, owner):
    sandbox_acts.set_status(*HOLD, "court order 12/2026", NOW)
    read()
    page = client_of(owner).get(atlas.get_absolute_url()).content.decode()
    assert "serverHold was set on atlas.com. Reason: court order 12/2026" in page


def test_staff_say_which_name_a_message_is_about(atlas, client_of, staff_user):
    sandbox_acts.low_balance(OURS, "about atlas", NOW)
    read()
    message = RegistryMessage.objects.get()
    page = reverse("admin:domains_registrymessage_verb", args=[message.pk, "match"])
    browser = client_of(staff_user)
    assert browser.post(page, {"reason": "read it", "name": "nobody.com"}).status_code == 200
    browser.post(page, {"reason": "read it", "name": "atlas.com"})
    message.refresh_from_db()
    assert (message.state, message.domain) == ("forwarded", atlas)
    assert len(mails()) == 2


def test_staff_close_a_message(client_of, staff_user):
    sandbox_acts.low_balance(OURS, "10.00", NOW)
    read()
    message = RegistryMessage.objects.get()
    page = reverse("admin:domains_registrymessage_verb", args=[message.pk, "settle"])
    client_of(staff_user).post(page, {"reason": "paid in"})
    message.refresh_from_db()
    assert message.state == "handled"


def test_message_of_a_former_customers_name_goes_to_who_holds_it_now(atlas):
    atlas.__class__.objects.filter(pk=atlas.pk).update(state="deleted")
    SandboxRegistry().delete("atlas.com", "x", NOW)
    other = account("Rif SARL", billing_email="rif@rif.example")
    sandbox_acts.delete_by_authority("atlas.com", "", NOW)
    anew = registered("atlas.com", date(2027, 11, 25), other)
    sandbox_acts.set_status(*HOLD, "court", NOW)
    read()
    assert RegistryMessage.objects.filter(kind="status").get().domain == anew
