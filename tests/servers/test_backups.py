"""Who backs up a server follows its options and a contract of outsourcing about it, start and end (C-34)."""

from datetime import date

import pytest
from django.urls import reverse

from core import clock
from core.models import EvidenceRecord
from servers.lifecycle import optioning
from support import coverage
from tests import hosting
from tests.servers_at_work import ORDERED, a_server, act, again, live_through
from web_hosting.outsourcing import contracts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def proofs(server) -> list[list[str]]:
    found = EvidenceRecord.objects.filter(about=server.public_id, what="backup_by", clause="C-34").order_by(
        "seq"
    )
    return [record.data["backup_by"] for record in found]


def test_a_contract_about_a_server_makes_its_backups_ours_until_it_ends(customer, owner, client_of):
    server = a_server(customer)
    contract = hosting.a_contract(customer, owner, label="srv1", about=server.public_id)
    assert again(server).backup_by == "outsourcing"
    with clock.frozen(ORDERED):
        page = client_of(owner).get(server.get_absolute_url()).content.decode()
        assert "nous, par l’infogérance" in page
        assert "C-34" in client_of(owner).get(contract.get_absolute_url()).content.decode()
    contracts.give_notice(hosting.again(contract), act(ORDERED))
    live_through(clock.at_local(date(2026, 12, 23), 1))
    assert (hosting.again(contract).state, again(server).backup_by) == ("ended", "customer")
    assert proofs(server) == [["customer", "outsourcing"], ["outsourcing", "customer"]]
    said = EvidenceRecord.objects.filter(about=contract.public_id, what="backups").order_by("seq")
    assert [record.data["ours"] for record in said] == [True, False]


def test_the_backup_option_comes_first_and_stays_when_the_contract_ends(customer, owner):
    server = a_server(customer, options=(("backup", 1),))
    contract = hosting.a_contract(customer, owner, about=server.public_id)
    assert again(server).backup_by == "option"
    contracts.end(hosting.again(contract), act(ORDERED))
    assert (again(server).backup_by, proofs(server)) == ("option", [])


def test_another_management_option_leaves_the_contract_and_its_hours_alone(customer, owner, client_of):
    """C-15, C-16: the contract of outsourcing goes on beside it; whoever has it needs no tick of his own backups."""
    server = a_server(customer, options=(("managed", 1),))
    hosting.a_contract(customer, owner, about=server.public_id)
    assert coverage.of(server.public_id).included_minutes == 240
    optioning.order_options(again(server), act(ORDERED), {})
    live_through(clock.at_local(date(2026, 12, 20), 9))
    with clock.frozen(clock.at_local(date(2026, 12, 20), 9)):
        renew = reverse("servers:renew", args=[server.public_id])
        client_of(owner).post(renew, {"cycle": 1})
    optioning.drop_options(again(server), act(clock.at_local(date(2026, 12, 23), 1)))
    server = again(server)
    assert (server.management, server.backup_by) == ("none", "outsourcing")
    assert coverage.of(server.public_id).included_minutes == 120
