"""Certificates that the tests' own servers show, and the authority that one of them issues from."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def trusting(folder: Path) -> ssl.SSLContext:
    """Who trusts the authority's own web server."""
    return ssl.create_default_context(cafile=str(folder / "server.pem"))


def server_certificate(folder: Path) -> None:
    """The certificate of the authority's own web server, good for 127.0.0.1."""
    address = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    )
    _self_signed(folder, "server", [(address, False)])


def issuing_authority(folder: Path) -> None:
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    _self_signed(folder, "ca", [(x509.BasicConstraints(ca=True, path_length=0), True), (usage, True)])


def _self_signed(folder: Path, name: str, extensions: list[tuple[x509.ExtensionType, bool]]) -> None:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"tests {name}")])
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=60))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )  # fmt: skip
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    pem = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / f"{name}.pem").write_bytes(pem)
    (folder / f"{name}.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
