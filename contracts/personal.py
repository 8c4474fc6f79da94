"""Personal data of the room: from where other people of an account accepted is theirs, not the account's."""

from accounts.privacy import parts, retention
from accounts.privacy.parts import Part

from . import keeping
from .models import Acceptance, CalendarFeed, FormalNotice


def hand_over() -> None:
    """Called once, when Django has loaded every model."""
    parts.register(Part(Acceptance, hidden=("ip", "user_agent")), Part(CalendarFeed, person="user"))
    retention.register(keeping.RULE)
    retention.register_hold(_in_dispute)


def _in_dispute():
    """Customers between whom and us a formal notice is open (SSL-8.3)."""
    return FormalNotice.objects.filter(state__in=FormalNotice.OPEN).values_list("customer", flat=True)
