"""DNS zones of names whose DNS the company runs: the records are the wish, a server is told."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from .port import NameServer, ServedZone, WantedZone

__all__ = ["NameServer", "ServedZone", "WantedZone", "name_server"]

ADAPTERS = {
    "sandbox": "domains.dns.sandbox.SandboxNameServer",
    "manual": "domains.dns.manual.ManualNameServer",
    "powerdns": "domains.dns.powerdns.PowerDns",
}


def name_server() -> NameServer:
    """The adapter that speaks for the company's name servers (settings.DNS_ADAPTER)."""
    try:
        adapter = ADAPTERS[settings.DNS_ADAPTER]
    except KeyError:
        known = ", ".join(ADAPTERS)
        raise ImproperlyConfigured(f"DNS_ADAPTER is «{settings.DNS_ADAPTER}»; known: {known}.") from None
    return import_string(adapter)()
