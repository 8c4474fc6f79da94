"""The registry port and its adapters: EPP, by hand, sandbox. All that a caller needs is named here."""

from .choosing import registries, registry_for, registry_name
from .looks import LookFirst, renew_to
from .port import Availability, NameTaken, Registry, RegistryName
from .refusals import refusal_text

__all__ = [
    "Availability",
    "LookFirst",
    "NameTaken",
    "Registry",
    "RegistryName",
    "refusal_text",
    "registries",
    "registry_for",
    "registry_name",
    "renew_to",
]
