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

from .cancellations import Cancellation
from .changes import RegistryChange
from .comparison import Comparison, Difference
from .decisions import Authority, LegalDecision, ReasonCode, Suspension
from .dns import Record, Zone, ZoneVersion
from .dns_work import ManualZoneWork, SandboxZone
from .domain import HELD, Domain
from .extension import Extension
from .files import InformationRequest, RegistrationFile
from .holder_changes import HolderChange
from .holds import Hold
from .messages import RegistryMessage
from .papers import Paper
from .reserved import ReservedTerm
from .reviews import ContactReview
from .revisions import ExtensionRevision
from .transfers import CodeRequest, Proceeding, TransferIn, TransferOut
from .verifications import AddressVerification

__all__ = [
    "HELD",
    "AddressVerification",
    "Authority",
    "Cancellation",
    "CodeRequest",
    "Comparison",
    "ContactReview",
    "Difference",
    "Domain",
    "Extension",
    "ExtensionRevision",
    "Hold",
    "HolderChange",
    "InformationRequest",
    "LegalDecision",
    "ManualRequest",
    "ManualZoneWork",
    "Paper",
    "Proceeding",
    "ReasonCode",
    "Record",
    "RegistrationFile",
    "RegistryChange",
    "RegistryExchange",
    "RegistryMessage",
    "ReservedTerm",
    "SandboxContact",
    "SandboxHost",
    "SandboxMessage",
    "SandboxName",
    "SandboxTransaction",
    "SandboxTransfer",
    "SandboxZone",
    "Suspension",
    "TransferIn",
    "TransferOut",
    "Zone",
    "ZoneVersion",
]
