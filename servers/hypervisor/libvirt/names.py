"""Names that follow from our reference alone, so that a second try finds what the first one made."""

import hashlib
import uuid

SPACE = uuid.UUID("5d2b6a5e-6f43-4a08-9d0f-6d3c2c3b7a11")  # of this portal's machines
QEMU = "52:54:00"  # the prefix that QEMU's interfaces have


def uuid_of(reference: str) -> str:
    """The domain's UUID."""
    return str(uuid.uuid5(SPACE, reference))


def mac_of(reference: str) -> str:
    """The interface's address."""
    digest = hashlib.sha256(reference.encode()).hexdigest()
    return ":".join([QEMU, digest[:2], digest[2:4], digest[4:6]])


def disk_of(reference: str) -> str:
    """The volume of its disk."""
    return f"{reference}.qcow2"


def seed_of(reference: str) -> str:
    """The volume of its seed."""
    return f"{reference}-seed.iso"
