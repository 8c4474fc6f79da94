"""Registering and availability: what is asked reaches the registry once, in valid frames, and is read back."""

from datetime import date

import pytest

from core.ports import PortRefused, PortUnavailable, PortWaiting
from domains.models import RegistryExchange
from domains.registry import NameTaken

from .ledger import THEM, Name
from .people import HOLDER, NOW, register

pytestmark = pytest.mark.django_db


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
