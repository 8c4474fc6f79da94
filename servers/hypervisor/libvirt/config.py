"""How one site's libvirt is reached: a table of `settings.HYPERVISORS`, and what may be wrong in it.

    [ma]
    adapter = "libvirt"
    uri = "qemu+tls://kvm1.example.ma/system"   # as libvirt knows it; test:///default for trials
    pool = "servers"            # the storage pool of disks and seeds
    images = "images"           # the pool of base images; a system's `source` is a volume in it
    network = { bridge = "br0" }            # or { network = "name" }, or { user = true } (trials)
    filter = "clean-traffic"    # the nwfilter against forged addresses; "" where there is none
    type = "kvm"                # "qemu" emulates; "test" belongs to test:///default
    cpu = "host-passthrough"    # "" leaves it to libvirt
    logs = "/var/log/libvirt/portal"        # where serial lines are logged, if that folder can be read from here
    reserve_gb = 4              # of memory that stay free on the host
    patience = 20               # seconds that a system has to shut down before it is cut off
    seed = true                 # a cloud-init seed (NoCloud) beside the disk
    kernel, initrd, cmdline     # direct boot, for guests without a boot loader (trials)

libvirt-python and pycdlib are optional: an installation that names this adapter installs them (`[libvirt]`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib.util import find_spec
from typing import Any

from servers.terms import RUNNING

NEEDED = ("libvirt", "pycdlib")


@dataclass(frozen=True)
class Place:
    """One site's host, as the adapter needs to know it."""

    site: str
    uri: str
    pool: str = "default"
    images: str = "default"
    network: Mapping[str, Any] = field(default_factory=dict)
    filter: str = "clean-traffic"
    type: str = "kvm"
    cpu: str = "host-passthrough"
    logs: str = ""
    reserve_gb: int = 4
    patience: float = RUNNING.patience.total_seconds()
    seed: bool = True
    kernel: str = ""
    initrd: str = ""
    cmdline: str = ""


def place(site: str, entry: Mapping[str, Any]) -> Place:
    """The table as a place; what it does not say has its default."""
    known = {f.name for f in fields(Place)} - {"site"}
    return Place(site, **{name: value for name, value in entry.items() if name in known})


def faults(site: str, entry: Mapping[str, Any]) -> list[str]:
    """What is missing or wrong, in words."""
    known = {f.name for f in fields(Place)} | {"adapter"}
    found = [
        f"{site}: «{name}» is not known; known: {', '.join(sorted(known))}."
        for name in entry
        if name not in known
    ]
    if not entry.get("uri"):
        found.append(f"{site}: «uri» is missing, such as qemu:///system.")
    if not entry.get("network"):
        found.append(f'{site}: «network» is missing, such as {{ bridge = "br0" }}.')
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        found.append(f"{site}: {' and '.join(missing)} not installed: pip install libvirt-python pycdlib.")
    return found
