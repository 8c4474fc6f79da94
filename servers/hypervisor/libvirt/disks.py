"""Disks and seeds of machines, as volumes of a storage pool."""

from typing import Any

from core.ports import PortRefused
from servers.hypervisor.port import HypervisorFull, Wanted

from . import seed, xml
from .config import Place
from .connection import library
from .names import disk_of, seed_of

GIB = 1024**3


class Disks:
    """The volumes of one site's pool."""

    def __init__(self, connection: Any, place: Place):
        self.connection, self.place = connection, place
        self.pool = connection.storagePoolLookupByName(place.pool)

    def make(self, wanted: Wanted, instance: str) -> tuple[str, str]:
        """A fresh disk over the system's image and a fresh seed; what a first try left is thrown away."""
        self.drop(wanted.reference)
        base = self._image(wanted.image)
        description = xml.volume(
            disk_of(wanted.reference), self._size(wanted, base), base.path() if base else ""
        )
        disk = self.pool.createXML(description, 0)
        return disk.path(), self.seed(wanted, instance)

    def seed(self, wanted: Wanted, instance: str) -> str:
        """The seed's path; empty where this site has none."""
        if not self.place.seed:
            return ""
        content = seed.image(wanted, instance)
        volume = self.pool.createXML(xml.plain_volume(seed_of(wanted.reference), len(content)), 0)
        stream = self.connection.newStream(0)
        volume.upload(stream, 0, len(content), 0)
        stream.sendAll(_reader(content), None)
        stream.finish()
        return volume.path()

    def is_to_grow(self, wanted: Wanted) -> bool:
        """Whether the disk is smaller than wanted; one that would have to shrink is refused."""
        capacity = self.pool.storageVolLookupByName(disk_of(wanted.reference)).info()[1]
        if wanted.disk * GIB < capacity:
            raise PortRefused("smaller", f"{capacity // GIB} GB")
        return wanted.disk * GIB > capacity

    def grow(self, wanted: Wanted) -> None:
        """Make the disk as large as wanted; its machine is stopped meanwhile."""
        self.pool.storageVolLookupByName(disk_of(wanted.reference)).resize(wanted.disk * GIB, 0)

    def drop(self, reference: str) -> None:
        """Delete what there is of it."""
        lib = library()
        for name in (disk_of(reference), seed_of(reference)):
            try:
                self.pool.storageVolLookupByName(name).delete(0)
            except lib.libvirtError as error:
                if error.get_error_code() != lib.VIR_ERR_NO_STORAGE_VOL:
                    raise

    def check_room(self, wanted: Wanted) -> None:
        """Disks grow as they are written to; a pool that is full takes no new one. Raises HypervisorFull."""
        self.pool.refresh(0)
        available = self.pool.info()[3]
        if available < GIB:
            raise HypervisorFull(f"{self.place.site}: {available // GIB} GB are left in {self.place.pool}")

    def _image(self, source: str) -> Any:
        if not source:
            return None
        images = self.connection.storagePoolLookupByName(self.place.images)
        return images.storageVolLookupByName(source)

    @staticmethod
    def _size(wanted: Wanted, base: Any) -> int:
        """As ordered, and never smaller than the image beneath."""
        needed = -(-base.info()[1] // GIB) if base else 0
        return max(wanted.disk, needed)


def _reader(content: bytes):
    position = 0

    def read(_stream: Any, length: int, _opaque: Any) -> bytes:
        nonlocal position
        part = content[position : position + length]
        position += len(part)
        return part

    return read
