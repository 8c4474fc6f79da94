"""The port by EPP: what is asked reaches the registry once, in valid frames, and is read back."""

from datetime import UTC, date, datetime

import pytest

from core.ports import PortRefused, PortUnavailable, PortWaiting
from domains.models import RegistryExchange
from domains.registry import NameTaken, renew_to
from domains.registry.port import HOLD, LOCK, DsRecord, Host, Wanted

from .ledger import THEM, US, Name

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HOLDER = {
    "full_name": "Amina Aït Test", "organisation": "", "address": "1, avenue Hassan II\nAppt 3", "city": "Agadir",
    "postal_code": "80000", "country": "MA", "email": "amina@example.ma", "phone": "+212 5 28 00 00 01", "fax": "",
}  # fmt: skip
TECH = {**HOLDER, "full_name": "Service technique", "email": "tech@example.ma"}
PEOPLE = {"holder": HOLDER, "admin": HOLDER, "tech": TECH}
DS = DsRecord(12345, 13, 2, "AB" * 32)


def register(registry, name="atlas.com", reference="dom_1"):
    return registry.register(name, 1, PEOPLE, reference, NOW)


@pytest.fixture
def ours(registry, server):
    """A name registered by us."""
    register(registry)
    server.said.clear()
    return server.ledger.names["atlas.com"]


# --- registration ---------------------------------------------------------------------------------------
def test_a_registration_carries_its_contacts_and_is_read_back(registry, server):
    found = register(registry)
    assert (found.sponsor_is_us, found.reference, found.expires_on) == (True, "dom_1", date(2027, 11, 22))
    assert server.count("contact:create") == 2, "the same person has one object"
    assert server.count("domain:create") == 1
    assert found.contacts["holder"]["handle"] == found.contacts["admin"]["handle"]
    assert found == registry.info("atlas.com", NOW)


@pytest.mark.parametrize("shows_code", [True, False])
@pytest.mark.parametrize("fault", ["lose", "cut", "raw"])
def test_a_registration_whose_answer_was_lost_is_found_done(registry, server, fault, shows_code):
    server.ledger.shows_code = shows_code
    server.fault("domain:create", fault, b"\0\0\0\x10<html>abcdef" if fault == "raw" else 60)
    with pytest.raises(PortUnavailable):
        register(registry)
    assert register(registry).reference == "dom_1"
    assert server.count("domain:create") == 1


def test_a_registration_that_never_arrived_is_sent_again(registry, server):
    server.fault("domain:create", "drop")
    with pytest.raises(PortUnavailable):
        register(registry)
    assert register(registry).sponsor_is_us
    assert server.count("domain:create") == 2
    assert len(set(server.trids)) == len(server.requests), "no transaction id comes twice"


def test_a_name_of_somebody_else_is_taken(registry, server):
    server.ledger.names["atlas.com"] = Name(THEM)
    with pytest.raises(NameTaken):
        register(registry)
    assert server.count("domain:create") == 0


def test_a_name_lost_between_the_look_and_the_command_is_taken(registry, server):
    server.fault("domain:create", "code", 2302)
    with pytest.raises(NameTaken):
        register(registry)


def test_a_name_of_ours_under_another_reference_is_taken(registry, ours):
    with pytest.raises(NameTaken):
        register(registry, reference="dom_2")


def test_a_registration_under_examination_waits_until_it_is_decided(registry, server):
    server.ledger.pending = {"domain:create"}
    for _try in range(2):
        with pytest.raises(PortWaiting):
            register(registry)
        server.ledger.names["atlas.com"] = Name(statuses={"pendingCreate"}, registrant="x-y")
    del server.ledger.names["atlas.com"]
    with pytest.raises(PortRefused) as refused:
        register(registry)
    assert refused.value.code == 2308
    assert server.count("domain:create") == 1


def test_a_contact_made_by_a_first_try_is_found(registry, server):
    server.fault("contact:create", "lose")
    with pytest.raises(PortUnavailable):
        register(registry)
    register(registry)
    assert server.count("contact:create") == 2
    assert len(server.ledger.contacts) == 2


def test_a_contact_made_between_look_and_command_is_as_good(registry, server):
    register(registry)
    server.fault("contact:info", "code", 2303)
    register(registry, "rif.com", "dom_2")
    assert len(server.ledger.contacts) == 2


def test_a_contact_changed_behind_our_back_is_put_right(registry, server):
    register(registry)
    for contact in server.ledger.contacts.values():
        contact["data"] = contact["data"].replace("Agadir", "Rabat")
    register(registry, "rif.com", "dom_2")
    assert server.count("contact:update") == 2
    assert all("Agadir" in contact["data"] for contact in server.ledger.contacts.values())


def test_a_contact_handle_of_another_registrar_is_refused_in_words(registry, server):
    register(registry)
    for contact in server.ledger.contacts.values():
        contact["sponsor"] = THEM
    with pytest.raises(PortRefused, match="belongs to another registrar"):
        register(registry, "rif.com", "dom_2")


def test_what_a_contact_lacks_is_said_before_anything_is_sent(registry, server):
    with pytest.raises(PortRefused, match="registrant: the city is missing") as refused:
        registry.register("atlas.com", 1, {"holder": {**HOLDER, "city": " "}}, "dom_1", NOW)
    assert refused.value.code == 2003
    assert server.count("contact:create") == server.count("domain:create") == 0


def test_a_thin_registry_gets_no_contacts(adapter_for, server):
    server.script.objects = server.script.objects[:1]
    found = adapter_for().register("atlas.com", 1, {}, "dom_1", NOW)
    assert found.reference == "dom_1"
    assert server.said == ["login", "domain:info", "domain:create", "domain:info"]


def test_name_servers_that_a_registry_demands_are_made_first(adapter_for, server):
    registry = adapter_for(nameservers=["ns1.atlas.ma", "ns2.atlas.ma"])
    assert register(registry).nameservers == ("ns1.atlas.ma", "ns2.atlas.ma")
    assert server.count("host:create") == 2


# --- availability ---------------------------------------------------------------------------------------
def test_fifty_names_are_one_round_trip(registry, server):
    server.ledger.names["n7.com"] = Name(THEM)
    found = registry.check([f"n{n}.com" for n in range(50)], NOW)
    assert server.said == ["login", "domain:check"]
    assert (found["n7.com"].free, found["n7.com"].reason) == (False, "taken")
    assert sum(one.free for one in found.values()) == 49


@pytest.mark.parametrize(
    ("bad", "named", "most"), [("n7.com", True, 3), ("n7--.com", False, 3), ("n7.com", False, 14)]
)
def test_one_bad_name_costs_only_itself(registry, server, bad, named, most):
    names = [bad if n == 7 else f"n{n}.com" for n in range(50)]
    server.ledger.bad_names, server.ledger.names_offenders = {bad}, named
    found = registry.check(names, NOW)
    assert [name for name, one in found.items() if not one.free] == [bad]
    assert found[bad].reason == "invalid"
    assert server.count("domain:check") <= most


def test_a_registry_with_a_limit_is_asked_in_portions(adapter_for, server):
    found = adapter_for(names_a_check=20).check([f"n{n}.com" for n in range(50)], NOW)
    assert len(found) == 50
    assert server.count("domain:check") == 3


# --- renewal --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("fault", ["lose", "cut", "hang"])
def test_a_renewal_whose_answer_was_lost_buys_no_second_year(adapter_for, server, fault):
    registry = adapter_for(answer_seconds=0.3)
    register(registry)
    server.fault("domain:renew", fault, 3)
    with pytest.raises(PortUnavailable):
        renew_to(registry, "atlas.com", date(2029, 11, 22), "dom_1", NOW)
    assert renew_to(registry, "atlas.com", date(2029, 11, 22), "dom_1", NOW).expires_on == date(2029, 11, 22)
    assert server.count("domain:renew") == 1


def test_two_renewals_of_one_name_at_once_add_their_year_once(registry, server, ours):
    server.fault("domain:renew", "lose")
    with pytest.raises(PortUnavailable):
        registry.renew("atlas.com", date(2027, 11, 22), 1, "dom_1", NOW)
    assert registry.renew("atlas.com", date(2027, 11, 22), 1, "dom_1", NOW).expires_on.year == 2028
    assert server.count("domain:renew") == 1


def test_an_expiry_that_moved_behind_our_back_is_looked_at_anew(registry, server, ours):
    ours.expires = ours.expires.replace(year=2028)
    with pytest.raises(PortUnavailable, match="expires on 2028"):
        registry.renew("atlas.com", date(2027, 11, 22), 2, "dom_1", NOW)
    assert renew_to(registry, "atlas.com", date(2029, 11, 22), "dom_1", NOW).expires_on.year == 2029


def test_a_renewal_carries_the_registry_s_own_day(registry, server, ours):
    ours.expires = ours.expires.replace(day=23)
    assert registry.renew("atlas.com", date(2027, 11, 22), 1, "dom_1", NOW).expires_on == date(2028, 11, 23)


def test_a_renewal_under_examination_waits(registry, server, ours):
    server.ledger.pending = {"domain:renew"}
    with pytest.raises(PortWaiting):
        registry.renew("atlas.com", date(2027, 11, 22), 1, "dom_1", NOW)
    ours.statuses = {"pendingRenew"}
    with pytest.raises(PortWaiting):
        registry.renew("atlas.com", date(2027, 11, 22), 1, "dom_1", NOW)
    assert server.count("domain:renew") == 1


def test_renewing_a_name_that_went_to_another_registrar_is_refused(registry, ours):
    ours.sponsor = THEM
    with pytest.raises(PortRefused) as refused:
        registry.renew("atlas.com", date(2027, 11, 22), 1, "dom_1", NOW)
    assert refused.value.code == 2201


# --- deletion and restore -------------------------------------------------------------------------------
def test_a_deletion_whose_answer_was_lost_is_found_done(registry, server, ours):
    server.fault("domain:delete", "lose")
    with pytest.raises(PortUnavailable):
        registry.delete("atlas.com", "dom_1", NOW)
    found = registry.delete("atlas.com", "dom_1", NOW)
    assert (found.being_deleted, found.rgp) == (True, ("redemptionPeriod",))
    assert server.count("domain:delete") == 1
    server.ledger.names.clear()
    assert registry.delete("atlas.com", "dom_1", NOW) is None


def test_a_name_with_hosts_of_its_own_lets_go_of_them(registry, server, ours):
    server.ledger.hosts["ns1.atlas.com"] = ["192.0.2.1"]
    ours.hosts, ours.ns = ["ns1.atlas.com"], {"ns1.atlas.com": None}
    assert registry.delete("atlas.com", "dom_1", NOW).being_deleted
    assert server.ledger.hosts == {}


@pytest.mark.parametrize("lost", ["domain:restore request", "domain:restore report", ""])
@pytest.mark.parametrize("adds_a_year", [True, False])
@pytest.mark.parametrize("shows_rgp", [True, False])
def test_a_restore_is_asked_and_reported_once(registry, server, ours, lost, adds_a_year, shows_rgp):
    """The answer has no upData, and whether a year comes with it is seen afterwards."""
    server.ledger.restore_adds_a_year, server.ledger.shows_rgp = adds_a_year, shows_rgp
    registry.delete("atlas.com", "dom_1", NOW)
    if lost and not (lost.endswith("request") and not shows_rgp):
        server.fault(lost, "lose")
        with pytest.raises(PortUnavailable):
            registry.restore("atlas.com", "dom_1", {"reason": "paid"}, NOW)
    assert not registry.restore("atlas.com", "dom_1", {"reason": "paid"}, NOW).being_deleted
    assert renew_to(registry, "atlas.com", date(2028, 11, 22), "dom_1", NOW).expires_on.year == 2028
    counts = [server.count(f"domain:{what}") for what in ("restore request", "restore report", "renew")]
    assert counts == [1, 1, 0 if adds_a_year else 1]


def test_a_restore_that_the_registry_examines_waits(registry, server, ours):
    registry.delete("atlas.com", "dom_1", NOW)
    server.ledger.pending = {"domain:restore report"}
    for _try in range(2):
        with pytest.raises(PortWaiting):
            registry.restore("atlas.com", "dom_1", {"reason": "paid"}, NOW)
    assert server.count("domain:restore report") == 1


def test_a_registry_without_reports_restores_at_once(adapter_for, server):
    registry = adapter_for(restore_report=False)
    server.ledger.report_needed = False
    register(registry)
    registry.delete("atlas.com", "dom_1", NOW)
    assert not registry.restore("atlas.com", "dom_1", {"reason": "paid"}, NOW).being_deleted


# --- changes --------------------------------------------------------------------------------------------
WANTED = Wanted((Host("ns1.atlas.ma"), Host("ns2.atlas.com", ("192.0.2.2", "2001:db8::2"))), {LOCK: True}, (DS,))


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


# --- transfers ------------------------------------------------------------------------------------------
@pytest.fixture
def theirs(server):
    server.ledger.names["rif.com"] = Name(THEM, code="auth-1")
    return server.ledger.names["rif.com"]


def test_a_transfer_request_whose_answer_was_lost_is_found_pending(registry, server, theirs):
    server.fault("domain:transfer request", "lose")
    with pytest.raises(PortUnavailable):
        registry.request_transfer("rif.com", "auth-1", 1, "dom_2", NOW)
    found = registry.request_transfer("rif.com", "auth-1", 1, "dom_2", NOW)
    assert (found.status, found.asked_by, found.answered_by) == ("pending", US, THEM)
    assert server.count("domain:transfer request") == 1
    theirs.sponsor, theirs.transfer = US, {**theirs.transfer, "status": "serverApproved"}
    assert registry.request_transfer("rif.com", "auth-1", 1, "dom_2", NOW).approved
    assert registry.info("rif.com", NOW).reference == "dom_2"


def test_a_wrong_auth_code_is_refused(registry, theirs):
    with pytest.raises(PortRefused) as refused:
        registry.request_transfer("rif.com", "wrong", 1, "dom_2", NOW)
    assert refused.value.code == 2202


def test_a_request_is_taken_back_once(registry, server, theirs):
    registry.request_transfer("rif.com", "auth-1", 1, "dom_2", NOW)
    for _try in range(2):
        assert registry.cancel_transfer("rif.com", "dom_2", NOW).status == "clientCancelled"
    assert server.count("domain:transfer cancel") == 1


@pytest.mark.parametrize(("approve", "status"), [(True, "clientApproved"), (False, "clientRejected")])
def test_a_transfer_away_is_answered_once(registry, server, ours, approve, status):
    ours.transfer = {"status": "pending", "by": THEM, "to": US}
    op = "approve" if approve else "reject"
    server.fault(f"domain:transfer {op}", "lose")
    with pytest.raises(PortUnavailable):
        registry.answer_transfer("atlas.com", approve, "dom_1", NOW)
    assert registry.answer_transfer("atlas.com", approve, "dom_1", NOW).status == status
    assert server.count(f"domain:transfer {op}") == 1


def test_a_transfer_approved_by_the_registry_while_we_refuse_is_told_as_it_is(registry, server, ours):
    ours.transfer = {"status": "serverApproved", "by": THEM, "to": US}
    assert registry.answer_transfer("atlas.com", False, "dom_1", NOW).approved


def test_a_name_without_a_transfer_has_no_status(registry, ours):
    assert registry.transfer_status("atlas.com", "", NOW) is None
    with pytest.raises(PortRefused) as refused:
        registry.answer_transfer("atlas.com", True, "dom_1", NOW)
    assert refused.value.code == 2301


# --- whose it is ----------------------------------------------------------------------------------------
def test_a_name_that_the_registry_hides_is_somebody_s(registry, server):
    server.ledger.hidden = {"rif.com"}
    found = registry.info("rif.com", NOW)
    assert (found.sponsor_is_us, found.reference) == (False, "")
    with pytest.raises(NameTaken):
        register(registry, "rif.com")


def test_an_id_by_which_the_registry_calls_us_is_us(adapter_for, server):
    server.ledger.names["atlas.com"] = Name("ATLAS-MA")
    assert not adapter_for().info("atlas.com", NOW).sponsor_is_us
    assert adapter_for(registrar_ids=["atlas-ma"]).info("atlas.com", NOW).sponsor_is_us


def test_a_command_is_in_the_book_before_it_leaves(registry, server):
    server.fault("domain:create", "lose")
    with pytest.raises(PortUnavailable):
        register(registry)
    row = RegistryExchange.objects.get(command="domain:create")
    assert (row.code, row.reference, row.name) == (None, "dom_1", "atlas.com")
    assert "closed after 0 of 4 bytes" in row.error


def _all_there() -> bytes:
    uri = "urn:ietf:params:xml:ns:host-1.0"
    content = (
        '<epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><response><result code="1000"><msg>x</msg></result><resData>'
        f'<chkData xmlns="{uri}"><cd><name avail="0">ns1.atlas.ma</name></cd></chkData></resData>'
        "<trID><svTRID>s-1</svTRID></trID></response></epp>"
    ).encode()
    return (len(content) + 4).to_bytes(4, "big") + content
