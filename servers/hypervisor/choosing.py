"""Which adapter speaks for a site: settings.HYPERVISORS, else HYPERVISOR_ADAPTER; a physical machine: staff."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from .port import Hypervisor

ADAPTERS = {
    "sandbox": "servers.hypervisor.sandbox",
    "manual": "servers.hypervisor.manual",
    "libvirt": "servers.hypervisor.libvirt.config",
    "proxmox": "servers.hypervisor.proxmox",
}


def hypervisor_for(site: str, dedicated: bool = False) -> Hypervisor:
    """The adapter that speaks for a site; `dedicated`: for a physical machine there."""
    if dedicated:
        return _opened("manual", site, "{}")
    entry = settings.HYPERVISORS.get(site, {})
    adapter = entry.get("adapter") or settings.HYPERVISOR_ADAPTER
    if adapter not in ADAPTERS:
        known = ", ".join(ADAPTERS)
        raise ImproperlyConfigured(f"The site «{site}» is to be reached by «{adapter}»; known: {known}.")
    return _opened(adapter, site, json.dumps(entry, sort_keys=True, default=list))


def faults() -> list[Error]:
    """What is missing or wrong in the settings of the hypervisors, in words."""
    found: list[Error] = []
    for site, entry in settings.HYPERVISORS.items():
        found += [Error(f"HYPERVISORS: {said}", id="servers.E001") for said in _faults_of(site, entry)]
    if not settings.DEMO and settings.HYPERVISOR_ADAPTER == "sandbox":
        found.append(Error("HYPERVISOR_ADAPTER: the sandbox runs no machine.", id="servers.E001"))
    return found


def _faults_of(site: str, entry: Mapping[str, Any]) -> list[str]:
    adapter = entry.get("adapter", "")
    if adapter not in ADAPTERS:
        return [f"{site}: the adapter is «{adapter}»; known: {', '.join(ADAPTERS)}."]
    if adapter == "sandbox" and not settings.DEMO:
        return [f"{site}: the sandbox runs no machine."]
    return import_string(f"{ADAPTERS[adapter]}.faults_of")(site, entry)


@lru_cache(maxsize=64)
def _opened(adapter: str, site: str, entry: str) -> Hypervisor:
    """A process reads an entry once."""
    return import_string(f"{ADAPTERS[adapter]}.opened")(site, json.loads(entry))
