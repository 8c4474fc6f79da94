"""Certificates for the tests: an authority, a server on the loopback, a registrar."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

BORN = datetime.now(UTC) - timedelta(days=1)


class Authority:
    """A certification authority that lives in a folder of the test."""

    def __init__(self, folder: Path, name: str = "authority"):
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.name = _name(name)
        self.certificate = self._builder(self.name, self.key.public_key(), authority=True).sign(
            self.key, hashes.SHA256()
        )
        self.file = str(_write(folder / f"{name}.pem", _pem(self.certificate)))

    def issue(self, name: str) -> tuple[str, str]:
        """A certificate and its key, as files; it is good for that name and for 127.0.0.1."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName(
            [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        )
        built = self._builder(_name(name), key.public_key()).add_extension(names, critical=False)
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        certificate = _write(self.folder / f"{name}.pem", _pem(built.sign(self.key, hashes.SHA256())))
        return str(certificate), str(_write(self.folder / f"{name}.key", secret))

    def _builder(self, subject, public_key, authority=False):
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(BORN)
            .not_valid_after(BORN + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _pem(certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
