"""The real registry adapter: EPP over TLS. `adapter.EppRegistry` is its face, `config.connection` its settings."""

from collections.abc import Mapping
from typing import Any

from .config import connection, faults

__all__ = ["faults", "opened"]


def opened(name: str, entry: Mapping[str, Any]):
    """The adapter for an entry of settings.REGISTRIES. Raises Misconfigured with its first fault in words."""
    from .adapter import EppRegistry

    return EppRegistry(connection(name, entry))
