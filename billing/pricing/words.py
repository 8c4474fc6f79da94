"""How families and operations are called on the price pages, in which order, under which clause."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing import cycles

FAMILIES: dict[str, str | Promise] = {
    "domain": _("Domain names"),
    "ssl": _("SSL certificates"),
    "server": _("Servers"),
    "hosting": _("Web hosting and outsourcing"),
}


class Operation(NamedTuple):
    """What is paid for, and the clause that says so."""

    words: str | Promise
    clause: str


OPERATIONS = {
    "register": Operation(_("Registration, a year"), "DN-1.2"),
    "renew": Operation(_("Renewal, a year"), "DN-3.2a"),
    "late": Operation(_("Surcharge of a renewal after expiry, once"), "C-03"),
    "redeem": Operation(_("Buy-back and restore from redemption, one year included"), "DN-5.3"),
    "transfer": Operation(_("Transfer to us, one year included"), "DN-6.1.1"),
    "owner_change": Operation(_("Change of holder"), "DN-14.1(2)"),
    "local_contact": Operation(_("Local contact, a year"), "DN-A2-1.1"),
    "order": Operation(_("Certificate, one year"), "SSL-5.1a"),
    "name": Operation(_("Each additional name"), "HD-3.1a"),
    "licence": Operation(_("Each additional server"), "HD-3.1a"),
    "install": Operation(_("Installation by our support, once"), "SSL-9.4"),
    "setup": Operation(_("Setup, once"), "HD-3.1a"),
    "restore": Operation(_("Restore from the latest backup, each time"), "HD-3.7"),
    "hour": Operation(_("An hour of work"), "HD-2.3.1"),
    "once": Operation(_("Once"), "HD-3.1a"),
}
PLACES = {name: place for place, name in enumerate(OPERATIONS)}


def operation(name: str) -> Operation:
    """An operation in words; one that nobody has named is shown as it is written."""
    if months := cycles.months(name):
        return Operation(
            gettext("Paid in advance for %(period)s") % {"period": cycles.words(months)}, "HD-3.1d"
        )
    return OPERATIONS.get(name) or Operation(name, "HD-3.1a")


def place(name: str) -> tuple[int, int]:
    """Where an operation stands on the page: cycles by their length, before the others."""
    return (-1, cycles.months(name)) if cycles.months(name) else (PLACES.get(name, len(PLACES)), 0)
