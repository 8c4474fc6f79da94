"""A name of the owner at the sandbox registry, his browser in English, and a silent DNS."""

from datetime import UTC, date, datetime

import pytest

from core import clock, worker
from domains.managing import lookups
from tests import names

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def dns(monkeypatch):
    """What the DNS says: nothing against anything, until a test fills the lists."""
    said = {"hosts": [], "keys": []}
    monkeypatch.setattr(lookups, "silent_hosts", lambda zone, rows: said["hosts"])
    monkeypatch.setattr(lookups, "unsigned", lambda zone, records: said["keys"])
    return said


@pytest.fixture
def atlas(customer):
    return names.registered("atlas.com", date(2027, 11, 22), customer)


@pytest.fixture
def atlas_ma(customer):
    return names.registered("atlas.ma", date(2027, 11, 22), customer)


@pytest.fixture
def browser_of(client_of):
    def sign_in(user):
        client = client_of(user)
        client.cookies["language"] = "en"
        return client

    return sign_in


@pytest.fixture
def mine(browser_of, owner):
    return browser_of(owner)


@pytest.fixture
def settle():
    """Let the worker do what is due, and read the name anew."""

    def run(domain):
        worker.settle(clock.now())
        domain.refresh_from_db()
        return domain

    return run
