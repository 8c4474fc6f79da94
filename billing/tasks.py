"""What beat asks of billing beside the clock."""

from celery import shared_task

from core import clock
from core.acts import Act

from .ledger import proofs
from .rates import desk


@shared_task(name="billing.tasks.fetch_rates")
def fetch_rates() -> None:
    """Every hour until they are there: the official rates of the day (HD-3.1b)."""
    desk.fetch(Act(clock.now()))


@shared_task(name="billing.tasks.prove_books")
def prove_books() -> None:
    """Once a day: every centime has its two sides and no number is missing, or a person is told (C-24)."""
    proofs.prove(Act(clock.now()))
