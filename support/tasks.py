"""What beat asks of support beside the clock: the reports of a month that is over."""

from celery import shared_task

from core import clock

from . import reports


@shared_task(name="support.tasks.make_reports")
def make_reports() -> None:
    """Every hour: the service level reports that are not there yet (SRV-A2-2.2)."""
    reports.make_due(clock.now())
