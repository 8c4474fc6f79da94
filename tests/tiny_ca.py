"""A certification authority in memory: a root, an intermediate, and leaves for any request."""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAYS = timedelta(days=199)


class Ca:
    """Root and intermediate of the server."""

    def __init__(self) -> None:
        self.root_key, self.key = (ec.generate_private_key(ec.SECP256R1()) for _n in range(2))
        root, between = _name("Tests' root"), _name("Tests' authority")
        self.root_pem = pem(self._certified(root, root, self.root_key.public_key(), self.root_key))
        self.intermediate = self._certified(between, root, self.key.public_key(), self.root_key)
        self.intermediate_pem = pem(self.intermediate)

    def leaf(self, csr: str, names: list[str], now: datetime, other_key: bool) -> x509.Certificate:
        key = x509.load_pem_x509_csr(csr.encode()).public_key()
        key = ec.generate_private_key(ec.SECP256R1()).public_key() if other_key else key
        sans = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        builder = _builder(_name(names[0]), self.intermediate.subject, key, now, now + DAYS)
        return builder.add_extension(sans, critical=False).sign(self.key, hashes.SHA256())

    def _certified(self, subject, issuer, key, signer) -> x509.Certificate:
        builder = _builder(subject, issuer, key, datetime(2020, 1, 1), datetime(2060, 1, 1))
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        return builder.sign(signer, hashes.SHA256())


def _builder(subject, issuer, key, start, end) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    return builder.serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(end)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
