"""Files of an issued certificate, as each kind of server wants them (SSL-9.1). Never with a private key (SSL-13.4)."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ssl_certs.models import Certificate

PEM, P7B, ZIP = "application/x-pem-file", "application/x-pkcs7-certificates", "application/zip"
MADE_ON = (1980, 1, 1, 0, 0, 0)  # a bundle of the same certificate is the same bytes


@dataclass(frozen=True)
class Download:
    """One file: its name, media type and bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Bundle:
    """What one kind of server needs, in words, and how it is made from leaf and chain."""

    code: str
    title: Promise
    contents: Promise
    files: Callable[[Certificate], list[Download]]


def leaf(certificate: Certificate) -> Download:
    return Download(f"{stem(certificate)}.crt", PEM, certificate.pem.encode())


def chain(certificate: Certificate) -> Download:
    return Download(f"{stem(certificate)}.ca-bundle", PEM, certificate.chain.encode())


def full_chain(certificate: Certificate) -> Download:
    return Download(f"{stem(certificate)}.fullchain.pem", PEM, (certificate.pem + certificate.chain).encode())


def p7b(certificate: Certificate) -> Download:
    """Leaf and chain as PKCS#7, which the Windows console imports."""
    found = x509.load_pem_x509_certificates((certificate.pem + certificate.chain).encode())
    return Download(f"{stem(certificate)}.p7b", P7B, pkcs7.serialize_certificates(found, Encoding.PEM))


BUNDLES = {
    bundle.code: bundle
    for bundle in (
        Bundle("nginx", _("nginx"), _("certificate and chain in one file"), lambda c: [full_chain(c)]),
        Bundle("apache", _("Apache"), _("certificate and chain in two files"), lambda c: [leaf(c), chain(c)]),
        Bundle(
            "cpanel", _("cPanel"), _("certificate and CA bundle, to be pasted"), lambda c: [leaf(c), chain(c)]
        ),
        Bundle(
            "iis", _("IIS (Windows)"), _("PKCS#7; a PFX file is made in your browser"), lambda c: [p7b(c)]
        ),
    )
}
SINGLE = {"certificate": leaf, "chain": chain, "fullchain": full_chain, "p7b": p7b}


def download(certificate: Certificate, what: str) -> Download | None:
    """One file, or the bundle of one kind of server as a ZIP; None where there is no such thing."""
    if what in SINGLE:
        return SINGLE[what](certificate)
    bundle = BUNDLES.get(what.removeprefix("zip-"))
    return zipped(certificate, bundle) if bundle and what.startswith("zip-") else None


def zipped(certificate: Certificate, bundle: Bundle) -> Download:
    """The files of a bundle in one ZIP."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in bundle.files(certificate):
            archive.writestr(zipfile.ZipInfo(file.name, MADE_ON), file.content)
    return Download(f"{stem(certificate)}-{bundle.code}.zip", ZIP, made.getvalue())


def stem(certificate: Certificate) -> str:
    """What the files of a certificate are called: its main name, a wildcard without its star, and its issuance."""
    return f"{certificate.names[0].replace('*.', 'wildcard.')}-{certificate.number}"
