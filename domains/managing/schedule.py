"""What happens to an unconfirmed address and to contacts that nobody has looked at for a year. Pure."""

from collections.abc import Iterator
from datetime import datetime

from core.clock import local_date, opening
from core.schedule import Step

from .terms import MANAGING


def verification(state: str, asked_at: datetime) -> Iterator[Step]:
    """Reminders, then the name leaves the DNS until the address is confirmed (DN-7.3.2, DN-9.5(1))."""
    if state != "asked":
        return
    for after in MANAGING.confirm_reminders:
        yield Step(asked_at + after, "DN-7.3.2", "remind", series="verification")
    yield Step(asked_at + MANAGING.confirm_within, "DN-9.5(1)", "stop_name")


def review(state: str, confirmed_at: datetime, asked_at: datetime | None) -> Iterator[Step]:
    """Asked a year after the last confirmation, and reminded once; a year later the question is put anew (DN-7.3.1)."""
    if state == "current":
        yield Step(_morning(confirmed_at, MANAGING.contacts_confirmed), "DN-7.3.1", "ask_review")
    elif asked_at:
        yield Step(_morning(asked_at, MANAGING.contacts_reminder), "DN-7.3.1", "remind_review")
        yield Step(_morning(asked_at, MANAGING.contacts_confirmed), "DN-7.3.1", "ask_review")


def _morning(since: datetime, wait) -> datetime:
    return opening(local_date(since) + wait)
