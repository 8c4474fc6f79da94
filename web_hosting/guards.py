"""Guards of the irreversible steps: no removal without its notice, none while money is on its way."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing import lines
from core import clock
from core.schedule import Step
from notifications import outbox

from .terms import KEEPING


def impediment(account, step: Step, now: datetime) -> str | Promise:
    """No notice, no removal: it was really sent, the announced time before. Money on its way delays the ladder."""
    if step.verb == "remove":
        return _unannounced(account, now)
    if lines.under_review(account.public_id) or lines.waiting(account.public_id):
        return _("unpaid, but a payment is being checked")
    return ""


def _unannounced(account, now: datetime) -> str | Promise:
    """Why the removal waits; empty when its notice was sent the announced time before (HD-6.3)."""
    sent = outbox.last_sent(account.public_id, f"removal:{account.data_until}")
    if sent is None:
        return _("the notice of the removal has not been sent (HD-6.3)")
    if clock.local_date(now) < clock.local_date(sent) + KEEPING.removal_notice:
        return _("the notice of the removal was sent too lately (HD-6.3)")
    return ""
