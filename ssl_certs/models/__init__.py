"""The tables of certificates: what is sold, the year that was bought, each issuance, and what proves control."""

from ssl_certs.authority.models import AuthorityAccount, ManualRequest, SandboxIssue, SandboxIssuer

from .cancellation import SslCancellation
from .certificate import Certificate
from .decision import Ground, SslDecision
from .limits import ValidityLimit
from .order import SslOrder
from .organisation import OrganisationPaper
from .product import CertificateProduct
from .stop import AuthorityStop, StopNotice
from .validation import NameValidation
from .vetting import VettingStep
from .watch import HostWatch

__all__ = [
    "AuthorityAccount",
    "AuthorityStop",
    "Certificate",
    "CertificateProduct",
    "Ground",
    "HostWatch",
    "ManualRequest",
    "NameValidation",
    "OrganisationPaper",
    "SandboxIssue",
    "SandboxIssuer",
    "SslCancellation",
    "SslDecision",
    "SslOrder",
    "StopNotice",
    "ValidityLimit",
    "VettingStep",
]
