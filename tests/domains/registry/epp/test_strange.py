"""Registries that are stranger than the RFCs: what they say is read as far as it goes, and stops nothing else."""

from datetime import UTC, datetime

import pytest

from core.ports import PortRefused, PortUnavailable, PortWaiting
from domains.registry.epp.session import LoginRefused
from domains.registry.port import LOCK, Wanted

from .ledger import NOW, NS, THEM, US, Name

pytestmark = pytest.mark.django_db
LONG = "a-password-of-more-than-16"


def transfer(asked: str) -> str:
    return (
        f'<d:trnData xmlns:d="{NS}domain-1.0"><d:name>atlas.com</d:name><d:trStatus>pending</d:trStatus>'
        f"<d:reID>other</d:reID><d:reDate>{asked}</d:reDate><d:acID>atlas</d:acID>"
        "<d:acDate>2026-11-25T10:00:00Z</d:acDate></d:trnData>"
    )


def test_a_message_with_a_date_that_nobody_can_read_stops_no_queue(registry, server):
    """DN-8.1: it is taken as written now; what matters is that it is passed on."""
    server.script.strict = False
    server.ledger.queue = [("1", "Transfer requested.", transfer("le 20 novembre"), "")]
    server.ledger.queue_date = "20/11/2026 à 7 h"
    found = registry.next_message(NOW)
    assert (found.id, found.queued_at, found.transfer.asked_at) == ("1", NOW, NOW)
    assert found.transfer.act_by == datetime(2026, 11, 25, 10, tzinfo=UTC)


def test_an_empty_queue_that_still_shows_its_counter_is_empty(registry, server):
    server.ledger.empty_queue = '<msgQ count="0" id="0"/>'
    assert registry.next_message(NOW) is None


def test_a_change_that_the_registry_made_is_known_by_the_status_that_it_shows(registry, server):
    server.script.strict = False
    info = f'<d:infData xmlns:d="{NS}domain-1.0"><d:name>atlas.com</d:name><d:status s="serverHold"/></d:infData>'
    change = f'<c:changeData xmlns:c="{NS}changePoll-1.0"><c:operation>update</c:operation></c:changeData>'
    server.ledger.queue = [("1", "Registry initiated update of domain.", info, change)]
    assert registry.next_message(NOW).kind == "status"


@pytest.mark.parametrize("code", ["0999", "3000"])
def test_a_code_outside_the_protocol_is_no_answer(registry, server, code):
    server.script.strict = False
    server.fault("domain:info", "code", code, times=2)
    with pytest.raises(PortUnavailable):
        registry.info("atlas.com", NOW)


def test_a_registry_that_takes_longer_passwords_gets_them_plain(adapter_for, server):
    server.script.strict = False
    registry = adapter_for(password=LONG, longest_password=32)
    assert registry.info("atlas.com", NOW) is None
    assert f"<pw>{LONG}</pw>".encode() in server.requests[0]
    with pytest.raises(LoginRefused, match="20"):
        adapter_for(password=LONG, longest_password=20).info("atlas.com", NOW)


def test_a_change_that_was_refused_after_its_examination_can_be_sent_again(registry, server, ours):
    """DN-8.2: “send again” really sends it."""
    server.ledger.pending.add("domain:update")
    wanted = Wanted(statuses={LOCK: True})
    with pytest.raises(PortWaiting):
        registry.update("atlas.com", wanted, "chg_1", NOW)
    with pytest.raises(PortRefused):
        registry.update("atlas.com", wanted, "chg_1", NOW)
    server.ledger.pending.clear()
    assert LOCK in registry.update("atlas.com", wanted, "chg_1", NOW).statuses
    assert server.count("domain:update") == 2


def test_a_name_that_came_with_a_new_code_is_seen_though_the_old_one_is_wrong(registry, server):
    """DN-6.2.1b: the code that the customer gave opens nothing any more once the name is ours."""
    theirs = server.ledger.names["rif.com"] = Name(THEM, code="auth-1")
    registry.request_transfer("rif.com", "auth-1", 1, "dom_2", NOW)
    theirs.sponsor, theirs.code, theirs.transfer["status"] = US, "auth-2", "serverApproved"
    assert registry.transfer_status("rif.com", "auth-1", NOW).approved


def test_a_transfer_that_the_registry_shows_to_nobody_is_unknown_and_no_refusal(registry, server):
    server.ledger.names["rif.com"] = Name(THEM, code="auth-1")
    server.fault("domain:transfer query", "code", 2201, times=2)
    assert registry.transfer_status("rif.com", "auth-1", NOW) is None
