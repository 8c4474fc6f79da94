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
from .files import InformationRequest, RegistrationFile
from .holder_changes import HolderChange
from .holds import Hold
from .papers import Paper
from .reserved import ReservedTerm
from .revisions import ExtensionRevision
from .transfers import CodeRequest, Proceeding, TransferIn, TransferOut

__all__ = [
    "HELD",
    "CodeRequest",
    "Domain",
    "Extension",
    "ExtensionRevision",
    "Hold",
    "HolderChange",
    "InformationRequest",
    "ManualRequest",
    "Paper",
    "Proceeding",
    "RegistrationFile",
    "RegistryChange",
    "RegistryExchange",
    "ReservedTerm",
    "SandboxContact",
    "SandboxHost",
    "SandboxMessage",
    "SandboxName",
    "SandboxTransaction",
    "SandboxTransfer",
    "TransferIn",
    "TransferOut",
]
