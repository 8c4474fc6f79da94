"""libvirt and KVM: a domain, a disk and a seed for each server, found again by our reference."""

from collections.abc import Mapping
from typing import Any

from .config import faults, place

__all__ = ["faults", "opened"]


def opened(site: str, entry: Mapping[str, Any]):
    """The adapter of one site."""
    from .adapter import LibvirtHypervisor

    return LibvirtHypervisor(place(site, entry))
