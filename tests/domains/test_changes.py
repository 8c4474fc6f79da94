"""Changes are pushed to the registry each time, survive its outages and tell the customer when they are refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from core import clock, worker
from core.models import Attention
from domains.changes.lifecycle import ask_for, send_again
from domains.models import Extension, RegistryChange
from domains.registry import faults, registry_for
from domains.registry.faults import Fault, FaultPlan, Kind
from domains.registry.models import ManualRequest
from notifications.models import Email
from tests.names import a_customer, act, registered

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HOSTS = {"hosts": [{"name": "ns1.atlas.ma", "addresses": []}, {"name": "ns2.atlas.ma", "addresses": []}]}


@pytest.fixture
def name():
    return registered("atlas.com", date(2027, 11, 22), a_customer())


def ask(name, kind, wanted, at=NOW) -> RegistryChange:
    with transaction.atomic():
        return ask_for(name, kind, wanted, act(at), "DN-A2-6(1)")


def test_new_name_servers_reach_the_registry_and_then_the_name(name):
    change = ask(name, "nameservers", HOSTS)
    assert name.nameservers == []
    worker.settle(NOW)
    change.refresh_from_db()
    name.refresh_from_db()
    assert (change.state, name.nameservers) == ("synced", HOSTS["hosts"])
    assert registry_for("com").info("atlas.com", NOW).nameservers == ("ns1.atlas.ma", "ns2.atlas.ma")


def test_registry_that_is_down_is_told_later(name):
    change = ask(name, "lock", {"on": True})
    with faults.injected(FaultPlan(scripted=[Fault(Kind.UNAVAILABLE, "update")])):
        worker.settle(NOW)
        change.refresh_from_db()
        assert change.state == "sending"
        worker.settle(NOW + timedelta(hours=1))
    name.refresh_from_db()
    assert name.locked


def test_refused_change_is_told_to_the_customer_and_can_be_sent_again(name):
    change = ask(name, "nameservers", HOSTS)
    with faults.injected(FaultPlan(scripted=[Fault(Kind.REFUSAL, "update", code=2306)])):
        worker.settle(NOW)
    change.refresh_from_db()
    assert change.state == "failed"
    assert Email.objects.filter(kind="domains.change_refused", about=name.public_id).count() == 2
    assert Attention.objects.filter(queue="registry", about=change.public_id).exists()
    send_again(change, act(NOW))
    worker.settle(NOW)
    change.refresh_from_db()
    assert change.state == "synced"


def test_a_contact_that_the_registry_does_not_ask_for_changes_with_us_alone(name):
    """DN-7.3.1: the extension's row says whom the registry is told of."""
    Extension.objects.filter(code="com").update(required_contacts=["holder"])
    ask(name, "contacts", {"tech": {"full_name": "Atelier"}})
    worker.settle(NOW)
    name.refresh_from_db()
    assert name.contacts["tech"] == {"full_name": "Atelier"}
    assert "tech" not in registry_for("com").info("atlas.com", NOW).contacts


def test_what_staff_answer_by_hand_is_heard_at_once(name, settings, client_of, staff_user, monkeypatch):
    """DN-2.3b: nobody waits for the worker's next question once a person has typed the registry's answer."""
    settings.REGISTRY_ADAPTER = "manual"
    monkeypatch.setattr(clock, "now", lambda: NOW)
    change = ask(name, "lock", {"on": True})
    worker.settle(NOW)
    asked = ManualRequest.objects.get()
    typed = {"created_at": "2025-11-22 12:00", "expires_at": "2027-11-22 12:00"}
    page = reverse("admin:domains_manualrequest_answer", args=[asked.pk])
    assert client_of(staff_user).post(page, typed).status_code == 302
    worker.settle(NOW)
    change.refresh_from_db()
    name.refresh_from_db()
    assert (change.state, name.locked) == ("synced", True)


def test_later_wish_replaces_the_one_on_its_way(name):
    first, second = ask(name, "lock", {"on": True}), ask(name, "lock", {"on": False})
    worker.settle(NOW)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "synced")
    assert "clientTransferProhibited" not in registry_for("com").info("atlas.com", NOW).statuses
