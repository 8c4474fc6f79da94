"""Refusals of hypervisors in the reader's words: why, and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, str | Promise] = {
    "unknown": _("The hypervisor does not know this machine. Open a ticket: our staff look at it."),
    "image": _("This system cannot be installed there. Choose another one."),
    "smaller": _("A disk is never made smaller: what lies on it would be lost. Order another server instead."),
    "stopped": _("The machine is switched off. Switch it on first."),
    "no_agent": _("The machine does not answer to its host, so its password cannot be changed from outside. "
                  "Restart it, or install it anew."),
    "unsupported": _("This cannot be done here by itself. Open a ticket: our staff do it."),
    "hand": _("Our staff could not do it; their answer stands beside."),
}  # fmt: skip


def refusal_text(code: str | int) -> str | Promise:
    """A refusal in words; an unknown code gets the general answer."""
    return REFUSALS.get(str(code), _("The machine's host refuses. Open a ticket: our staff look at it."))
