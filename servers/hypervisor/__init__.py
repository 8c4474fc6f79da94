"""The hypervisor port and its adapters: libvirt, Proxmox VE, by hand, sandbox. All that a caller needs is here."""

from .choosing import hypervisor_for
from .port import BUILDING, RUNNING, STOPPED, Guest, Hypervisor, HypervisorFull, Link, Screen, Usage, Wanted
from .refusals import refusal_text

__all__ = [
    "BUILDING",
    "RUNNING",
    "STOPPED",
    "Guest",
    "Hypervisor",
    "HypervisorFull",
    "Link",
    "Screen",
    "Usage",
    "Wanted",
    "hypervisor_for",
    "refusal_text",
]
