"""What beat asks of accounts beside the clock: what is past its time is purged."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore

from core import clock
from core.acts import Act

from .privacy import retention


@shared_task(name="accounts.tasks.purge")
def purge() -> None:
    """Once a day: personal data that nothing needs any more (law 09-08)."""
    retention.purge(Act(clock.now()))
    SessionStore.clear_expired()
