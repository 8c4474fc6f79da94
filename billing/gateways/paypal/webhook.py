"""Whether a webhook is PayPal's: the signature over its exact bytes, with a certificate that comes from PayPal only.

Signed is `transmission id|transmission time|our webhook's id|CRC-32 of the body`, RSA PKCS#1 v1.5 with SHA-256. The
address of the certificate comes with the request, so it must be https at paypal.com, and no redirect is followed.
"""

import base64
import binascii
import hashlib
import zlib
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.core.cache import cache

from billing.gateways import door
from billing.terms import BILLING
from core.ports import PortUnavailable

from .rest import SANDBOX

PREFIX = "PayPal-"
ALGORITHM = "SHA256withRSA"
HOST = "paypal.com"
LARGEST = 64 * 1024  # bytes of a certificate


class Forged(Exception):
    """A webhook that PayPal did not sign for us; says what is wrong with it."""


def verify(headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Raises Forged, or PortUnavailable where the certificate cannot be had now."""
    said = {name: headers.get(f"{PREFIX}{name}", "") for name in
            ("Transmission-Id", "Transmission-Time", "Transmission-Sig", "Cert-Url", "Auth-Algo")}  # fmt: skip
    if missing := [name for name, value in said.items() if not value]:
        raise Forged(f"without {', '.join(missing)}")
    if said["Auth-Algo"] != ALGORITHM:
        raise Forged(f"algorithm {said['Auth-Algo'][:40]}")
    if not settings.PAYPAL_WEBHOOK_ID:
        raise Forged("no webhook is registered here")
    key = _key(said["Cert-Url"], now)
    try:
        signature = base64.b64decode(said["Transmission-Sig"], validate=True)
        key.verify(signature, signed(said["Transmission-Id"], said["Transmission-Time"], body),
                   padding.PKCS1v15(), SHA256())  # fmt: skip
    except (binascii.Error, InvalidSignature):
        raise Forged("wrong signature") from None


def signed(transmission: str, at: str, body: bytes) -> bytes:
    """The bytes that are signed for our webhook."""
    return f"{transmission}|{at}|{settings.PAYPAL_WEBHOOK_ID}|{zlib.crc32(body)}".encode()


def is_paypals(address: str) -> bool:
    """Whether a certificate may come from there: https, paypal.com or below it, the usual port, nobody's name in it."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    host = (parts.hostname or "").lower()
    at_home = host == HOST or host.endswith(f".{HOST}")
    return parts.scheme == "https" and at_home and port in (None, 443) and "@" not in parts.netloc


def _key(address: str, now: datetime) -> rsa.RSAPublicKey:
    try:
        certificate = x509.load_pem_x509_certificate(_certificate(address))
    except ValueError as fault:
        raise Forged(f"not a certificate: {fault}") from None
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise Forged("the certificate is out of date")
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise Forged("not an RSA certificate")
    return key


def _certificate(address: str) -> bytes:
    """The PEM at the address, remembered for a while. Raises Forged, PortUnavailable."""
    if not is_paypals(address):
        raise Forged(f"certificate at {address[:200]}")
    kept = f"billing.paypal.cert.{hashlib.sha256(address.encode()).hexdigest()}"
    if pem := cache.get(kept):
        return pem
    parts = urlsplit(address)
    home = f"https://{parts.netloc}" if settings.PAYPAL_API else ""
    with door.client(home, SANDBOX) as http:
        answer = door.ask(http, "GET", f"{parts.path}?{parts.query}" if parts.query else parts.path)
    if answer.status_code != 200:
        raise PortUnavailable(f"certificate: HTTP {answer.status_code}")
    if len(answer.content) > LARGEST:
        raise Forged("the certificate is too large")
    cache.set(kept, answer.content, BILLING.certificate_kept.total_seconds())
    return answer.content
