"""The task of web hosting that beat knocks for: reading what the spaces of every panel use."""

from celery import shared_task

from core import clock
from core.acts import Act

from .usage import reading


@shared_task(name="web_hosting.tasks.read_usage")
def read_usage() -> None:
    """Ask the panels that were not asked today; what is too old is forgotten."""
    now = clock.now()
    reading.read_all(Act(now))
    reading.forget_samples(now)
