"""Independent EPP clients (epptools) on the registry, with every frame of both sides held against the IETF schemas."""

import os
from collections import deque

import pytest
from epptools import Client, Config
from epptools.transport import Transport

from domains.registry.models import OURS
from domains.registry.server import schemas
from domains.registry.server.session import Doors, Session
from domains.registry.server.ways import Ways

SCHEMAS = os.environ.get("EPP_SCHEMAS", "")
needs_schemas = pytest.mark.skipif(not SCHEMAS, reason="EPP_SCHEMAS names no folder with the IETF schemas")


class Wire(Transport):
    """A connection without a socket: what is written is answered at once, and both frames are checked."""

    def __init__(self, doors: Doors):
        self.session, self.frames, self.opened = Session(doors), deque(), False

    def open(self) -> None:
        self.opened = True
        self._receive(self.session.greet())

    def is_open(self) -> bool:
        return self.opened

    def write_frame(self, xml: str) -> None:
        assert schemas.faults(SCHEMAS, xml.encode()) == []
        self._receive(self.session.answer(xml.encode()))

    def read_frame(self) -> str:
        return self.frames.popleft().decode()

    def close(self) -> None:
        self.opened = False
        self.session.leave()

    def _receive(self, frame: bytes) -> None:
        assert schemas.faults(SCHEMAS, frame) == []
        self.frames.append(frame)


def ways(**facts) -> Ways:
    return Ways(schemas=SCHEMAS, **facts)


def client_of(doors: Doors, registrar: str = OURS) -> Client:
    """A registrar that is logged in and gets refusals as answers."""
    config = Config(host="registry.example", clid=registrar, password=doors.ways.passwords[registrar])
    client = Client(config, Wire(doors))
    client.connect()
    client.login()
    return client.throw_on_failure(False)
