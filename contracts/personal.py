"""Personal data of the room: from where other people of an account accepted is theirs, not the account's."""

from accounts.privacy import parts
from accounts.privacy.parts import Part

from .models import Acceptance, CalendarFeed


def hand_over() -> None:
    """Called once, when Django has loaded every model."""
    parts.register(Part(Acceptance, hidden=("ip", "user_agent")), Part(CalendarFeed, person="user"))
