"""Reading a signing request (PKCS#10): pasted text to checked facts; a private key in it is refused first (SSL-13.4).

Taken is one block of PEM, alone or in other text, or its base64 alone. Its size is checked before it is read, its key
before its signature: a key of sixteen thousand bits costs nothing. Names in it are proposed, not checked: that is
`ssl_certs.names`.
"""

import base64
import binascii
import re
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.views.decorators.debug import sensitive_variables

from ssl_certs import private_keys
from ssl_certs.issued import key_digest
from ssl_certs.name_refusals import Remark
from ssl_certs.terms import HANDLING

from . import weak_keys
from .refusals import BadRequest, remark

DASHES = r"[-–—‐‑−]+"  # word processors make one of several hyphens
BLOCK = re.compile(
    rf"{DASHES}\s*BEGIN\s+([A-Z0-9 ]+?)\s*{DASHES}(.*?){DASHES}\s*END\s+[A-Z0-9 ]+?\s*{DASHES}", re.S
)
REQUEST = {"CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"}
OTHERS = {"CERTIFICATE": "certificate", "X509 CERTIFICATE": "certificate", "TRUSTED CERTIFICATE": "certificate",
          "PUBLIC KEY": "public_key", "RSA PUBLIC KEY": "public_key"}  # fmt: skip
SAFE_DIGESTS = {"sha256", "sha384", "sha512"}
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\0"), None)


@dataclass(frozen=True)
class SigningRequest:
    """What a good request says: its PEM, its key in words and by digest, the names in it as they stand there."""

    pem: str
    key: str
    key_digest: str
    common_name: str = ""
    names: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def proposed(self) -> tuple[str, ...]:
        """The names that it asks for: its alternative names, else its common name."""
        return self.names or ((self.common_name,) if self.common_name else ())


@sensitive_variables()
def read(text: str) -> SigningRequest:
    """The facts of a pasted request. Raises BadRequest, and nothing else."""
    if private_keys.found_in(text):
        raise BadRequest("private_key")
    if not text.strip():
        raise BadRequest("empty")
    if len(text) > HANDLING.csr_bytes:
        raise BadRequest("too_large", most=HANDLING.csr_bytes // 1024)
    request = _parsed(_der(text.translate(INVISIBLE)))
    key = _key(request)
    words = weak_keys.checked(key)
    _check_signature(request)
    return _facts(request, key, words)


@sensitive_variables()
def _der(text: str) -> bytes:
    """The bytes of the one request in a text."""
    blocks = [(" ".join(label.split()), body) for label, body in BLOCK.findall(text)]
    wanted = [body for label, body in blocks if label in REQUEST]
    if len(wanted) > 1:
        raise BadRequest("several", count=len(wanted))
    if not wanted and blocks:
        label = blocks[0][0]
        raise BadRequest(OTHERS[label]) if label in OTHERS else BadRequest("other_block", label=label)
    if not wanted and re.search(r"\b(BEGIN|END)\b", text):
        raise BadRequest("cut")
    return _decoded(wanted[0] if wanted else text)


@sensitive_variables()
def _decoded(body: str) -> bytes:
    body = re.sub(r"^[A-Za-z-]+:.*$", "", body, flags=re.M)  # headers of old tools
    try:
        return base64.b64decode("".join(body.split()), validate=True)
    except (binascii.Error, ValueError):
        raise BadRequest("unreadable") from None


def _parsed(der: bytes) -> x509.CertificateSigningRequest:
    try:
        return x509.load_der_x509_csr(der)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        pass
    try:
        x509.load_der_x509_certificate(der)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadRequest("unreadable") from None
    raise BadRequest("certificate")


def _key(request: x509.CertificateSigningRequest):
    """The request's public key."""
    try:
        return request.public_key()
    except (ValueError, TypeError):
        raise BadRequest("unreadable") from None
    except UnsupportedAlgorithm:
        raise BadRequest("kind_of_key") from None


def _check_signature(request: x509.CertificateSigningRequest) -> None:
    """Its own key has signed it, with a digest that is safe."""
    try:
        digest = request.signature_hash_algorithm
        valid = request.is_signature_valid
    except (UnsupportedAlgorithm, InvalidSignature, ValueError, TypeError):
        raise BadRequest("signature") from None
    if digest is None or digest.name not in SAFE_DIGESTS:
        raise BadRequest("digest", digest=digest.name.upper() if digest else "?")
    if not valid:
        raise BadRequest("signature")


def _facts(request: x509.CertificateSigningRequest, key, words: str) -> SigningRequest:
    try:
        names, others = _alternative_names(request)
        common, units = (
            _said(request, oid) for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME)
        )
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension):
        raise BadRequest("unreadable") from None
    remarks = [remark("unit", unit=", ".join(units))] if units else []
    if isinstance(key, rsa.RSAPublicKey) and key.key_size > weak_keys.RSA_USUAL:
        remarks.append(remark("long_key", bits=key.key_size, usual=weak_keys.RSA_USUAL))
    return SigningRequest(
        pem=request.public_bytes(Encoding.PEM).decode(), key=words, key_digest=key_digest(key),
        common_name=common[0] if common else "", names=names, others=others, remarks=tuple(remarks),
    )  # fmt: skip


def _alternative_names(request: x509.CertificateSigningRequest) -> tuple[tuple[str, ...], tuple[str, ...]]:
    try:
        found = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return (), ()
    names = tuple(dict.fromkeys(found.get_values_for_type(x509.DNSName)))
    return names, tuple(str(other.value) for other in found if not isinstance(other, x509.DNSName))


def _said(request: x509.CertificateSigningRequest, oid: x509.ObjectIdentifier) -> list[str]:
    return [str(attribute.value).strip() for attribute in request.subject.get_attributes_for_oid(oid)]
