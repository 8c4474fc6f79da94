"""What a command is carried out with: the engine as its registrar sees it, its elements, the instant."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domains.registry.sandbox import SandboxRegistry

from .ways import Ways
from .xml import q


@dataclass(frozen=True)
class Order:
    """One command. `command` is the verb's element, `extension` what extends it, if anything."""

    registry: SandboxRegistry
    command: Any
    extension: Any
    now: datetime
    ways: Ways
    reference: str

    @property
    def object(self) -> Any:
        """The object's own element, as `<domain:create>`."""
        return self.command[0]

    def extended(self, name: str) -> Any:
        """An element of the extension, or None."""
        return self.extension.find(q(name)) if self.extension is not None else None
