"""The sandbox panel: a book in our own database. Demo and tests; a name's first label may ask for trouble.

`plein` (the machine is full), `refuse` (the name is not taken), `gourmand` (grows fast), `sanscopie` (has no backup),
`coriace` (cannot be restored).
"""

from collections.abc import Mapping
from typing import Any

from .adapter import SandboxPanel

__all__ = ["SandboxPanel", "faults", "opened"]


def opened(code: str, entry: Mapping[str, Any]) -> SandboxPanel:
    return SandboxPanel()


def faults(code: str, entry: Mapping[str, Any]) -> list[str]:
    return []
