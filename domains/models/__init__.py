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
from .dns import Record, Zone, ZoneVersion
from .dns_work import ManualZoneWork, SandboxZone
from .domain import HELD, Domain
from .extension import Extension
from .holds import Hold

__all__ = [
    "HELD",
    "Domain",
    "Extension",
    "Hold",
    "ManualRequest",
    "ManualZoneWork",
    "Record",
    "RegistryChange",
    "SandboxContact",
    "SandboxHost",
    "SandboxMessage",
    "SandboxName",
    "SandboxTransaction",
    "SandboxTransfer",
    "SandboxZone",
    "Zone",
    "ZoneVersion",
]
