"""The options of a server: who manages it, backup, addresses, cPanel; each is a product of billing (SRV-6.1.3)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PACK = 100  # GB of one backup option
MANAGED = ("managed", "fully_managed")  # the lesser first; of the two only one is taken


@dataclass(frozen=True, slots=True)
class Option:
    """`most` is how often it can be taken; `kind` the kind of its line in an order."""

    code: str
    kind: str
    words: str | Promise
    most: int
    clause: str


OPTIONS: dict[str, Option] = {
    option.code: option
    for option in (
        Option("managed", "server.managed", _("Managed"), 1, "SRV-6.1.3"),
        Option("fully_managed", "server.fully_managed", _("Fully Managed"), 1, "SRV-6.1.3"),
        Option("backup", "server.backup", _("Backup, 100 GB"), 10, "SRV-6.3.3"),
        Option("ipv4", "server.ipv4", _("Additional IPv4 address"), 8, "SRV-A1"),
        Option("cpanel", "server.cpanel", _("cPanel licence"), 1, "SRV-7.2"),
    )
}


def option_product(code: str) -> str:
    """The billing product of an option."""
    return f"server-option.{code}"
