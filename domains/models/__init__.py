"""Domain names: extensions and their rules, names, the holds that protect them, what the registry must be told."""

from domains.registry.models import (
    ManualRequest,
    RegistryExchange,
    SandboxContact,
    SandboxHost,
    SandboxMessage,
    SandboxName,
    SandboxTransaction,
    SandboxTransfer,
)

from .changes import RegistryChange
from .domain import HELD, Domain
from .extension import Extension
from .holds import Hold
from .reviews import ContactReview
from .verifications import AddressVerification

__all__ = [
    "HELD",
    "AddressVerification",
    "ContactReview",
    "Domain",
    "Extension",
    "Hold",
    "ManualRequest",
    "RegistryChange",
    "RegistryExchange",
    "SandboxContact",
    "SandboxHost",
    "SandboxMessage",
    "SandboxName",
    "SandboxTransaction",
    "SandboxTransfer",
]
