"""Authorities that speak ACME (RFC 8555), with external accounts and renewal information (RFC 9773)."""

from collections.abc import Mapping
from typing import Any

from .config import config, faults


def opened(code: str, entry: Mapping[str, Any]):
    """The adapter for an entry of settings.AUTHORITIES. Raises Misconfigured with its first fault in words."""
    from .adapter import AcmeAuthority

    return AcmeAuthority(config(code, entry))


__all__ = ["faults", "opened"]
