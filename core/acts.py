"""An act: who does something, when, and why. Every verb takes one."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from . import clock

CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Act:
    """`now` is a UTC instant; `actor` a public id (`usr_…`) or `clock`; `reason` is free text by a person.

    `due` is when the schedule wanted it done: the clock's acts have it, and what they say late says so.
    """

    now: datetime
    actor: str = CLOCK
    reason: str = ""
    ip: str = ""
    due: datetime | None = None

    @property
    def today(self) -> date:
        """The Moroccan day of the act."""
        return clock.local_date(self.now)

    def because(self, reason: str) -> "Act":
        """The same act with its reason."""
        return replace(self, reason=reason)


def act_of(request, reason: str = "") -> Act:
    """The act of the person behind a request: the edge where the clock is read."""
    actor = getattr(request.user, "public_id", "") or "visitor"
    return Act(clock.now(), actor, reason, request.META.get("REMOTE_ADDR", ""))
