"""The sandbox authority's keys: a root, an intermediate, leaves as the Baseline Requirements want them, a list (CRL).

No address of an issuer or of a list stands in a leaf: there is no server behind it.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ssl_certs.authority.models import SandboxIssue, SandboxIssuer

from .terms import SANDBOX

BORN, DIES = datetime(2020, 1, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC)
NAMES = {"root": "Sandbox Root – trusted by nobody", "intermediate": "Sandbox Authority – trusted by nobody"}
POLICIES = {"dv": "2.23.140.1.2.1", "ov": "2.23.140.1.2.2", "ev": "2.23.140.1.1"}
USAGES = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
          "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")  # fmt: skip
LONGEST_COMMON_NAME = 64  # X.520 ub-common-name
REASONS = {
    1: x509.ReasonFlags.key_compromise, 3: x509.ReasonFlags.affiliation_changed, 4: x509.ReasonFlags.superseded,
    5: x509.ReasonFlags.cessation_of_operation, 9: x509.ReasonFlags.privilege_withdrawn,
}  # fmt: skip
SECOND = SANDBOX.second


def chain() -> tuple[str, str]:
    """PEM of the intermediate and of the root, made the first time."""
    root = _issuer("root")
    return _issuer("intermediate").pem, root.pem


def signed(issue: SandboxIssue, key: Any, now: datetime) -> x509.Certificate:
    """A leaf for this key, valid from now for the days asked for, its last second included."""
    issuer, start = _issuer("intermediate"), now.replace(microsecond=0)
    authority, subject = x509.load_pem_x509_certificate(issuer.pem.encode()), _subject(issue)
    names = x509.SubjectAlternativeName([x509.DNSName(name) for name in issue.names])
    builder = _builder(subject, authority.subject, key, start, start + timedelta(days=issue.days) - SECOND)
    builder = (
        builder.add_extension(names, critical=not list(subject))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage("digital_signature", *_encipherment(key)), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_policy(POLICIES[issue.level]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(_key_of(authority)), critical=False)
    )  # fmt: skip
    return builder.sign(_private(issuer), hashes.SHA256())


def revocation_list(now: datetime) -> x509.CertificateRevocationList:
    """What the intermediate has revoked, as a browser would read it."""
    issuer = _issuer("intermediate")
    authority = x509.load_pem_x509_certificate(issuer.pem.encode())
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.subject)
        .last_update(now)
        .next_update(now + SANDBOX.list_life)
    )
    for row in SandboxIssue.objects.filter(revoked_at__lte=now):
        entry = (
            x509.RevokedCertificateBuilder()
            .serial_number(int(row.serial, 16))
            .revocation_date(row.revoked_at)
        )
        if reason := REASONS.get(row.revocation_reason):
            entry = entry.add_extension(x509.CRLReason(reason), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(_private(issuer), hashes.SHA256())


def _subject(issue: SandboxIssue) -> x509.Name:
    """The first name where it fits; OV and EV name the organisation, EV its registration as well."""
    said, main = issue.organisation, issue.names[0]
    facts: list[tuple[x509.ObjectIdentifier, str]] = []
    if issue.level == "ev":
        facts += [
            (NameOID.BUSINESS_CATEGORY, "Private Organization"),
            (NameOID.JURISDICTION_COUNTRY_NAME, said.get("country") or "MA"),
            (NameOID.SERIAL_NUMBER, said.get("rc") or said.get("ice") or ""),
        ]
    if issue.level != "dv":
        facts += [
            (NameOID.COUNTRY_NAME, said.get("country") or "MA"),
            (NameOID.LOCALITY_NAME, said.get("city") or ""),
            (NameOID.ORGANIZATION_NAME, organisation_name(said)[:LONGEST_COMMON_NAME]),
        ]
    facts += [(NameOID.COMMON_NAME, main)] if len(main) <= LONGEST_COMMON_NAME else []
    return x509.Name([x509.NameAttribute(oid, str(text)) for oid, text in facts if text])


def pem_of(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def organisation_name(said: dict[str, Any]) -> str:
    """The organisation's name in the snapshot of an order."""
    return str(said.get("name") or said.get("organisation") or "")


def _issuer(role: str) -> SandboxIssuer:
    found = SandboxIssuer.objects.filter(role=role).first()
    if found:
        return found
    key = ec.generate_private_key(ec.SECP256R1())
    pem = pem_of(_certified(role, key))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SandboxIssuer.objects.get_or_create(
        role=role, defaults={"key": private.decode(), "pem": pem}
    )[0]  # fmt: skip


def _certified(role: str, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """The root by itself, the intermediate by the root."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAMES[role])])
    if role == "root":
        return _authority(subject, subject, key, None).sign(key, hashes.SHA256())
    root = _issuer("root")
    above = x509.load_pem_x509_certificate(root.pem.encode())
    builder = _authority(subject, above.subject, key, 0)
    builder = builder.add_extension(_policy("2.5.29.32.0"), critical=False)
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(_key_of(above)), critical=False
    )
    return builder.sign(_private(root), hashes.SHA256())


def _authority(subject: x509.Name, issuer: x509.Name, key: Any, depth: int | None) -> x509.CertificateBuilder:
    builder = _builder(subject, issuer, key.public_key(), BORN, DIES)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=depth), critical=True)
    return builder.add_extension(_usage("digital_signature", "key_cert_sign", "crl_sign"), critical=True)


def _builder(subject: x509.Name, issuer: x509.Name, key: Any, start: datetime, end: datetime):
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _key_of(certificate: x509.Certificate) -> Any:
    return certificate.public_key()


def _encipherment(key: Any) -> tuple[str, ...]:
    return ("key_encipherment",) if isinstance(key, rsa.RSAPublicKey) else ()


def _usage(*allowed: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{usage: usage in allowed for usage in USAGES})


def _policy(oid: str) -> x509.CertificatePolicies:
    return x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(oid), None)])


def _private(issuer: SandboxIssuer) -> Any:
    return serialization.load_pem_private_key(issuer.key.encode(), None)
