"""Which adapter speaks for a certification authority: settings.AUTHORITIES, else AUTHORITY_ADAPTER."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from .port import Authority

ADAPTERS = {
    "sandbox": "ssl_certs.authority.sandbox.opened",
    "manual": "ssl_certs.authority.manual.opened",
    "acme": "ssl_certs.authority.acme.opened",
    "reseller": "ssl_certs.authority.reseller.opened",
}


def authority_for(code: str) -> Authority:
    """The adapter that speaks for an authority; `code` is that of its products."""
    entry = settings.AUTHORITIES.get(code, {})
    adapter = entry.get("adapter") or settings.AUTHORITY_ADAPTER
    if adapter not in ADAPTERS:
        known = ", ".join(ADAPTERS)
        raise ImproperlyConfigured(f"The authority «{code}» is to be reached by «{adapter}»; known: {known}.")
    return _opened(adapter, code, json.dumps(entry, sort_keys=True, default=list))


def faults() -> list[Error]:
    """What is missing or wrong in the settings of the authorities, in words."""
    found: list[Error] = []
    for code, entry in settings.AUTHORITIES.items():
        found += [Error(f"AUTHORITIES: {said}", id="ssl_certs.E001") for said in _faults_of(code, entry)]
    return found


def _faults_of(code: str, entry: Mapping[str, Any]) -> list[str]:
    adapter = entry.get("adapter", "")
    if adapter not in ADAPTERS:
        return [f"{code}: the adapter is «{adapter}»; known: {', '.join(ADAPTERS)}."]
    if adapter == "sandbox" and not settings.DEMO:
        return [f"{code}: the sandbox issues no certificate that browsers trust."]
    check = import_string(ADAPTERS[adapter].rpartition(".")[0] + ".faults")
    return check(code, entry)


@lru_cache(maxsize=64)
def _opened(adapter: str, code: str, entry: str) -> Authority:
    """A process reads an entry, and the files that it names, once."""
    return import_string(ADAPTERS[adapter])(code, json.loads(entry))
