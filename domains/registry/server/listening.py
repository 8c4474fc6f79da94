"""The socket of the registry: EPP over TLS with the framing of RFC 5734, one thread for each connection."""

import logging
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import close_old_connections, connections

from .session import Doors, Dropped, Session
from .ways import Ways

log = logging.getLogger(__name__)
HEADER = struct.Struct(">I")
LARGEST = 1 << 20


class Connection(socketserver.BaseRequestHandler):
    """One registrar's connection, from the handshake to its end."""

    server: "Listener"

    def handle(self) -> None:
        session = Session(self.server.doors)
        try:
            self.request.settimeout(self.server.doors.ways.idle_seconds)
            with self.server.tls.wrap_socket(self.request, server_side=True) as wire:
                self.server.open.add(wire)
                send(wire, session.greet())
                while not session.closed and (frame := receive(wire)) is not None:
                    send(wire, session.answer(frame))
                    close_old_connections()
                with suppress(OSError, ValueError):
                    wire.unwrap()
        except (OSError, Dropped) as reason:
            log.info("connection of %s ended: %s", session.registrar or "nobody", reason)
        finally:
            self.server.forget_closed()
            session.leave()
            connections.close_all()


class Listener(socketserver.ThreadingTCPServer):
    """The registry's address."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self, address: tuple[str, int], certificate: Path, ways: Ways, client_ca: Path | None = None
    ):
        self.doors = Doors(ways)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.minimum_version = ssl.TLSVersion.TLSv1_2
        self.tls.load_cert_chain(certificate)
        if client_ca:
            self.tls.load_verify_locations(client_ca)
            self.tls.verify_mode = ssl.CERT_REQUIRED
        self.open: set[ssl.SSLSocket] = set()
        super().__init__(address, Connection)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def forget_closed(self) -> None:
        """Only living connections are kept."""
        self.open = {wire for wire in self.open if wire.fileno() >= 0}

    def hang_up(self) -> None:
        """Cut every connection, as a failing line does."""
        for wire in list(self.open):
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)


@contextmanager
def listening(certificate: Path, ways: Ways, client_ca: Path | None = None) -> Iterator[Listener]:
    """A registry on a free loopback port, for the length of a block."""
    with Listener(("127.0.0.1", 0), certificate, ways, client_ca) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            server.hang_up()
            thread.join()


def send(wire: socket.socket, frame: bytes) -> None:
    """A frame behind its length, which counts itself."""
    wire.sendall(HEADER.pack(len(frame) + HEADER.size) + frame)


def receive(wire: socket.socket) -> bytes | None:
    """The next frame; None when the other side has ended, between frames or within one."""
    header = _exactly(wire, HEADER.size)
    if header is None:
        return None
    length = HEADER.unpack(header)[0] - HEADER.size
    if not 0 < length <= LARGEST:
        raise Dropped(f"a frame of {length} bytes")
    return _exactly(wire, length)


def _exactly(wire: socket.socket, length: int) -> bytes | None:
    parts: list[bytes] = []
    while length and (part := wire.recv(length)):
        parts.append(part)
        length -= len(part)
    return None if length else b"".join(parts)
