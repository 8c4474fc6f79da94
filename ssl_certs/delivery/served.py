"""What a host really serves: one TLS handshake, for the certificate that it shows and for those that come with it.

Only public addresses are reached (`settings.PRIVATE_HOSTS` opens the others, for tests): the portal must not be used
to look into anybody's inner network.
"""

import ipaddress
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from django.conf import settings

from core.ports import PortUnavailable
from ssl_certs.issued import names_of, pem_of
from ssl_certs.terms import HANDLING


class Unreachable(PortUnavailable):
    """The host does not answer by TLS; `why` is a word of `models.HostWatch.Found`."""

    def __init__(self, why: str, detail: str = ""):
        super().__init__(detail or why)
        self.why = why


@dataclass(frozen=True)
class Served:
    """The certificate that a host shows: serial in hexadecimal, names, expiry; `sent` is its PEM and the chain's."""

    serial: str
    names: tuple[str, ...]
    not_after: datetime
    sent: tuple[str, ...]

    def brings(self, chain: str) -> bool:
        """Whether the host sends every certificate of a chain (PEM) but a root, which browsers have."""
        needed = x509.load_pem_x509_certificates(chain.encode()) if chain.strip() else []
        return all(pem_of(one) in self.sent for one in needed if one.subject != one.issuer)


def look(host: str, port: int) -> Served:
    """What stands at a host. Raises Unreachable."""
    sent = _handshake(_address(host, port), host, port)
    leaf = sent[0]
    return Served(
        f"{leaf.serial_number:x}", names_of(leaf), leaf.not_valid_after_utc, tuple(map(pem_of, sent))
    )


def _address(host: str, port: int) -> str:
    """A public address of the host: what is checked is what is reached."""
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP)}
    except (OSError, UnicodeError) as error:
        raise Unreachable("no_address", str(error)) from None
    allowed = [one for one in sorted(found) if settings.PRIVATE_HOSTS or ipaddress.ip_address(one).is_global]
    if not allowed:
        raise Unreachable("private")
    return allowed[0]


def _handshake(address: str, host: str, port: int) -> list[x509.Certificate]:
    """The certificates in the order in which the host sends them; nothing is verified, everything is told."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    patience = HANDLING.served_patience.total_seconds()
    try:
        with (
            socket.create_connection((address, port), patience) as plain,
            context.wrap_socket(plain, server_hostname=host) as secured,
        ):
            sent = _sent(secured)
    except ssl.SSLError as error:
        raise Unreachable("no_tls", str(error)) from None
    except OSError as error:
        raise Unreachable("no_answer", str(error)) from None
    if not sent:
        raise Unreachable("no_tls", "no certificate was sent")
    return sent


def _sent(secured: Any) -> list[x509.Certificate]:
    """Python 3.13 has `get_unverified_chain`; before, the same stands on the object below, in its own form."""
    if hasattr(secured, "get_unverified_chain"):
        return [x509.load_der_x509_certificate(der) for der in secured.get_unverified_chain()]
    below = secured._sslobj.get_unverified_chain() or []
    return [x509.load_pem_x509_certificate(one.public_bytes().encode()) for one in below]
