"""The sandbox authority: a book in our own database and certificates of a root that nobody trusts. Demo and tests.

It proves control without looking anywhere: a name that is said to be ready is proven, unless its first label tells it
to behave otherwise (`BEHAVIOURS`).
"""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import transaction

from core.ports import PortRefused
from ssl_certs.terms import HANDLING

from .models import SandboxIssue, SandboxRoot
from .port import DNS, EMAIL, HTTP, Challenge, Issued, Progress, Request, Window

BEHAVIOURS = {
    "caa": ("caa", "CAA record forbids issuance"),
    "servfail": ("dns", "SERVFAIL looking up CAA"),
    "mauvais": ("incorrectResponse", "the value found is not the one expected"),
}


def opened(code: str, entry: Mapping[str, Any]) -> "SandboxAuthority":
    return SandboxAuthority()


def faults(code: str, entry: Mapping[str, Any]) -> list[str]:
    return []


class SandboxAuthority:
    """Keeps its book in `SandboxIssue`."""

    methods = (EMAIL, DNS, HTTP)

    @transaction.atomic
    def request(self, wanted: Request, now: datetime) -> Progress:
        issue, _new = SandboxIssue.objects.get_or_create(
            our_reference=wanted.our_reference,
            defaults={
                "reference": f"SBX{secrets.token_hex(6).upper()}", "names": list(wanted.names), "csr": wanted.csr,
                "days": wanted.days, "asked_at": now,
                "tokens": {name: secrets.token_urlsafe(24) for name in wanted.names},
            },
        )  # fmt: skip
        return _progress(issue, wanted)

    @transaction.atomic
    def advance(self, wanted: Request, ready: Collection[str], vetted: bool, now: datetime) -> Progress:
        issue = self._issue(wanted)
        problems = {
            name: BEHAVIOURS[first][1] for name in ready if (first := name.split(".")[0]) in BEHAVIOURS
        }
        issue.proven = sorted({*issue.proven, *(set(ready) - set(problems))})
        if vetted and issue.state == "open" and set(issue.proven) == set(issue.names):
            _sign(issue, now)
        issue.save()
        return _progress(issue, wanted, problems)

    def resend(self, wanted: Request, names: Collection[str], now: datetime) -> None:
        self._issue(wanted)  # nobody reads the sandbox's mails

    def cancel(self, wanted: Request, now: datetime) -> Progress:
        issue = self._issue(wanted)
        if issue.state == "open":
            SandboxIssue.objects.filter(pk=issue.pk).update(state="cancelled")
        return _progress(issue, wanted)

    def revoke(self, certificate: Issued, reference: str, reason: int, now: datetime) -> datetime | None:
        leaf = x509.load_pem_x509_certificate(certificate.pem.encode())
        rows = SandboxIssue.objects.filter(serial=f"{leaf.serial_number:x}")
        rows.filter(revoked_at=None).update(revoked_at=now)
        return rows.values_list("revoked_at", flat=True).get()

    def renewal_window(self, certificate: Issued, reference: str, now: datetime) -> Window | None:
        return None

    def _issue(self, wanted: Request) -> SandboxIssue:
        issue = SandboxIssue.objects.select_for_update().filter(reference=wanted.reference).first()
        if issue is None:
            raise PortRefused("malformed", f"no such request: {wanted.reference}")
        return issue


def _progress(issue: SandboxIssue, wanted: Request, problems: Mapping[str, str] | None = None) -> Progress:
    challenges = tuple(
        _challenge(issue, name, wanted, (problems or {}).get(name, "")) for name in issue.names
    )
    issued = Issued(issue.pem, _root()[1]) if issue.pem else None
    return Progress(issue.reference, challenges, issued)


def _challenge(issue: SandboxIssue, name: str, wanted: Request, problem: str) -> Challenge:
    method, token, bare = wanted.methods.get(name, DNS), issue.tokens[name], name.removeprefix("*.")
    facts: dict[str, Any] = {
        DNS: {"host": f"_pki-validation.{bare}", "record": "TXT", "value": token},
        HTTP: {"path": "/.well-known/pki-validation/fileauth.txt", "value": token},
        EMAIL: {"address": wanted.addresses.get(name, f"admin@{bare}")},
    }[method]
    return Challenge(name, method, valid=name in issue.proven, problem=problem,
                     expires_at=issue.asked_at + HANDLING.token_life, **facts)  # fmt: skip


def _sign(issue: SandboxIssue, now: datetime) -> None:
    key, pem = _root()
    root = x509.load_pem_x509_certificate(pem.encode())
    csr = x509.load_pem_x509_csr(issue.csr.encode())
    serial = x509.random_serial_number()
    start = now.replace(microsecond=0)
    leaf = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issue.names[0][:64])]))
        .issuer_name(root.subject)
        .public_key(csr.public_key())
        .serial_number(serial)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=issue.days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in issue.names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(_loaded(key), hashes.SHA256())
    )
    issue.state, issue.serial = "issued", f"{serial:x}"
    issue.pem = leaf.public_bytes(serialization.Encoding.PEM).decode()


def _loaded(key: str):
    return serialization.load_pem_private_key(key.encode(), None)


def _root() -> tuple[str, str]:
    """The root's key and certificate, made the first time."""
    if found := SandboxRoot.objects.filter(pk=1).first():
        return found.key, found.pem
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sandbox Root – not trusted")])
    born = datetime(2020, 1, 1)
    pem = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(born)
        .not_valid_after(datetime(2060, 1, 1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    made, _new = SandboxRoot.objects.get_or_create(
        pk=1, defaults={"key": private.decode(), "pem": pem.public_bytes(serialization.Encoding.PEM).decode()}
    )
    return made.key, made.pem
