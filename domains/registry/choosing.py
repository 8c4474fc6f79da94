"""Which registry answers for an extension, and by which adapter: settings.REGISTRIES, else REGISTRY_ADAPTER."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from .port import Registry

ADAPTERS = {
    "sandbox": "domains.registry.sandbox.in_front",
    "manual": "domains.registry.manual.ManualRegistry",
    "epp": "domains.registry.epp.adapter.EppRegistry",
}
ALL = "*"  # the extensions that no other entry names


def registry_for(extension_code: str) -> Registry:
    """The adapter that speaks for an extension's registry."""
    name, entry = _entry_for(extension_code)
    adapter = entry.get("adapter") or settings.REGISTRY_ADAPTER
    if adapter not in ADAPTERS:
        setting = f"REGISTRIES[{name!r}]" if name else "REGISTRY_ADAPTER"
        known = ", ".join(ADAPTERS)
        raise ImproperlyConfigured(f"{setting} is «{adapter}» for .{extension_code}; known: {known}.")
    if adapter != "epp":
        return import_string(ADAPTERS[adapter])()
    if not name:
        raise ImproperlyConfigured(
            f".{extension_code} is to be run by EPP, but no entry of REGISTRIES names it."
        )
    return _by_epp(name, json.dumps(entry, sort_keys=True, default=list))


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
    found: list[Error] = []
    seen: dict[str, str] = {}
    for name, entry in settings.REGISTRIES.items():
        found += [Error(f"REGISTRIES: {said}", id="domains.E001") for said in _faults_of(name, entry)]
        for code in entry.get("extensions", ()):
            if code in seen:
                said = f"REGISTRIES: .{code} is named by {seen[code]} and by {name}."
                found.append(Error(said, id="domains.E002"))
            seen.setdefault(code, name)
    if settings.REGISTRY_ADAPTER == "epp" and ALL not in seen:
        said = "REGISTRY_ADAPTER is epp, but no entry of REGISTRIES speaks for the other extensions («*»)."
        found.append(Error(said, id="domains.E003"))
    return found


def _faults_of(name: str, entry: Mapping[str, Any]) -> list[str]:
    from .epp.config import faults

    adapter = entry.get("adapter", "")
    if adapter not in ADAPTERS:
        return [f"{name}: the adapter is «{adapter}»; known: {', '.join(ADAPTERS)}."]
    found = [] if entry.get("extensions") else [f"{name}: it names no extension."]
    if adapter == "sandbox" and not settings.DEMO:
        found.append(f"{name}: the sandbox registers no name really.")
    return found + (faults(name, entry) if adapter == "epp" else [])


def _entry_for(extension_code: str) -> tuple[str, Mapping[str, Any]]:
    for wanted in (extension_code, ALL):
        for name, entry in settings.REGISTRIES.items():
            if wanted in entry.get("extensions", ()):
                return name, entry
    return "", {}


@lru_cache(maxsize=64)
def _by_epp(name: str, entry: str) -> Registry:
    """A process reads an entry, and its password file, once."""
    from .epp.config import connection

    return import_string(ADAPTERS["epp"])(connection(name, json.loads(entry)))
