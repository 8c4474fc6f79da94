"""Which adapter speaks for a panel: settings.PANELS, else PANEL_ADAPTER."""

from core.adapters import Adapters

from .port import Panel

ADAPTERS: Adapters[Panel] = Adapters(
    "panel",
    "PANELS",
    "PANEL_ADAPTER",
    {
        "sandbox": "web_hosting.panel.sandbox",
        "manual": "web_hosting.panel.manual",
        "cpanel": "web_hosting.panel.cpanel",
        "hestia": "web_hosting.panel.hestia",
    },
    sandbox="hosts nothing",
    check="web_hosting.E001",
)
panel_for, faults = ADAPTERS.adapter_for, ADAPTERS.faults
