"""The clock's tasks. Messages only wake the worker; the database is the truth, and each tick finds what was missed."""

import logging

from celery import shared_task
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from . import anchors, checking, clock, journey, outage, worker
from .acts import Act

log = logging.getLogger(__name__)


@shared_task(name="core.tasks.tick")
def tick() -> None:
    """Do all that is due now; in the demo, first go where the clock is asked to go."""
    if settings.DEMO:
        journey.travel()
    now = clock.now()
    outage.pulse(now)
    worker.settle(now)


@shared_task(name="core.tasks.seal_evidence")
def seal_evidence() -> None:
    """Every few minutes: what was proven since the last anchor is sealed, so that its loss shows."""
    anchors.seal(clock.now())


@shared_task(name="core.tasks.check_evidence")
def check_evidence() -> None:
    """Once a day: all evidence is held against what was written; what does not hold waits for staff."""
    checking.report(Act(clock.now()))


def knock() -> None:
    """After this transaction, wake the worker early, once; if no broker answers, the next tick will do."""
    waiting = transaction.get_connection().run_on_commit
    if not any(function is _wake_now for _savepoints, function, _robust in waiting):
        transaction.on_commit(_wake_now)


def _wake_now() -> None:
    if clock.is_frozen():
        return
    try:
        tick.apply_async(retry=False)
    except (OperationalError, OSError):
        log.warning("no broker: the next tick will do the work")
