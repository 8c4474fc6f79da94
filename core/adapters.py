"""Which adapter speaks for a part of the outside world: a table of settings says it, one setting for all others.

Such an adapter is a module with `opened(code, entry)`, the adapter of one entry of the table, and
`faults(code, entry)`, what is wrong in the entry in words. It is imported when it is first wanted: what it needs may
not be installed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

Port = TypeVar("Port")


@dataclass(frozen=True)
class Adapters(Generic[Port]):
    """The adapters of one port, by the name that the settings give them."""

    thing: str  # what is reached
    table: str  # the setting that holds an entry for each code
    default: str  # the setting that names the adapter of the codes without an entry
    modules: Mapping[str, str]
    sandbox: str  # what the sandbox does not do
    check: str  # the id of the system check

    def adapter_for(self, code: str) -> Port:
        """The adapter that speaks for `code`."""
        return self.opened(code, getattr(settings, self.table).get(code, {}))

    def opened(self, code: str, entry: Mapping[str, Any]) -> Port:
        """The adapter that an entry names, else the default. Raises ImproperlyConfigured for an unknown one."""
        adapter = entry.get("adapter") or getattr(settings, self.default)
        if adapter not in self.modules:
            raise ImproperlyConfigured(
                f"The {self.thing} «{code}» is to be reached by «{adapter}»; known: {', '.join(self.modules)}."
            )
        return _opened(self.modules[adapter], code, json.dumps(entry, sort_keys=True, default=list))

    def faults(self) -> list[Error]:
        """What is missing or wrong in the settings, in words."""
        found = self.faults_of_entries()
        if getattr(settings, self.default) == "sandbox" and not settings.DEMO:
            found.append(Error(f"{self.default}: the sandbox {self.sandbox}.", id=self.check))
        return found

    def faults_of_entries(self) -> list[Error]:
        """What is missing or wrong in the table alone."""
        entries = getattr(settings, self.table).items()
        said = [fault for code, entry in entries for fault in self._faults_of(code, entry)]
        return [Error(f"{self.table}: {words}", id=self.check) for words in said]

    def _faults_of(self, code: str, entry: Mapping[str, Any]) -> list[str]:
        adapter = entry.get("adapter", "")
        if adapter not in self.modules:
            return [f"{code}: the adapter is «{adapter}»; known: {', '.join(self.modules)}."]
        if adapter == "sandbox" and not settings.DEMO:
            return [f"{code}: the sandbox {self.sandbox}."]
        return import_module(self.modules[adapter]).faults(code, entry)


def adapter_named_by(setting: str, classes: Mapping[str, str]) -> Any:
    """The only adapter of a port, by its class. Raises ImproperlyConfigured for a name that is not in `classes`."""
    adapter = getattr(settings, setting)
    if adapter not in classes:
        raise ImproperlyConfigured(f"{setting} is «{adapter}»; known: {', '.join(classes)}.")
    return import_string(classes[adapter])()


@lru_cache(maxsize=256)
def _opened(module: str, code: str, entry: str) -> Any:
    """A process reads an entry, and the files that it names, once."""
    return import_module(module).opened(code, json.loads(entry))
