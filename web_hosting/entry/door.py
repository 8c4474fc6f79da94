"""The panel's door: a way in for the person at the screen, made now, used now, written down."""

from django.utils.translation import gettext as _

from core import evidence
from core.acts import Act
from core.ports import PortRefused
from core.transitions import NotAllowed
from web_hosting.lifecycle.calls import place_of
from web_hosting.models import HostingAccount
from web_hosting.panel import Door, panel_for, refusal_text


def opened(account: HostingAccount, act: Act) -> Door:
    """Ask the panel outside of every transaction. Raises NotAllowed, PortError."""
    if account.state != "active":
        raise NotAllowed(_("The panel opens while the space is active."), "HD-4.2")
    try:
        found = panel_for(account.panel).door(place_of(account), act.now)
    except PortRefused as refusal:
        raise NotAllowed(refusal_text(str(refusal.code)), "HD-4.3") from None
    evidence.record(account.public_id, "act", "panel_opened", act, "HD-4.3", until=found.until)
    return found
