"""What a host really serves: one TLS handshake for its certificate, one to see whether its chain is whole.

Only public addresses are reached (`settings.PRIVATE_HOSTS` opens the others, for tests): the portal must not be used
to look into anybody's inner network.
"""

import ipaddress
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from django.conf import settings

from core.ports import PortUnavailable
from ssl_certs.issued import names_of
from ssl_certs.terms import HANDLING

MISSING_ISSUER = {20, 21}  # X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, …_VERIFY_LEAF_SIGNATURE


class Unreachable(PortUnavailable):
    """The host does not answer by TLS; `why` is a word of `models.HostWatch.Found`."""

    def __init__(self, why: str, detail: str = ""):
        super().__init__(detail or why)
        self.why = why


@dataclass(frozen=True)
class Served:
    """The certificate that a host shows: serial in hexadecimal, names, expiry, and whether its chain came with it."""

    serial: str
    names: tuple[str, ...]
    not_after: datetime
    chain_whole: bool


def look(host: str, port: int, root: str = "") -> Served:
    """What stands at a host. `root` (PEM) is trusted beside the usual roots. Raises Unreachable."""
    address = _address(host, port)
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    shown.check_hostname, shown.verify_mode = False, ssl.CERT_NONE
    leaf = x509.load_der_x509_certificate(_handshake(address, host, port, shown))
    return Served(f"{leaf.serial_number:x}", names_of(leaf), leaf.not_valid_after_utc,
                  _chain_whole(address, host, port, root))  # fmt: skip


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


def _handshake(address: str, host: str, port: int, context: ssl.SSLContext) -> bytes:
    patience = HANDLING.served_patience.total_seconds()
    try:
        with (
            socket.create_connection((address, port), patience) as plain,
            context.wrap_socket(plain, server_hostname=host) as secured,
        ):
            return secured.getpeercert(True) or b""
    except ssl.SSLCertVerificationError:
        raise
    except ssl.SSLError as error:
        raise Unreachable("no_tls", str(error)) from None
    except OSError as error:
        raise Unreachable("no_answer", str(error)) from None


def _chain_whole(address: str, host: str, port: int, root: str) -> bool:
    """Whether the host sends what leads from its certificate to a root; other faults are not the chain's."""
    context = ssl.create_default_context()
    context.check_hostname = False
    if root:
        context.load_verify_locations(cadata=root)
    try:
        _handshake(address, host, port, context)
    except ssl.SSLCertVerificationError as error:
        return error.verify_code not in MISSING_ISSUER
    return True
