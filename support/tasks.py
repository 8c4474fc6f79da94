"""What beat asks of support beside the clock: the reports of a month that is over, quarantined files put away."""

from celery import shared_task

from core import clock
from core.acts import Act

from . import reports
from .mail_in import quarantine


@shared_task(name="support.tasks.make_reports")
def make_reports() -> None:
    """Every hour: the service level reports that are not there yet (SRV-A2-2.2)."""
    reports.make_due(clock.now())


@shared_task(name="support.tasks.forget_quarantined_files")
def forget_quarantined_files() -> None:
    """Every day: files of messages in quarantine that nobody has wanted."""
    quarantine.forget_old(Act(clock.now()))
