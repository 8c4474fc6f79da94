"""The outbox's task: woken after a commit and by every tick; the stored mails are the truth."""

from celery import shared_task

from core import clock

from .sending import send_waiting
from .wake import SEND_OUTBOX


@shared_task(name=SEND_OUTBOX)
def send_outbox() -> None:
    """Send all that waits."""
    send_waiting(clock.now)
