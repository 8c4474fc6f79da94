"""The demo PayPal's own certificate: made at its first use, one for all processes of the installation."""

import base64
import os
import tempfile
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from django.conf import settings

FROM, TO = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)  # the demo's clock moves
NAME = "messageverificationcerts.paypal.com"


def pem() -> bytes:
    """The certificate."""
    return _made(settings.STATE_DIR)[1]


def sign(message: bytes) -> str:
    """A webhook's signature."""
    key = serialization.load_pem_private_key(_made(settings.STATE_DIR)[0], None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return base64.b64encode(key.sign(message, padding.PKCS1v15(), SHA256())).decode()


@lru_cache(maxsize=2)
def _made(folder: Path) -> tuple[bytes, bytes]:
    """The key and the certificate; of two processes that make them at once, one wins."""
    path = folder / "paypal-demo.pem"
    if not path.exists():
        handle, name = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(b"".join(_new()))
        try:
            os.link(name, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(name)
    key, mark, certificate = path.read_bytes().partition(b"-----BEGIN CERTIFICATE-----")
    return key, mark + certificate


def _new() -> tuple[bytes, bytes]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(FROM).not_valid_after(TO)
    plain = serialization.NoEncryption()
    kept = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    return kept, made.sign(key, SHA256()).public_bytes(serialization.Encoding.PEM)
