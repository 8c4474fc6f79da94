"""Hosts, trades, and a registry that acts behind our back."""

from datetime import UTC, datetime, timedelta

import pytest

from core.ports import PortRefused, PortUnavailable
from domains.registry import LookFirst, faults
from domains.registry import sandbox_acts as acts
from domains.registry.faults import Fault, FaultPlan, Kind
from domains.registry.models import SandboxHost, SandboxTransaction
from domains.registry.port import Host, Wanted
from domains.registry.sandbox import SandboxRegistry

pytestmark = pytest.mark.django_db

REGISTRY = SandboxRegistry()
ADMIN = {"admin": {"country": "MA"}}
HOLDER = {"full_name": "Karim Test", "country": "MA"}
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
RESTARTED = datetime(2028, 3, 2, 10, tzinfo=UTC)  # 100 days from now and a year, over a leap day
GLUE = Host("ns1.atlas.com", ("192.0.2.1", "2001:db8::1"))


@pytest.fixture(autouse=True)
def atlas():
    for name in ("atlas.com", "atlas.ma", "rif.com"):
        REGISTRY.register(name, 1, ADMIN, "dom_1", NOW)


def days(n: int) -> datetime:
    return NOW + timedelta(days=n)


def code_of(call, *args) -> int:
    with pytest.raises(PortRefused) as refused:
        call(*args)
    return refused.value.code


def message(now=NOW):
    found = REGISTRY.next_message(now)
    REGISTRY.acknowledge(found.id, now)
    return found


def test_glue_is_made_shown_changed_and_removed():
    for host in (GLUE, Host("ns1.atlas.com", ("192.0.2.9",))):
        REGISTRY.put_host(host, "chg_1", NOW)
        assert REGISTRY.info("atlas.com", NOW).hosts == (host,)
    REGISTRY.remove_host("ns1.atlas.com", "chg_2", NOW)
    assert REGISTRY.info("atlas.com", NOW).hosts == ()
    assert code_of(REGISTRY.remove_host, "ns1.atlas.com", "chg_3", NOW) == 2303
    LookFirst(REGISTRY).remove_host("ns1.atlas.com", "chg_3", NOW)


def test_glue_that_serves_a_name_stays_and_keeps_its_parent():
    REGISTRY.update("rif.com", Wanted(nameservers=(Host("ns1.atlas.com"),)), "chg_1", NOW)
    REGISTRY.put_host(GLUE, "chg_2", NOW)
    assert code_of(REGISTRY.remove_host, "ns1.atlas.com", "chg_3", NOW) == 2305
    assert code_of(REGISTRY.delete, "atlas.com", "dom_1", NOW) == 2305
    REGISTRY.update("rif.com", Wanted(nameservers=()), "chg_4", NOW)
    REGISTRY.remove_host("ns1.atlas.com", "chg_5", NOW)
    assert {t.result for t in SandboxTransaction.objects.filter(command="remove_host")} == {1000, 2305}


def test_glue_outside_our_names_is_refused():
    assert code_of(REGISTRY.put_host, Host("ns1.nobody.com", ("192.0.2.1",)), "chg", NOW) == 2303
    SandboxRegistry("autre").register("theirs.com", 1, ADMIN, "x", NOW)
    assert code_of(REGISTRY.put_host, Host("ns1.theirs.com", ("192.0.2.1",)), "chg", NOW) == 2201


def test_glue_leaves_with_its_name():
    REGISTRY.put_host(GLUE, "chg_1", NOW)
    acts.delete_by_authority("atlas.com", "", NOW)
    assert not SandboxHost.objects.exists()


def test_host_command_whose_answer_was_lost_is_repeated_without_harm():
    with faults.injected(
        FaultPlan(scripted=[Fault(Kind.TIMEOUT, "put_host"), Fault(Kind.TIMEOUT, "remove_host")])
    ):
        for command in (
            lambda r: r.put_host(GLUE, "chg", NOW),
            lambda r: r.remove_host(GLUE.name, "chg", NOW),
        ):
            with pytest.raises(PortUnavailable):
                command(LookFirst(REGISTRY))
            command(LookFirst(REGISTRY))
    assert REGISTRY.info("atlas.com", NOW).hosts == ()


def test_moroccan_trade_restarts_the_term_and_a_generic_one_does_not():
    traded = REGISTRY.trade("atlas.ma", HOLDER, {"tech": {"email": "t@x.ma"}}, "hch_1", days(100))
    assert (traded.expires_at, traded.created_at) == (RESTARTED, NOW)
    assert (traded.contacts["holder"], traded.contacts["tech"]) == (HOLDER, {"email": "t@x.ma"})
    assert REGISTRY.trade("atlas.com", HOLDER, {}, "hch_2", days(100)).expires_at == days(365)


def test_trade_asked_twice_restarts_one_term():
    registry = LookFirst(REGISTRY)
    for day in (100, 101):
        assert registry.trade("atlas.ma", HOLDER, {}, "hch_1", days(day)).expires_at == RESTARTED


def test_trade_that_moves_the_admin_contact_abroad_is_refused():
    assert code_of(REGISTRY.trade, "atlas.ma", HOLDER, {"admin": {"country": "FR"}}, "hch_1", NOW) == 2306


def test_hold_by_the_registry_is_told_and_is_not_ours_to_lift():
    acts.set_status("atlas.com", acts.SERVER_HOLD, True, "court 12/2026", NOW)
    told = message()
    assert (told.kind, told.name, told.data["reason"]) == ("status", "atlas.com", "court 12/2026")
    assert REGISTRY.info("atlas.com", NOW).statuses == ("serverHold",)
    assert code_of(REGISTRY.update, "atlas.com", Wanted(statuses={"serverHold": False}), "chg", NOW) == 2306
    acts.set_status("atlas.com", acts.SERVER_HOLD, False, "", NOW)
    assert REGISTRY.info("atlas.com", NOW).statuses == ("ok",)


def test_update_prohibited_by_the_registry():
    acts.set_status("atlas.com", "serverUpdateProhibited", True, "", NOW)
    assert code_of(REGISTRY.update, "atlas.com", Wanted(auth_code="new"), "chg", NOW) == 2304
    assert code_of(REGISTRY.trade, "atlas.com", HOLDER, {}, "chg", NOW) == 2304


def test_deletion_by_an_authority_is_told_with_its_reason_and_leaves_nothing():
    acts.ask_from_elsewhere("atlas.ma", NOW)
    message()
    acts.delete_by_authority("atlas.ma", "public order", NOW)
    told = message()
    assert (told.kind, told.name, told.data) == ("deletion", "atlas.ma", {"reason": "public order"})
    assert REGISTRY.info("atlas.ma", NOW) is None


def test_renewal_by_the_registry_itself_is_told_once():
    for now in (days(365), days(366)):
        REGISTRY.info("atlas.com", now)
        told = REGISTRY.next_message(now)
    kinds = {(m.kind, m.name) for m in drained(days(366))}
    assert told.kind == "expiry"
    assert kinds == {("expiry", "atlas.com"), ("expiry", "rif.com")}
    assert REGISTRY.next_message(days(366)) is None
    assert {m.name for m in drained(days(395))} == {"atlas.ma"}


def test_date_that_changes_without_a_word():
    acts.change_expiry("atlas.com", days(10), NOW)
    assert REGISTRY.info("atlas.com", NOW).expires_at == days(10)
    assert REGISTRY.next_message(NOW) is None


def test_odd_messages_are_kept_until_acknowledged():
    acts.low_balance("portail", "100.00 MAD", NOW)
    acts.unknown_message("portail", "atlas.com", NOW)
    acts.low_balance("autre", "1.00 MAD", NOW)
    assert REGISTRY.next_message(NOW) == REGISTRY.next_message(NOW)
    assert [(m.kind, m.data) for m in drained(NOW)] == [
        ("low_balance", {"balance": "100.00 MAD"}), ("other", {"moon": "waning"}),
    ]  # fmt: skip


def drained(now):
    while found := REGISTRY.next_message(now):
        REGISTRY.acknowledge(found.id, now)
        yield found
