"""Which adapter speaks for a panel: settings.PANELS, else PANEL_ADAPTER."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from .port import Panel

ADAPTERS = {
    "sandbox": "web_hosting.panel.sandbox.opened",
    "manual": "web_hosting.panel.manual.opened",
    "cpanel": "web_hosting.panel.cpanel.opened",
    "hestia": "web_hosting.panel.hestia.opened",
}


def panel_for(code: str) -> Panel:
    """The adapter that speaks for a panel; `code` is that of its plans."""
    entry = settings.PANELS.get(code, {})
    adapter = entry.get("adapter") or settings.PANEL_ADAPTER
    if adapter not in ADAPTERS:
        known = ", ".join(ADAPTERS)
        raise ImproperlyConfigured(f"The panel «{code}» is to be reached by «{adapter}»; known: {known}.")
    return _opened(adapter, code, json.dumps(entry, sort_keys=True, default=list))


def faults() -> list[Error]:
    """What is missing or wrong in the settings of the panels, in words."""
    found: list[Error] = []
    for code, entry in settings.PANELS.items():
        found += [Error(f"PANELS: {said}", id="web_hosting.E001") for said in _faults_of(code, entry)]
    return found


def _faults_of(code: str, entry: Mapping[str, Any]) -> list[str]:
    adapter = entry.get("adapter", "")
    if adapter not in ADAPTERS:
        return [f"{code}: the adapter is «{adapter}»; known: {', '.join(ADAPTERS)}."]
    if adapter == "sandbox" and not settings.DEMO:
        return [f"{code}: the sandbox hosts nothing."]
    return import_string(ADAPTERS[adapter].rpartition(".")[0] + ".faults")(code, entry)


@lru_cache(maxsize=64)
def _opened(adapter: str, code: str, entry: str) -> Panel:
    """A process reads an entry, and the files that it names, once."""
    return import_string(ADAPTERS[adapter])(code, json.loads(entry))
