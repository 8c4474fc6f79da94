"""The wire: EPP data units over TLS (RFC 5734): four bytes of length, themselves included, then the XML.

Whatever goes wrong here leaves the stream at an unknown place, so the wire is closed and never used again.
"""

import select
import socket
import ssl
import time
from contextlib import suppress

from core.ports import PortUnavailable

from .config import Connection

HEADER = 4
LARGEST = 1 << 20  # bytes; answers have a few thousand


class WireBroken(PortUnavailable):
    """The connection failed; what was sent may have been carried out."""


class Wire:
    """One TLS connection that carries data units; every act has a deadline in seconds."""

    def __init__(self, sock: socket.socket):
        self.sock = sock

    @classmethod
    def open(cls, connection: Connection) -> "Wire":
        """Connect, show our certificate where we have one, and check theirs (RFC 5734 section 8)."""
        where = f"{connection.host}:{connection.port}"
        try:
            context = _context(connection)
        except OSError as error:  # ssl.SSLError is one
            raise WireBroken(f"{connection.name}: a certificate file cannot be used: {error}") from error
        try:
            plain = socket.create_connection((connection.host, connection.port), connection.connect_seconds)
        except OSError as error:
            raise WireBroken(f"{where}: {error}") from error
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return cls(context.wrap_socket(plain, server_hostname=connection.server_name or connection.host))
        except (OSError, ValueError) as error:
            plain.close()
            raise WireBroken(f"{where}: TLS: {error}") from error

    def send(self, content: bytes, seconds: float) -> None:
        """Send one data unit."""
        try:
            self.sock.settimeout(seconds)
            self.sock.sendall((len(content) + HEADER).to_bytes(HEADER, "big") + content)
        except OSError as error:
            raise self._broken(f"while sending: {error}") from error

    def receive(self, seconds: float) -> bytes:
        """The next data unit, all of it before the deadline."""
        deadline = time.monotonic() + seconds
        length = int.from_bytes(self._read(HEADER, deadline), "big")
        if not HEADER < length <= LARGEST + HEADER:
            raise self._broken(f"a data unit of {length} bytes is announced")
        return self._read(length - HEADER, deadline)

    def is_quiet(self) -> bool:
        """Whether nothing has come unasked: a farewell or the end of the connection shows here."""
        try:
            return not select.select([self.sock], [], [], 0)[0]
        except (OSError, ValueError):
            return False

    def close(self) -> None:
        """Let go of the connection."""
        with suppress(OSError):
            self.sock.close()

    def _read(self, count: int, deadline: float) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            left = deadline - time.monotonic()
            if left <= 0:
                raise self._broken("no answer in time")
            try:
                self.sock.settimeout(left)
                part = self.sock.recv(count - len(parts))
            except OSError as error:
                raise self._broken(f"while reading: {error}") from error
            if not part:
                raise self._broken(f"closed after {len(parts)} of {count} bytes")
            parts += part
        return bytes(parts)

    def _broken(self, why: str) -> WireBroken:
        self.close()
        return WireBroken(f"the connection to the registry broke: {why}")


def _context(connection: Connection) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = connection.check_hostname
    if connection.ca_file:
        context.load_verify_locations(connection.ca_file)
    else:
        context.load_default_certs(ssl.Purpose.SERVER_AUTH)
    if connection.client_certificate:
        key = connection.client_key or None
        context.load_cert_chain(connection.client_certificate, key, lambda: connection.client_key_password)
    return context
