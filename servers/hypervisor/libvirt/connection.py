"""The connection to one libvirt: opened when needed, in each process its own, opened anew when it has died."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from core.ports import PortRefused, PortUnavailable
from servers.hypervisor.port import HypervisorFull

NO_ROOM = ("cannot allocate memory", "no space left", "not enough", "insufficient")


def library() -> Any:
    """libvirt-python, which only installations that name this adapter have."""
    try:
        import libvirt
    except ImportError:
        raise ImproperlyConfigured(
            "libvirt-python is not installed: pip install libvirt-python pycdlib"
        ) from None
    return libvirt


class Link:
    """One connection; `registerErrorHandler` keeps libvirt from writing to the process's own output."""

    def __init__(self, uri: str):
        self.uri, self.process = uri, 0
        self.found: Any = None

    def get(self) -> Any:
        """A living connection. Raises PortUnavailable."""
        lib = library()
        if self.found is not None and self.process == os.getpid() and self._lives():
            return self.found
        lib.registerErrorHandler(lambda _context, _error: None, None)
        with told(self.uri):
            self.found, self.process = lib.open(self.uri), os.getpid()
        return self.found

    def close(self) -> None:
        """Let go of it."""
        if self.found is not None and self.process == os.getpid():
            self.found.close()
        self.found = None

    def _lives(self) -> bool:
        try:
            return bool(self.found.isAlive())
        except library().libvirtError:
            return False


@contextmanager
def told(what: str) -> Iterator[None]:
    """libvirt's errors in the port's words: what is final, what is full, what may be tried again."""
    lib = library()
    final = {
        lib.VIR_ERR_NO_DOMAIN: "unknown",
        lib.VIR_ERR_NO_STORAGE_VOL: "image",
        lib.VIR_ERR_NO_SUPPORT: "unsupported",
        lib.VIR_ERR_AGENT_UNRESPONSIVE: "no_agent",
        lib.VIR_ERR_ARGUMENT_UNSUPPORTED: "no_agent",
    }
    try:
        yield
    except lib.libvirtError as error:
        code, said = error.get_error_code(), str(error)
        if code in final:
            raise PortRefused(final[code], f"{what}: {said}") from None
        if any(word in said.lower() for word in NO_ROOM):
            raise HypervisorFull(f"{what}: {said}") from None
        raise PortUnavailable(f"{what}: {said}") from None
