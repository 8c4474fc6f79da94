"""The registry's own authority: a CA, the server's certificate, and client certificates where they are demanded."""

from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from domains.registry.terms import SERVER

CA, CERTIFICATE = "ca.pem", "server.pem"


def prepare(folder: Path, clients: tuple[str, ...] = ()) -> Path:
    """Make what is missing in the folder; the server's certificate (with its key) is returned."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / CERTIFICATE).exists():
        key = ec.generate_private_key(ec.SECP256R1())
        authority = _authority(key)
        _keep(folder / "ca-key.pem", _private(key))
        _keep(folder / CERTIFICATE, _issued("localhost", authority, key))
        (folder / CA).write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    for client in clients:
        if not (folder / f"{client}.pem").exists():
            authority = x509.load_pem_x509_certificate((folder / CA).read_bytes())
            signer = serialization.load_pem_private_key((folder / "ca-key.pem").read_bytes(), None)
            _keep(folder / f"{client}.pem", _issued(client, authority, signer))
    return folder / CERTIFICATE


def _authority(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = _name("Sandbox registry CA")
    usage = x509.KeyUsage(
        digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = _builder(name, name, key.public_key())
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(usage, critical=True)
    builder = builder.add_extension(
        x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
    )
    return builder.sign(key, hashes.SHA256())


def _issued(common_name: str, authority: x509.Certificate, signer) -> bytes:
    """A leaf with its key in one file, for server and client use alike."""
    key = ec.generate_private_key(ec.SECP256R1())
    names = [x509.DNSName("localhost"), *(x509.IPAddress(ip_address(a)) for a in ("127.0.0.1", "::1"))]
    uses = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    builder = _builder(_name(common_name), authority.subject, key.public_key())
    for extension in (
        x509.SubjectAlternativeName(names),
        x509.ExtendedKeyUsage(uses),
        x509.BasicConstraints(ca=False, path_length=None),
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
    ):
        builder = builder.add_extension(extension, critical=False)
    certificate = builder.sign(signer, hashes.SHA256())
    return certificate.public_bytes(serialization.Encoding.PEM) + _private(key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    today = datetime.now(UTC)  # the wire's clock, not the demo's: both ends of TLS look at it
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    builder = builder.serial_number(x509.random_serial_number())
    return builder.not_valid_before(today - SERVER.skew).not_valid_after(today + SERVER.certificate)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(pem, form, serialization.NoEncryption())


def _keep(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)
