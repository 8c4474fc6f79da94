"""Changes of names and hosts: only the difference is sent, and once."""

import pytest

from core.ports import PortRefused, PortUnavailable, PortWaiting
from domains.registry.port import HOLD, LOCK, DsRecord, Host, Wanted

from .people import HOLDER, NOW, register

pytestmark = pytest.mark.django_db

DS = DsRecord(12345, 13, 2, "AB" * 32)


# --- changes --------------------------------------------------------------------------------------------
WANTED = Wanted(
    (Host("ns1.atlas.ma"), Host("ns2.atlas.com", ("192.0.2.2", "2001:db8::2"))), {LOCK: True}, (DS,)
)


def test_an_update_sends_the_difference_and_then_nothing(registry, server, ours):
    found = registry.update("atlas.com", WANTED, "chg_1", NOW)
    assert found.nameservers == ("ns1.atlas.ma", "ns2.atlas.com")
    assert (set(found.statuses), found.ds) == ({LOCK}, (DS,))
    assert server.ledger.hosts == {"ns1.atlas.ma": [], "ns2.atlas.com": ["192.0.2.2", "2001:db8::2"]}
    assert registry.update("atlas.com", WANTED, "chg_1", NOW) == found
    assert server.count("domain:update") == 1
    other = Wanted((Host("ns1.atlas.ma"),), {LOCK: False, HOLD: True}, (), {"tech": HOLDER}, "N3w-code#9")
    found = registry.update("atlas.com", other, "chg_2", NOW)
    assert (found.nameservers, found.statuses, found.ds) == (("ns1.atlas.ma",), (HOLD,), ())
    assert found.contacts["tech"] == found.contacts["holder"]
    assert found.auth_code == "N3w-code#9"
    assert (found.reference, server.count("domain:update")) == ("dom_1", 2)


def test_an_update_whose_answer_was_lost_is_found_done(registry, server, ours):
    server.fault("domain:update", "lose")
    with pytest.raises(PortUnavailable):
        registry.update("atlas.com", WANTED, "chg_1", NOW)
    assert registry.update("atlas.com", WANTED, "chg_1", NOW).ds == (DS,)
    assert server.count("domain:update") == 1


def test_a_host_that_vanished_since_the_look_is_made_again(registry, server, ours):
    server.fault("host:check", "raw", _all_there())
    found = registry.update("atlas.com", Wanted((Host("ns1.atlas.ma"),)), "chg_1", NOW)
    assert found.nameservers == ("ns1.atlas.ma",)
    assert server.count("domain:update") == 2


def test_glue_of_a_serving_host_is_put_right_without_touching_the_name(registry, server, ours):
    registry.update("atlas.com", WANTED, "chg_1", NOW)
    moved = Wanted((Host("ns1.atlas.ma"), Host("ns2.atlas.com", ("192.0.2.9", "2001:DB8:0::2"))))
    registry.update("atlas.com", moved, "chg_2", NOW)
    assert server.ledger.hosts["ns2.atlas.com"] == ["2001:db8::2", "192.0.2.9"]
    assert server.count("domain:update") == 1


def test_hosts_as_attributes_travel_with_the_name(adapter_for, server):
    server.script.objects = server.script.objects[:2]
    registry = adapter_for()
    register(registry)
    found = registry.update("atlas.com", WANTED, "chg_1", NOW)
    assert found.hosts == (Host("ns2.atlas.com", ("192.0.2.2", "2001:db8::2")),)
    registry.put_host(Host("ns2.atlas.com", ("192.0.2.3",)), "chg_2", NOW)
    registry.put_host(Host("ns2.atlas.com", ("192.0.2.3",)), "chg_2", NOW)
    assert registry.info("atlas.com", NOW).hosts == (Host("ns2.atlas.com", ("192.0.2.3",)),)
    assert server.count("domain:update") == 2
    with pytest.raises(PortRefused, match="make it a name server"):
        registry.put_host(Host("ns5.atlas.com", ("192.0.2.5",)), "chg_3", NOW)
    with pytest.raises(PortRefused, match="take it from its name servers"):
        registry.remove_host("ns2.atlas.com", "chg_4", NOW)
    assert not any(what.startswith("host:") for what in server.said)


def test_dnssec_without_the_extension_is_refused_in_words(adapter_for, server):
    server.script.extensions = ["urn:ietf:params:xml:ns:secDNS-1.0", "urn:ietf:params:xml:ns:rgp-1.0"]
    registry = adapter_for()
    register(registry)
    with pytest.raises(PortRefused, match="no DNSSEC by EPP"):
        registry.update("atlas.com", Wanted(ds=(DS,)), "chg_1", NOW)
    assert registry.update("atlas.com", Wanted(ds=()), "chg_2", NOW).ds == ()


def test_a_registry_that_wants_keys_refuses_ds_in_words_and_can_be_switched_off(registry, server, ours):
    ours.keys = 1
    with pytest.raises(PortRefused, match="keyData"):
        registry.update("atlas.com", Wanted(ds=(DS,)), "chg_1", NOW)
    registry.update("atlas.com", Wanted(ds=()), "chg_2", NOW)
    assert ours.keys == 0


def test_an_update_under_examination_waits_and_its_refusal_is_final(registry, server, ours):
    server.ledger.pending = {"domain:update"}
    with pytest.raises(PortWaiting):
        registry.update("atlas.com", Wanted(statuses={LOCK: True}), "chg_1", NOW)
    ours.statuses = {"pendingUpdate"}
    with pytest.raises(PortWaiting):
        registry.update("atlas.com", Wanted(statuses={LOCK: True}), "chg_1", NOW)
    ours.statuses = set()
    with pytest.raises(PortRefused, match="after its examination"):
        registry.update("atlas.com", Wanted(statuses={LOCK: True}), "chg_1", NOW)
    assert server.count("domain:update") == 1


def test_another_holder_is_another_registrant(registry, server, ours):
    before = ours.registrant
    registry.trade("atlas.com", {**HOLDER, "full_name": "Youssef Test"}, {}, "chg_1", NOW)
    assert ours.registrant != before
    assert registry.info("atlas.com", NOW).contacts["holder"]["handle"] == ours.registrant


# --- hosts ----------------------------------------------------------------------------------------------
def test_a_glue_host_is_made_changed_and_removed_once(registry, server):
    for _try in range(2):
        registry.put_host(Host("ns1.atlas.com", ("192.0.2.1",)), "chg_1", NOW)
    registry.put_host(Host("ns1.atlas.com", ("192.0.2.1", "2001:db8::1")), "chg_2", NOW)
    assert server.ledger.hosts["ns1.atlas.com"] == ["192.0.2.1", "2001:db8::1"]
    server.fault("host:delete", "lose")
    with pytest.raises(PortUnavailable):
        registry.remove_host("ns1.atlas.com", "chg_3", NOW)
    registry.remove_host("ns1.atlas.com", "chg_3", NOW)
    said = [server.count(f"host:{what}") for what in ("create", "update", "delete")]
    assert said == [1, 1, 1]


def test_a_host_that_serves_a_name_is_not_removed(registry, server, ours):
    registry.update("atlas.com", WANTED, "chg_1", NOW)
    with pytest.raises(PortRefused) as refused:
        registry.remove_host("ns2.atlas.com", "chg_2", NOW)
    assert refused.value.code == 2305


def test_info_shows_the_glue_under_the_name(registry, server, ours):
    server.ledger.hosts["ns1.atlas.com"] = ["192.0.2.1"]
    ours.hosts = ["ns1.atlas.com"]
    assert registry.info("atlas.com", NOW).hosts == (Host("ns1.atlas.com", ("192.0.2.1",)),)


def _all_there() -> bytes:
    uri = "urn:ietf:params:xml:ns:host-1.0"
    content = (
        '<epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><response><result code="1000"><msg>x</msg></result><resData>'
        f'<chkData xmlns="{uri}"><cd><name avail="0">ns1.atlas.ma</name></cd></chkData></resData>'
        "<trID><svTRID>s-1</svTRID></trID></response></epp>"
    ).encode()
    return (len(content) + 4).to_bytes(4, "big") + content
