"""Renewing, deleting, restoring, moving: a lost answer costs nothing, a second try does nothing twice."""

from datetime import date

import pytest

from core.ports import PortRefused, PortUnavailable, PortWaiting
from domains.registry import renew_to

from .ledger import THEM, US, Name
from .people import NOW, register

pytestmark = pytest.mark.django_db


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
