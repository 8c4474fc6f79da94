"""A registry of the test's own, and our adapter before it."""

import pytest

from domains.registry.epp.adapter import EppRegistry
from domains.registry.epp.config import connection
from domains.registry.epp.pool import Pool
from domains.registry.exchanges import Book

from .certificates import Authority
from .counterpart import Counterpart
from .people import register


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    authority = Authority(tmp_path_factory.mktemp("certificates"))
    authority.server = authority.issue("localhost")
    authority.registrar = authority.issue("registrar")
    return authority


@pytest.fixture
def server(authority):
    """A registry; at the end it has seen nothing wrong."""
    counterpart = Counterpart(*authority.server)
    yield counterpart
    counterpart.stop()
    assert counterpart.wrong == []


@pytest.fixture
def entry(server, authority):
    """The server's entry in REGISTRIES."""
    return {
        "host": "localhost", "port": server.port, "clid": "atlas", "password": "s3cret-pass",
        "ca_file": authority.file, "connect_seconds": 5, "greeting_seconds": 5, "answer_seconds": 5,
    }  # fmt: skip


@pytest.fixture
def adapter_for(entry):
    """The adapter with other settings; its sessions end with the test."""
    pools = []

    def make(record=None, **settings):
        book = Book()
        pool = Pool(connection("test", {**entry, **settings}), record or book)
        pools.append(pool)
        return EppRegistry(pool.connection, pool, book)

    yield make
    for pool in pools:
        pool.close()


@pytest.fixture
def registry(adapter_for):
    return adapter_for()


@pytest.fixture
def ours(registry, server):
    """A name registered by us."""
    register(registry)
    server.said.clear()
    return server.ledger.names["atlas.com"]
