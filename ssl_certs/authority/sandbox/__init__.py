"""The sandbox authority: a book in our own database and certificates of a root that nobody trusts. Demo and tests."""

from collections.abc import Mapping
from typing import Any

from .adapter import SandboxAuthority
from .behaviours import BEHAVIOURS

__all__ = ["BEHAVIOURS", "SandboxAuthority", "faults", "opened"]


def opened(code: str, entry: Mapping[str, Any]) -> SandboxAuthority:
    return SandboxAuthority()


def faults(code: str, entry: Mapping[str, Any]) -> list[str]:
    return []
