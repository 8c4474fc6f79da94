"""A support policy: what one option promises, as values that its product owns (its `terms.py`).

Two policies on one service are read as one: each clock is the stricter of the two (C-16). Elapsed times run around
the clock, because no office hours are written beside them; working days are counted twice (C-20).
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any

from .terms import TICKETS

CLOCKS = {
    "response_working_days": "response_clause",
    "first_information": "information_clause",
    "taken_in_hand": "take_clause",
    "resolved": "resolve_clause",
}


@dataclass(frozen=True, slots=True)
class SupportPolicy:
    """What is promised, beside each clock the clause that promises it.

    response_working_days  a first answer to a request, in working days (0: none)
    first_information      after an incident's occurrence, on average over a month
    taken_in_hand          a major incident, after its occurrence
    resolved               a request or incident, after its report or finding
    included_minutes       of work in a month; no roll over (C-15)
    hard_cap               minutes beyond which an accepted quote is needed; None: no cap
    around_the_clock       whether the telephone hours stand back behind elapsed time
    backs_up               whether we make the backups (C-34)
    advice_months          how often support reviews the service unasked and advises its customer (0: never)
    """

    code: str
    response_working_days: int = 0
    first_information: timedelta | None = None
    taken_in_hand: timedelta | None = None
    resolved: timedelta | None = None
    included_minutes: int = 0
    hard_cap: int | None = None
    around_the_clock: bool = False
    backs_up: bool = False
    advice_months: int = 0
    response_clause: str = "C-16"
    information_clause: str = "SRV-A2-2.2"
    take_clause: str = ""
    resolve_clause: str = ""
    hours_clause: str = "C-15"
    advice_clause: str = "SRV-6.1.3"

    @property
    def diagnoses(self) -> bool:
        """Whether an incident lets staff connect for diagnosis (SRV-A2-2.1): where clocks of incidents are promised."""
        return self.resolved is not None

    def as_data(self) -> dict[str, Any]:
        """The policy as JSON: durations in seconds."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {k: int(v.total_seconds()) if isinstance(v, timedelta) else v for k, v in values.items()}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "SupportPolicy":
        """The policy as it was written down on the day it was sold."""
        known = {f.name for f in fields(cls)}
        values = {k: v for k, v in data.items() if k in known}
        for name in ("first_information", "taken_in_hand", "resolved"):
            seconds = values.get(name)
            values[name] = None if seconds is None else timedelta(seconds=seconds)
        return cls(**values)


STANDARD = SupportPolicy("standard", response_working_days=TICKETS.response_working_days)


def strictest(policies: Iterable[SupportPolicy]) -> SupportPolicy:
    """Several policies on one service as one (C-16); none: the ordinary one. Hours add up, a cap needs all capped."""
    found = list(policies)
    if not found:
        return STANDARD
    clocks: dict[str, Any] = {}
    for clock, clause in CLOCKS.items():
        promising = [p for p in found if getattr(p, clock)]
        if promising:
            best = min(promising, key=lambda p: getattr(p, clock))
            clocks |= {clock: getattr(best, clock), clause: getattr(best, clause)}
    clocks.setdefault("response_working_days", STANDARD.response_working_days)
    banks = [p for p in found if p.included_minutes]
    capped = bool(banks) and all(p.hard_cap is not None for p in banks)
    return replace(
        STANDARD,
        code="+".join(sorted(p.code for p in found)),
        included_minutes=sum(p.included_minutes for p in banks),
        hard_cap=sum(p.hard_cap or 0 for p in banks) if capped else None,
        hours_clause=banks[0].hours_clause if banks else STANDARD.hours_clause,
        around_the_clock=any(p.around_the_clock for p in found),
        **clocks,
    )
