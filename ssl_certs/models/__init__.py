"""The tables of certificates: what is sold, the year that was bought, each issuance, and what proves control."""

from ssl_certs.authority.models import AuthorityAccount, SandboxIssue, SandboxRoot

from .certificate import Certificate
from .limits import ValidityLimit
from .order import SslOrder
from .organisation import OrganisationPaper
from .product import CertificateProduct
from .validation import NameValidation
from .vetting import VettingStep

__all__ = [
    "AuthorityAccount",
    "Certificate",
    "CertificateProduct",
    "NameValidation",
    "OrganisationPaper",
    "SandboxIssue",
    "SandboxRoot",
    "SslOrder",
    "ValidityLimit",
    "VettingStep",
]
