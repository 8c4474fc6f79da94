"""The telephone: when somebody answers it, by the wall clock (HD-0.1). No promise stops with it (C-16)."""

from datetime import datetime

from core.clock import LOCAL

from .terms import PHONE


def is_open(now: datetime) -> bool:
    """Whether the line is answered: Monday–Saturday, from 08:00 to 21:00."""
    there = now.astimezone(LOCAL)
    return there.weekday() in PHONE.weekdays and PHONE.opens_hour <= there.hour < PHONE.closes_hour
