"""DNS zones of names whose DNS the company runs: the records are the wish, a server is told."""

from core.adapters import adapter_named_by

from .port import NameServer, ServedZone, WantedZone

__all__ = ["NameServer", "ServedZone", "WantedZone", "name_server"]

ADAPTERS = {
    "sandbox": "domains.dns.sandbox.SandboxNameServer",
    "manual": "domains.dns.manual.ManualNameServer",
    "powerdns": "domains.dns.powerdns.PowerDns",
}


def name_server() -> NameServer:
    """The adapter that speaks for the company's name servers (settings.DNS_ADAPTER)."""
    return adapter_named_by("DNS_ADAPTER", ADAPTERS)
