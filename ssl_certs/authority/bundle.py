"""Certificates as authorities and people hand them over: PEM in any order, sorted into a leaf and its chain."""

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from ssl_certs.issued import key_digest, ordered

from .port import Issued


def sorted_out(text: str, csr: str) -> Issued:
    """The leaf and its chain, whatever their order. Raises ValueError where there is no leaf.

    The leaf is the one for the request's key; where there is none it is the first that is no authority's, so that
    a certificate for another key is seen for what it is.
    """
    found = x509.load_pem_x509_certificates(text.encode())
    digest = key_digest(x509.load_pem_x509_csr(csr.encode()).public_key())
    leaves = [one for one in found if not is_authority(one)]
    ours = [one for one in leaves if key_digest(one.public_key()) == digest]
    if not leaves:
        raise ValueError("no certificate of a server among them")
    leaf = (ours or leaves)[0]
    return Issued(_pem(leaf), "".join(_pem(one) for one in ordered(leaf, found)))


def is_authority(certificate: x509.Certificate) -> bool:
    """Whether it may sign others (RFC 5280 4.2.1.9)."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()
