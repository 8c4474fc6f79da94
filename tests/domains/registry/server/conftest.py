"""Two registrars that are logged in."""

from collections.abc import Iterator

import pytest
from epptools import Client

from domains.registry.models import OTHER
from domains.registry.server.session import Doors

from .wire import client_of, ways


@pytest.fixture
def doors() -> Doors:
    return Doors(ways())


@pytest.fixture
def us(doors, db) -> Iterator[Client]:
    client = client_of(doors)
    yield client
    client.disconnect()


@pytest.fixture
def them(doors, db) -> Iterator[Client]:
    client = client_of(doors, OTHER)
    yield client
    client.disconnect()
