"""Which adapter writes reverse names: settings.REVERSE_ADAPTER."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from .port import ReverseDns

ADAPTERS = {
    "sandbox": "servers.reverse.adapters.Sandbox",
    "manual": "servers.reverse.adapters.Manual",
    "powerdns": "servers.reverse.powerdns.PowerDns",
}


def reverse_for() -> ReverseDns:
    """The adapter that writes PTR records."""
    if settings.REVERSE_ADAPTER not in ADAPTERS:
        known = ", ".join(ADAPTERS)
        raise ImproperlyConfigured(f"REVERSE_ADAPTER is «{settings.REVERSE_ADAPTER}»; known: {known}.")
    return import_string(ADAPTERS[settings.REVERSE_ADAPTER])()
