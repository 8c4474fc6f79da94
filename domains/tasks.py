"""The tasks of domain names."""

from celery import shared_task

from core import clock

from .registry import exchanges


@shared_task(name="domains.tasks.forget_exchanges")
def forget_exchanges() -> None:
    """Once a day: what was said to the registries is forgotten when it has been kept long enough."""
    exchanges.forget(clock.now())
