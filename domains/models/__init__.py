"""Domain names: extensions and their rules, names, the holds that protect them, what the registry must be told."""

from domains.registry.models import (
    ManualRequest,
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
from .transfers import CodeRequest, Proceeding, TransferIn, TransferOut

__all__ = [
    "HELD",
    "CodeRequest",
    "Domain",
    "Extension",
    "Hold",
    "ManualRequest",
    "Proceeding",
    "RegistryChange",
    "SandboxContact",
    "SandboxHost",
    "SandboxMessage",
    "SandboxName",
    "SandboxTransaction",
    "SandboxTransfer",
    "TransferIn",
    "TransferOut",
]
