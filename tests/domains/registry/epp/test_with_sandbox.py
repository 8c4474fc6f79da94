"""Our adapter before the sandbox registry's own server, in its strictest ways: two halves that never saw each other.

Every frame of ours, and every answer of the server's, is held against the IETF schemas where they are present.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from core import clock, worker
from core.ports import PortRefused, PortUnavailable
from domains.changes import lifecycle
from domains.comparison import nightly
from domains.comparison.lifecycle import push_ours
from domains.models import Difference, Domain, RegistryExchange
from domains.registry import faults, renew_to
from domains.registry import sandbox_acts as acts
from domains.registry.epp import adapter
from domains.registry.epp.config import connection
from domains.registry.epp.pool import Pool
from domains.registry.epp.wire import Wire
from domains.registry.exchanges import Book
from domains.registry.faults import Fault, FaultPlan, Kind
from domains.registry.models import OTHER, OURS, SandboxContact, SandboxName, SandboxTransaction
from domains.registry.port import HOLD, LOCK, DsRecord, Host, Wanted
from domains.registry.sandbox import SandboxRegistry
from domains.registry.sandbox_strangers import AUTH_CODE
from domains.registry.server.listening import listening
from domains.registry.server.ways import Ways
from tests import names

from .counterpart import schema
from .people import HOLDER, NOW, PEOPLE, TECH, register

pytestmark = pytest.mark.django_db(transaction=True)
SIGNER = DsRecord(1, 13, 2, "AB" * 32)
GLUE = Host("ns1.atlas.com", ("192.0.2.1", "2001:db8::1"))
STRANGER = "ailleurs-riad.com"


@pytest.fixture
def server(authority, tmp_path):
    """It repeats nothing, fails whole checks and answers a restore without data."""
    certificate, key = map(Path, authority.server)
    both = tmp_path / "server.pem"
    both.write_bytes(certificate.read_bytes() + key.read_bytes())
    ways = Ways(unique_cltrid=True, whole_check_fails=True, restore_data=False)
    with clock.frozen(NOW), listening(both, ways) as server:
        yield server


@pytest.fixture
def sandbox(server, authority, monkeypatch):
    """The adapter; at the end no frame of either side was against the schemas."""
    wrong: list[str] = []
    for way in ("send", "receive"):
        monkeypatch.setattr(Wire, way, checked(getattr(Wire, way), wrong))
    password = server.doors.ways.passwords[OURS]
    entry = {"host": "localhost", "port": server.port, "clid": OURS, "password": password}
    there, book = connection("sandbox", {**entry, "ca_file": authority.file}), Book()
    pool = Pool(there, book)
    yield adapter.EppRegistry(there, pool, book)
    pool.close()
    assert wrong == []


def checked(act, wrong):
    """An act of the wire whose frame is held against the schemas."""

    def held(wire, *args):
        said = act(wire, *args)
        frame, known = said or args[0], schema()
        root = adapter.answers.parse(frame)
        if known is not None and not known.validate(root.getroottree()):
            wrong.append(f"{known.error_log.last_error}: {frame!r}")
        return said

    return held


@pytest.fixture
def atlas(sandbox):
    return register(sandbox)


def sent(command: str) -> int:
    """How often a command left."""
    return RegistryExchange.objects.filter(command=command).count()


def messages(sandbox, now=NOW):
    """The queue, read and acknowledged."""
    while message := sandbox.next_message(now):
        yield message
        sandbox.acknowledge(message.id, now)


# --- the life of a name ------------------------------------------------------------------------------------
def test_a_name_lives_its_life(sandbox):
    assert register(sandbox).reference == "dom_1"
    assert renew_to(sandbox, "atlas.com", date(2028, 11, 22), "dom_1", NOW).expires_on == date(2028, 11, 22)
    servers = (Host("ns1.atlas.ma"), Host("ns2.atlas.com", ("192.0.2.2",)))
    wanted = Wanted(servers, {LOCK: True}, (SIGNER,), {"tech": HOLDER}, "N3w-code#91")
    changed = sandbox.update("atlas.com", wanted, "chg_1", NOW)
    assert (changed.ds, changed.statuses, changed.auth_code) == (wanted.ds, (LOCK,), "N3w-code#91")
    assert sandbox.update("atlas.com", wanted, "chg_1", NOW) == changed
    assert sent("domain:update") == 1
    sandbox.update("atlas.com", Wanted((), {LOCK: False}), "chg_2", NOW)
    deleted = sandbox.delete("atlas.com", "dom_1", NOW)
    assert (deleted.being_deleted, deleted.deleted_at) == (True, NOW)
    assert not sandbox.restore("atlas.com", "dom_1", {"reason": "paid"}, NOW).being_deleted
    assert sandbox.next_message(NOW) is None


def test_each_act_asked_twice_is_done_once(sandbox, atlas):
    for _time in range(2):
        assert register(sandbox).reference == "dom_1"
        assert sandbox.renew("atlas.com", date(2027, 11, 22), 1, "dom_1", NOW).expires_on.year == 2028
        sandbox.put_host(GLUE, "chg_1", NOW)
        assert sandbox.info("atlas.com", NOW).hosts == (GLUE,)
    for _time in range(2):
        sandbox.remove_host(GLUE.name, "chg_2", NOW)
        assert sandbox.delete("atlas.com", "dom_1", NOW).being_deleted
    assert [sent(f"domain:{act}") for act in ("create", "renew", "delete")] == [1, 1, 1]


def test_signers_statuses_and_hosts_come_and_go(sandbox, atlas):
    held = Wanted((GLUE, Host("ns.rif.ma")), {LOCK: True, HOLD: True}, (SIGNER,))
    shown = sandbox.update("atlas.com", held, "chg_1", NOW)
    assert (set(shown.nameservers), set(shown.statuses)) == ({GLUE.name, "ns.rif.ma"}, {LOCK, HOLD})
    bare = sandbox.update("atlas.com", Wanted((), {LOCK: False, HOLD: False}, ()), "chg_2", NOW)
    assert (bare.nameservers, bare.statuses, bare.ds) == ((), ("ok",), ())


def test_another_holder_of_a_ma_name_starts_its_term_anew(sandbox):
    """Facts B4."""
    register(sandbox, "atlas.ma")
    with clock.frozen(NOW + timedelta(days=100)):
        traded = sandbox.trade("atlas.ma", TECH, PEOPLE, "chg_1", clock.now())
        assert traded.expires_on == date(2028, 3, 2)
        assert SandboxName.objects.get(name="atlas.ma").contacts["holder"]["full_name"] == TECH["full_name"]
        assert sandbox.trade("atlas.ma", TECH, PEOPLE, "chg_1", clock.now()) == traded
    assert sent("domain:update") == 1


def test_a_cancelled_ma_name_is_had_again_by_us_and_a_name_in_redemption_is_not(sandbox):
    """DN-A2-4.1.3."""
    for name in ("atlas.ma", "atlas.com"):
        register(sandbox, name)
        sandbox.delete(name, "dom_1", NOW)
    again = sandbox.register("atlas.ma", 1, PEOPLE, "dom_2", NOW)
    assert (again.reference, again.being_deleted) == ("dom_2", False)
    with pytest.raises(PortRefused) as refused:
        sandbox.register("atlas.com", 1, PEOPLE, "dom_2", NOW)
    assert (refused.value.code, sent("domain:create")) == (2302, 3)


def test_one_bad_name_costs_only_itself(sandbox):
    found = sandbox.check(["rif.com", "a_b.com"], NOW)
    assert (found["rif.com"].free, found["a_b.com"].reason) == (True, "invalid")


# --- transfers ---------------------------------------------------------------------------------------------
def test_a_name_comes_to_us(sandbox):
    asked = sandbox.request_transfer(STRANGER, AUTH_CODE, 1, "trf_1", NOW)
    assert (asked.status, asked.asked_by) == ("pending", sandbox.registrar)
    assert sandbox.request_transfer(STRANGER, AUTH_CODE, 1, "trf_1", NOW) == asked
    over = asked.act_by + timedelta(seconds=1)
    with clock.frozen(over):
        assert sandbox.transfer_status(STRANGER, AUTH_CODE, over).status == "serverApproved"
        found = sandbox.info(STRANGER, over)
        assert (found.sponsor_is_us, found.reference) == (True, "trf_1")
        assert [m.transfer.status for m in messages(sandbox, over)] == ["serverApproved"]


def test_a_request_is_taken_back(sandbox):
    sandbox.request_transfer(STRANGER, AUTH_CODE, 1, "trf_1", NOW)
    assert sandbox.cancel_transfer(STRANGER, "trf_1", NOW).status == "clientCancelled"
    assert not sandbox.info(STRANGER, NOW).sponsor_is_us
    with pytest.raises(PortRefused) as refused:
        sandbox.request_transfer(STRANGER, "wrong-code", 1, "trf_2", NOW)
    assert refused.value.code == 2202


@pytest.mark.parametrize(("approve", "status"), [(True, "clientApproved"), (False, "clientRejected")])
def test_a_name_that_another_asks_for_goes_or_stays(sandbox, approve, status):
    later = NOW + timedelta(days=90)
    with clock.frozen(later):
        SandboxRegistry().register("atlas.com", 1, PEOPLE, "dom_1", NOW)
        acts.ask_from_elsewhere("atlas.com", later)
        assert [(m.kind, m.transfer.asked_by) for m in messages(sandbox, later)] == [("transfer", OTHER)]
        assert sandbox.answer_transfer("atlas.com", approve, "trf_1", later).status == status
        assert sandbox.answer_transfer("atlas.com", approve, "trf_1", later).status == status
        assert sandbox.info("atlas.com", later).sponsor_is_us is not approve


# --- behind our back ---------------------------------------------------------------------------------------
def test_what_the_registry_does_by_itself_is_read_from_its_queue_in_order(sandbox, atlas):
    register(sandbox, "rif.com", "dom_2")
    acts.set_status("atlas.com", acts.SERVER_HOLD, True, "court order", NOW)
    acts.pending_action("atlas.com", True, NOW)
    acts.low_balance(OURS, "12.00", NOW)
    acts.unknown_message(OURS, "atlas.com", NOW)
    acts.delete_by_authority("rif.com", "", NOW)
    seen = [(m.kind, m.name) for m in messages(sandbox)]
    assert seen == [
        ("status", "atlas.com"), ("pending_action", "atlas.com"), ("low_balance", ""), ("other", "atlas.com"),
        ("deletion", "rif.com"),
    ]  # fmt: skip
    assert acts.SERVER_HOLD in sandbox.info("atlas.com", NOW).statuses
    assert sandbox.info("rif.com", NOW) is None


def test_an_expiry_that_the_registry_has_moved_buys_no_year_twice(sandbox, atlas):
    acts.change_expiry("atlas.com", atlas.expires_at + timedelta(days=366), NOW)
    assert renew_to(sandbox, "atlas.com", date(2028, 11, 22), "dom_1", NOW).expires_on.year == 2028
    assert sent("domain:renew") == 0


def test_the_registry_s_clock_is_the_portal_s(sandbox, atlas):
    """The year that it adds by itself comes when the portal's clock says so."""
    later = atlas.expires_at + timedelta(days=1)
    with clock.frozen(later):
        assert [m.kind for m in messages(sandbox, later)] == ["expiry"]
        found = sandbox.info("atlas.com", later)
    assert (found.expires_on.year, found.rgp) == (2028, ("autoRenewPeriod",))


# --- behind our back ---------------------------------------------------------------------------------------
def test_a_contact_changed_at_the_registry_is_seen_by_night_and_told_anew(
    sandbox, atlas, customer, monkeypatch
):
    """`domain:info` shows handles only: the comparison asks for the people behind them (DN-8.2)."""
    Domain.objects.create(
        customer=customer, name="atlas.com", unicode_name="atlas.com", contacts=PEOPLE, state="registered",
        extension=names.extension("com"), paid_through=atlas.expires_on, registry_expires_at=atlas.expires_at,
        acted_through=NOW,
    )  # fmt: skip
    monkeypatch.setattr(nightly, "registry_for", lambda _code: sandbox)
    monkeypatch.setattr(lifecycle, "registry_for", lambda _code: sandbox)
    assert compared(0) == []
    handle = atlas.contacts["holder"]["handle"]
    changed = SandboxContact.objects.get(handle=handle)
    changed.facts = {**changed.facts, "email": "autre@example.ma"}
    changed.save()
    assert compared(1) == [
        ("contacts", {"holder.email": "autre@example.ma", "admin.email": "autre@example.ma"})
    ]
    push_ours(Difference.objects.get(), names.act(NOW).because("nobody asked for it"))
    worker.settle(NOW)
    assert (sent("contact:update"), compared(2)) == (1, [])


def compared(day: int) -> list[tuple[str, dict[str, str]]]:
    """The differences that a night leaves open."""
    nightly.compare_batch(names.act(datetime(2026, 11, 23 + day, 2, tzinfo=UTC)))
    return list(Difference.objects.filter(state="open").values_list("field", "theirs"))


# --- the line ----------------------------------------------------------------------------------------------
def test_a_line_that_is_cut_between_commands_is_opened_anew(sandbox, server, atlas):
    server.hang_up()
    assert sandbox.info("atlas.com", NOW).reference == "dom_1"
    server.hang_up()
    assert sandbox.delete("atlas.com", "dom_1", NOW).being_deleted
    assert sent("domain:delete") == 1


ACTS = {
    "update": lambda registry: registry.update("atlas.com", Wanted(statuses={LOCK: True}), "chg_1", NOW),
    "renew": lambda registry: registry.renew("atlas.com", date(2027, 11, 22), 1, "dom_1", NOW),
    "delete": lambda registry: registry.delete("atlas.com", "dom_1", NOW),
    "request_transfer": lambda registry: registry.request_transfer(STRANGER, AUTH_CODE, 1, "trf_1", NOW),
}


@pytest.mark.parametrize("verb", ACTS)
def test_an_act_whose_answer_was_lost_is_found_done(sandbox, atlas, verb):
    with faults.injected(FaultPlan(scripted=[Fault(Kind.TIMEOUT, verb)])), pytest.raises(PortUnavailable):
        ACTS[verb](sandbox)
    ACTS[verb](sandbox)
    assert SandboxTransaction.objects.get(command=verb).times == 1


def test_a_name_made_in_process_is_found_over_the_wire_with_its_contacts(sandbox):
    """The demo's seed registers so; over the wire the registry shows handles, and the objects behind them exist."""
    SandboxRegistry().register("rif.ma", 1, {"holder": HOLDER, "admin": HOLDER}, "dom_9", NOW)
    found = sandbox.info("rif.ma", NOW)
    assert (found.sponsor_is_us, set(found.contacts)) == (True, {"holder", "admin"})
    changed = sandbox.update("rif.ma", Wanted(contacts={"tech": TECH}), "chg_1", NOW)
    assert "tech" in changed.contacts
