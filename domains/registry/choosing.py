"""Which registry answers for an extension, and by which adapter: settings.REGISTRIES, else REGISTRY_ADAPTER."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured

from core.adapters import Adapters

from .port import Registry

ADAPTERS: Adapters[Registry] = Adapters(
    "registry",
    "REGISTRIES",
    "REGISTRY_ADAPTER",
    {
        "sandbox": "domains.registry.sandbox",
        "manual": "domains.registry.manual",
        "epp": "domains.registry.epp",
    },
    sandbox="registers no name really",
    check="domains.E001",
)
ALL = "*"  # the extensions that no other entry names


def registry_for(extension_code: str) -> Registry:
    """The adapter that speaks for an extension's registry."""
    name, entry = _entry_for(extension_code)
    if not name and settings.REGISTRY_ADAPTER == "epp":
        raise ImproperlyConfigured(
            f".{extension_code} is to be run by EPP, but no entry of REGISTRIES names it."
        )
    return ADAPTERS.opened(name or f".{extension_code}", entry)


def registries() -> dict[str, Registry]:
    """Each registry that we speak to, by its name: every one has a message queue of its own."""
    named = {name: entry.get("extensions", ()) for name, entry in settings.REGISTRIES.items()}
    found = {name: registry_for(codes[0]) for name, codes in named.items() if codes}
    if not any(ALL in codes for codes in named.values()):
        found[settings.REGISTRY_ADAPTER] = registry_for("")
    return found


def registry_name(extension_code: str) -> str:
    """The registry that keeps an extension: names of one registry are asked for in one round trip."""
    return _entry_for(extension_code)[0] or settings.REGISTRY_ADAPTER


def faults() -> list[Error]:
    """What is missing or wrong in the settings of the registries, in words."""
    found = ADAPTERS.faults_of_entries()  # the sandbox as REGISTRY_ADAPTER: core.checks
    seen: dict[str, str] = {}
    for name, entry in settings.REGISTRIES.items():
        if not entry.get("extensions"):
            found.append(Error(f"REGISTRIES: {name}: it names no extension.", id="domains.E001"))
        for code in entry.get("extensions", ()):
            if code in seen:
                said = f"REGISTRIES: .{code} is named by {seen[code]} and by {name}."
                found.append(Error(said, id="domains.E002"))
            seen.setdefault(code, name)
    if settings.REGISTRY_ADAPTER == "epp" and ALL not in seen:
        said = "REGISTRY_ADAPTER is epp, but no entry of REGISTRIES speaks for the other extensions («*»)."
        found.append(Error(said, id="domains.E003"))
    return found


def _entry_for(extension_code: str) -> tuple[str, Mapping[str, Any]]:
    for wanted in (extension_code, ALL):
        for name, entry in settings.REGISTRIES.items():
            if wanted in entry.get("extensions", ()):
                return name, entry
    return "", {}
