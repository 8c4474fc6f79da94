"""Which adapter speaks for a certification authority: settings.AUTHORITIES, else AUTHORITY_ADAPTER."""

from core.adapters import Adapters

from .port import Authority

ADAPTERS: Adapters[Authority] = Adapters(
    "authority",
    "AUTHORITIES",
    "AUTHORITY_ADAPTER",
    {
        "sandbox": "ssl_certs.authority.sandbox",
        "manual": "ssl_certs.authority.manual",
        "acme": "ssl_certs.authority.acme",
        "reseller": "ssl_certs.authority.reseller",
    },
    sandbox="issues no certificate that browsers trust",
    check="ssl_certs.E001",
)
authority_for, faults = ADAPTERS.adapter_for, ADAPTERS.faults
