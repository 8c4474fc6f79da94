"""What beat asks of domain names beside the clock: registries' queues, the nightly comparison, old exchanges."""

from celery import shared_task

from core import clock
from core.acts import Act

from .comparison import nightly
from .messages import inbox
from .registry import exchanges


@shared_task(name="domains.tasks.forget_exchanges")
def forget_exchanges() -> None:
    """Once a day: what was said to the registries is forgotten when it has been kept long enough."""
    exchanges.forget(clock.now())


@shared_task(name="domains.tasks.read_messages")
def read_messages() -> None:
    """Empty the registries' queues (DN-8.1)."""
    inbox.read_all(Act(clock.now()))


@shared_task(name="domains.tasks.compare")
def compare() -> None:
    """One batch of the nightly comparison, when it is night."""
    nightly.compare_batch(Act(clock.now()))
