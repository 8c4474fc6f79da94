"""The reverse DNS port: which name an address has (PTR). Errors are those of `core.ports`."""

from datetime import datetime
from typing import Protocol


class ReverseDns(Protocol):
    """What every adapter offers."""

    def set_name(self, ip: str, name: str, key: str, now: datetime) -> None:
        """Give the address this name (A-labels, no last dot), or none where it is empty; the same again is fine."""
