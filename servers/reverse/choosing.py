"""Which adapter writes reverse names: settings.REVERSE_ADAPTER."""

from core.adapters import adapter_named_by

from .port import ReverseDns

ADAPTERS = {
    "sandbox": "servers.reverse.adapters.Sandbox",
    "manual": "servers.reverse.adapters.Manual",
    "powerdns": "servers.reverse.powerdns.PowerDns",
}


def reverse_for() -> ReverseDns:
    """The adapter that writes PTR records."""
    return adapter_named_by("REVERSE_ADAPTER", ADAPTERS)
