"""Our adapter before the sandbox registry's own server, in its strictest ways: two halves that never saw each other."""

from datetime import date
from pathlib import Path

import pytest

from core import clock
from domains.models import RegistryExchange
from domains.registry import renew_to
from domains.registry.epp.adapter import EppRegistry
from domains.registry.epp.config import connection
from domains.registry.epp.pool import Pool
from domains.registry.exchanges import Book
from domains.registry.models import OURS
from domains.registry.port import LOCK, DsRecord, Host, Wanted
from domains.registry.server.listening import listening
from domains.registry.server.ways import Ways

from .people import HOLDER, NOW, register

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sandbox(authority, tmp_path):
    """The adapter before a server that repeats nothing, fails whole checks and answers a restore without data."""
    certificate, key = map(Path, authority.server)
    both = tmp_path / "server.pem"
    both.write_bytes(certificate.read_bytes() + key.read_bytes())
    ways = Ways(unique_cltrid=True, whole_check_fails=True, restore_data=False)
    with clock.frozen(NOW), listening(both, ways) as server:
        entry = {"host": "localhost", "port": server.port, "clid": OURS, "password": ways.passwords[OURS]}
        there, book = connection("sandbox", {**entry, "ca_file": authority.file}), Book()
        pool = Pool(there, book)
        yield EppRegistry(there, pool, book)
        pool.close()


def test_a_name_lives_its_life(sandbox):
    assert register(sandbox).reference == "dom_1"
    assert renew_to(sandbox, "atlas.com", date(2028, 11, 22), "dom_1", NOW).expires_on == date(2028, 11, 22)
    servers = (Host("ns1.atlas.ma"), Host("ns2.atlas.com", ("192.0.2.2",)))
    wanted = Wanted(servers, {LOCK: True}, (DsRecord(1, 13, 2, "AB" * 32),), {"tech": HOLDER}, "N3w-code#91")
    changed = sandbox.update("atlas.com", wanted, "chg_1", NOW)
    assert (changed.ds, changed.statuses, changed.auth_code) == (wanted.ds, (LOCK,), "N3w-code#91")
    assert sandbox.update("atlas.com", wanted, "chg_1", NOW) == changed
    assert RegistryExchange.objects.filter(command="domain:update").count() == 1
    sandbox.update("atlas.com", Wanted((), {LOCK: False}), "chg_2", NOW)
    assert sandbox.delete("atlas.com", "dom_1", NOW).being_deleted
    assert not sandbox.restore("atlas.com", "dom_1", {"reason": "paid"}, NOW).being_deleted
    assert sandbox.next_message(NOW) is None


def test_one_bad_name_costs_only_itself(sandbox):
    found = sandbox.check(["rif.com", "a_b.com"], NOW)
    assert (found["rif.com"].free, found["a_b.com"].reason) == (True, "invalid")
