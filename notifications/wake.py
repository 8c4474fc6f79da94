"""The knock: after a commit the outbox is looked at early; if no broker answers, the next tick will do."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from core import clock

SEND_OUTBOX = "notifications.tasks.send_outbox"
log = logging.getLogger(__name__)


def knock() -> None:
    """Wake the sending task once this transaction is committed."""
    transaction.on_commit(_wake_now)


def _wake_now() -> None:
    if clock.is_frozen():
        return
    try:
        current_app.send_task(SEND_OUTBOX, retry=False)
    except (OperationalError, OSError):
        log.warning("no broker: the next tick will send the mails")
