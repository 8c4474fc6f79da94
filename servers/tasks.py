"""The tasks of servers that beat knocks for: reading the counters of every site."""

from celery import shared_task

from core import clock
from core.acts import Act

from .managing import usage


@shared_task(name="servers.tasks.read_usage")
def read_usage() -> None:
    """Count traffic and disk of all that run; what is too old is forgotten."""
    now = clock.now()
    usage.read_all(Act(now))
    usage.forget_samples(now)
