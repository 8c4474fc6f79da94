"""What is done to a dedicated server before it is delivered (SRV-3.1)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.transitions import NotAllowed
from servers.models import Server

ITEMS = {
    "hardware": gettext_lazy("memory, disks and processor are those ordered, and tested"),
    "wiped": gettext_lazy("the disks hold nothing of anybody else"),
    "network": gettext_lazy("cabled, with the bandwidth ordered"),
    "addresses": gettext_lazy("the addresses are set"),
    "system": gettext_lazy("the system ordered is installed and up to date"),
    "access": gettext_lazy("signing in was tried from outside, with keys and password"),
    "management": gettext_lazy("the management interface is shut to the outside"),
}


def missing(server: Server) -> list[str]:
    """What is still to be done, in words."""
    return [str(words) for code, words in ITEMS.items() if code not in server.checklist]


def check_known(codes: list[str]) -> None:
    """Only what is on the list can be ticked."""
    if unknown := set(codes) - set(ITEMS):
        raise NotAllowed(
            _("Not on the checklist: %(items)s.") % {"items": ", ".join(sorted(unknown))}, "SRV-3.1"
        )
