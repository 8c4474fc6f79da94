"""The registry port and its adapters: sandbox, by hand, later EPP. All that a caller needs is named here."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

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
    "registry_for",
    "renew_to",
]

ADAPTERS = {
    "sandbox": "domains.registry.sandbox.in_front",
    "manual": "domains.registry.manual.ManualRegistry",
}


def registry_for(extension_code: str) -> Registry:
    """The adapter that speaks for an extension's registry (settings.REGISTRY_ADAPTER)."""
    try:
        adapter = ADAPTERS[settings.REGISTRY_ADAPTER]
    except KeyError:
        known = ", ".join(ADAPTERS)
        raise ImproperlyConfigured(
            f"REGISTRY_ADAPTER is «{settings.REGISTRY_ADAPTER}» for .{extension_code}; known: {known}."
        ) from None
    return import_string(adapter)()
