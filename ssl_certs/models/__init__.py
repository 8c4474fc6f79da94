"""The tables of certificates: what is sold, the year that was bought, each issuance, and what proves control."""

from ssl_certs.authority.models import AuthorityAccount, ManualRequest, SandboxIssue, SandboxIssuer

from .certificate import Certificate
from .limits import ValidityLimit
from .order import SslOrder
from .product import CertificateProduct
from .validation import NameValidation
from .vetting import VettingStep
from .watch import HostWatch

__all__ = [
    "AuthorityAccount",
    "Certificate",
    "CertificateProduct",
    "HostWatch",
    "ManualRequest",
    "NameValidation",
    "SandboxIssue",
    "SandboxIssuer",
    "SslOrder",
    "ValidityLimit",
    "VettingStep",
]
