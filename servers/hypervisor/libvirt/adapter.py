"""The hypervisor port spoken to libvirt: a domain is looked for by our reference before anything is done to it."""

import io
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from core.ports import PortRefused
from servers.hypervisor.port import RUNNING, STOPPED, Guest, HypervisorFull, Screen, Usage, Wanted
from servers.terms import RUNNING as TERMS

from . import xml
from .config import Place
from .connection import Link, library, told
from .disks import Disks

GIB, LOG_TAIL, PERCENT = 1024**3, 8192, 100


class LibvirtHypervisor:
    """One site's libvirt. Our mark lies in each domain's metadata: its reference, and what was done to it once."""

    def __init__(self, place: Place):
        self.place, self.link = place, Link(place.uri)
        self.counted: dict[str, tuple[float, int]] = {}

    # --- made and taken away --------------------------------------------------------------------------------
    def create(self, wanted: Wanted, now: datetime) -> Guest:
        """Define and start it; one that a first try has defined is started, disks without a domain are made anew."""
        connection = self.link.get()
        with told(f"create {wanted.reference}"):
            found = self._find(connection, wanted.reference)
            if found is None:
                self._check_room(connection, wanted)
                disk, seed = Disks(connection, self.place).make(wanted, wanted.reference)
                found = connection.defineXML(xml.domain(wanted, self.place, disk, seed))
            return self._run(found)

    def find(self, reference: str, now: datetime) -> Guest | None:
        """As libvirt shows it."""
        with told(f"find {reference}"):
            found = self._find(self.link.get(), reference)
            return self._shown(found) if found is not None else None

    def destroy(self, reference: str, now: datetime) -> None:
        """Cut it off, forget it, delete its disk and its seed; what is gone is gone."""
        connection = self.link.get()
        with told(f"destroy {reference}"):
            found = self._find(connection, reference)
            if found is not None:
                if found.isActive():
                    found.destroy()
                self._undefine(found)
            Disks(connection, self.place).drop(reference)
            self.counted.pop(reference, None)

    # --- power ----------------------------------------------------------------------------------------------
    def start(self, reference: str, key: str, now: datetime) -> Guest:
        """Power on."""
        with told(f"start {reference}"):
            return self._run(self._known(reference))

    def stop(self, reference: str, key: str, now: datetime) -> Guest:
        """Ask the system to shut down; one that does not listen is cut off."""
        with told(f"stop {reference}"):
            return self._halt(self._known(reference))

    def reboot(self, reference: str, key: str, now: datetime) -> Guest:
        """Stop and start, once for each key."""
        with told(f"reboot {reference}"):
            found = self._known(reference)
            if not found.isActive() and not self._is_done(found, key):
                raise PortRefused("stopped", reference)
            return self._once(found, key, lambda: (self._halt(found), self._run(found)))

    def rebuild(self, wanted: Wanted, key: str, now: datetime) -> Guest:
        """A fresh disk and seed, once for each key; the domain stays, with its addresses."""
        connection = self.link.get()
        with told(f"rebuild {wanted.reference}"):
            found = self._known(wanted.reference)

            def anew() -> None:
                if found.isActive():
                    found.destroy()
                Disks(connection, self.place).make(wanted, f"{wanted.reference}-{key}")
                self._run(found)

            return self._once(found, key, anew)

    def resize(self, wanted: Wanted, key: str, now: datetime) -> Guest:
        """Another size, with a restart; a size that it has already changes nothing."""
        connection = self.link.get()
        with told(f"resize {wanted.reference}"):
            found = self._known(wanted.reference)
            disks, inactive = Disks(connection, self.place), library().VIR_DOMAIN_XML_INACTIVE
            description = found.XMLDesc(inactive)
            grows = disks.is_to_grow(wanted)
            if grows or xml.size_of(description) != (wanted.cpus, wanted.ram):
                self._halt(found)  # QEMU keeps the disk's lock as long as it runs
                if grows:
                    disks.grow(wanted)
                found = connection.defineXML(xml.resized(description, wanted))
            return self._run(found)

    def set_password(self, reference: str, password: str, key: str, now: datetime) -> None:
        """Through the guest agent; the same again does no harm."""
        with told(f"set_password {reference}"):
            found = self._known(reference)
            if not found.isActive():
                raise PortRefused("stopped", reference)
            found.setUserPassword("root", password, 0)

    # --- seen from outside ------------------------------------------------------------------------------------
    def console(self, reference: str, now: datetime) -> Screen:
        """The end of the serial line's log where it can be read from here, and a picture of the screen."""
        with told(f"console {reference}"):
            found = self._known(reference)
            if not found.isActive():
                raise PortRefused("stopped", reference)
            return Screen(text=self._logged(reference), picture=self._picture(found))

    def usage(self, references: Mapping[str, int], now: datetime) -> dict[str, Usage]:
        """One question for all domains; those that do not run are left out."""
        lib, connection = library(), self.link.get()
        what = lib.VIR_DOMAIN_STATS_INTERFACE | lib.VIR_DOMAIN_STATS_BLOCK | lib.VIR_DOMAIN_STATS_CPU_TOTAL
        with told("usage"):
            rows = connection.getAllDomainStats(what, lib.VIR_CONNECT_GET_ALL_DOMAINS_STATS_RUNNING)
        named = ((domain.name(), stats) for domain, stats in rows)
        return {name: self._usage(name, stats) for name, stats in named if name in references}

    # --- inside -----------------------------------------------------------------------------------------------
    def _find(self, connection: Any, reference: str) -> Any:
        """The domain with our reference; another's with the same name is not ours. Raises PortRefused."""
        lib = library()
        try:
            found = connection.lookupByName(reference)
        except lib.libvirtError as error:
            if error.get_error_code() == lib.VIR_ERR_NO_DOMAIN:
                return None
            raise
        if self._mark(found)[0] != reference:
            raise PortRefused("unknown", f"{reference}: a domain of this name is not ours")
        return found

    def _known(self, reference: str) -> Any:
        found = self._find(self.link.get(), reference)
        if found is None:
            raise PortRefused("unknown", reference)
        return found

    def _mark(self, domain: Any) -> tuple[str, tuple[str, ...]]:
        lib = library()
        try:
            return xml.mark_of(domain.metadata(lib.VIR_DOMAIN_METADATA_ELEMENT, xml.NAMESPACE, 0))
        except lib.libvirtError as error:
            if error.get_error_code() == lib.VIR_ERR_NO_DOMAIN_METADATA:
                return "", ()
            raise

    def _is_done(self, domain: Any, key: str) -> bool:
        return key in self._mark(domain)[1]

    def _once(self, domain: Any, key: str, work: Callable[[], Any]) -> Guest:
        """Do it and mark it; one that is marked is not done again."""
        reference, done = self._mark(domain)
        if key not in done:
            work()
            marked = xml.mark(reference, (*done, key))
            lib = library()
            where = lib.VIR_DOMAIN_AFFECT_CONFIG | (lib.VIR_DOMAIN_AFFECT_LIVE if domain.isActive() else 0)
            domain.setMetadata(lib.VIR_DOMAIN_METADATA_ELEMENT, marked, "portal", xml.NAMESPACE, where)
        return self._shown(domain)

    def _run(self, domain: Any) -> Guest:
        if not domain.isActive():
            domain.create()
        return self._shown(domain)

    def _halt(self, domain: Any) -> Guest:
        """A guest may ignore the wish to shut down: after a while it is cut off."""
        lib = library()
        if domain.isActive():
            domain.shutdown()
            until = time.monotonic() + self.place.patience
            while domain.isActive() and time.monotonic() < until:
                time.sleep(TERMS.pause.total_seconds())
            try:
                if domain.isActive():
                    domain.destroy()
            except lib.libvirtError as error:  # it has shut down in this very moment
                if error.get_error_code() != lib.VIR_ERR_OPERATION_INVALID:
                    raise
        return self._shown(domain)

    def _undefine(self, domain: Any) -> None:
        lib = library()
        try:
            domain.undefineFlags(lib.VIR_DOMAIN_UNDEFINE_NVRAM | lib.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE)
        except lib.libvirtError:
            domain.undefine()

    def _shown(self, domain: Any) -> Guest:
        return Guest(domain.name(), RUNNING if domain.isActive() else STOPPED)

    def _check_room(self, connection: Any, wanted: Wanted) -> None:
        if self.place.type == "test":  # the test driver knows no memory
            return
        free = connection.getFreeMemory() // GIB
        if free < wanted.ram + self.place.reserve_gb:
            raise HypervisorFull(f"{self.place.site}: {free} GB of memory are left")
        Disks(connection, self.place).check_room(wanted)

    def _logged(self, reference: str) -> str:
        path = Path(self.place.logs) / f"{reference}.log"
        if not self.place.logs or not path.is_file():
            return ""
        with path.open("rb") as log:
            log.seek(max(path.stat().st_size - LOG_TAIL, 0))
            said = log.read().decode("utf-8", "replace")
        return "".join(c for c in said.replace("\r\n", "\n") if c.isprintable() or c in "\n\t")

    def _picture(self, domain: Any) -> bytes:
        """The screen as PNG; QEMU gives PNG or PPM."""
        from PIL import Image

        lib, parts = library(), []
        stream = self.link.get().newStream(0)
        try:
            domain.screenshot(stream, 0, 0)
        except lib.libvirtError:
            return b""  # a guest without a screen
        stream.recvAll(lambda _stream, data, _opaque: parts.append(data), None)
        stream.finish()
        out = io.BytesIO()
        Image.open(io.BytesIO(b"".join(parts))).save(out, "PNG")
        return out.getvalue()

    def _usage(self, name: str, stats: Mapping[str, Any]) -> Usage:
        received = sum(stats.get(f"net.{n}.rx.bytes", 0) for n in range(stats.get("net.count", 0)))
        sent = sum(stats.get(f"net.{n}.tx.bytes", 0) for n in range(stats.get("net.count", 0)))
        disk = stats.get("block.0.physical", stats.get("block.0.allocation", 0))
        return Usage(received, sent, disk, self._cpu(name, stats))

    def _cpu(self, name: str, stats: Mapping[str, Any]) -> int:
        """Of all its processors' time since the last look, in percent."""
        at, spent = time.monotonic(), stats.get("cpu.time", 0)
        before, self.counted[name] = self.counted.get(name), (at, spent)
        if before is None or at <= before[0] or spent < before[1]:
            return 0
        return min(round((spent - before[1]) / 10**9 / (at - before[0]) * PERCENT), PERCENT)
