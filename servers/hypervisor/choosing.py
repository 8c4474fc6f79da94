"""Which adapter speaks for a site: settings.HYPERVISORS, else HYPERVISOR_ADAPTER; a physical machine: staff."""

from core.adapters import Adapters

from .port import Hypervisor

ADAPTERS: Adapters[Hypervisor] = Adapters(
    "site",
    "HYPERVISORS",
    "HYPERVISOR_ADAPTER",
    {
        "sandbox": "servers.hypervisor.sandbox",
        "manual": "servers.hypervisor.manual",
        "libvirt": "servers.hypervisor.libvirt",
        "proxmox": "servers.hypervisor.proxmox",
    },
    sandbox="runs no machine",
    check="servers.E001",
)
faults = ADAPTERS.faults


def hypervisor_for(site: str, dedicated: bool = False) -> Hypervisor:
    """The adapter that speaks for a site; `dedicated`: for a physical machine there."""
    return ADAPTERS.opened(site, {"adapter": "manual"}) if dedicated else ADAPTERS.adapter_for(site)
