"""What an authority has issued, read: its leaf, its chain put in order, its key, its dates."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .authority.port import Issued


@dataclass(frozen=True)
class CertificateFacts:
    """A certificate's facts: PEM of leaf and chain (leaf's issuer first), serial in hexadecimal, UTC instants."""

    pem: str
    chain: str
    serial: str
    not_before: datetime
    not_after: datetime
    key_digest: str
    names: tuple[str, ...]


def read(answer: Issued) -> CertificateFacts:
    """The facts of what was issued. Raises ValueError where it is no certificate."""
    leaf = x509.load_pem_x509_certificate(answer.pem.encode())
    chain = ordered(
        leaf, x509.load_pem_x509_certificates(answer.chain.encode()) if answer.chain.strip() else []
    )
    return CertificateFacts(
        pem=pem_of(leaf), chain="".join(map(pem_of, chain)), serial=f"{leaf.serial_number:x}",
        not_before=leaf.not_valid_before_utc, not_after=leaf.not_valid_after_utc,
        key_digest=key_digest(leaf.public_key()), names=names_of(leaf),
    )  # fmt: skip


# Why what was issued is not what was asked for.
MISFITS: dict[str, Promise] = {
    "key": _("the authority has issued a certificate for another key"),
    "names": _("the authority has issued a certificate that lacks a name"),
    "old": _("the authority has given the old certificate once more"),
}


def misfit(facts: CertificateFacts, certificate: Any) -> str:
    """Why this is not the certificate that was asked for, as a key of `MISFITS`; empty when it is."""
    before = certificate.replaces
    if facts.key_digest != certificate.key_digest:
        return "key"
    if before and facts.serial == before.serial:
        return "old"
    return "" if set(facts.names) >= set(certificate.names) else "names"


def ordered(leaf: x509.Certificate, others: list[x509.Certificate]) -> list[x509.Certificate]:
    """The chain from the leaf's issuer on, each certificate signed by the next; what does not belong is left out."""
    by_subject = {other.subject: other for other in others if other != leaf}
    chain, last = [], leaf
    while (last.issuer != last.subject) and (issuer := by_subject.pop(last.issuer, None)):
        chain.append(issuer)
        last = issuer
    return chain


def key_digest(key) -> str:
    """SHA-256 of a public key (SubjectPublicKeyInfo, DER), in hexadecimal: what CSR and certificate share."""
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def names_of(leaf: x509.Certificate) -> tuple[str, ...]:
    """The DNS names that a certificate is for."""
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(names.get_values_for_type(x509.DNSName))


def pem_of(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()
