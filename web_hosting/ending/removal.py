"""No notice, no removal: the data go only when their removal was really announced, long enough before (HD-6.3)."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import clock
from notifications import outbox
from web_hosting.models import HostingAccount
from web_hosting.terms import KEEPING


def impediment(account: HostingAccount, now: datetime) -> str | Promise:
    """Why the removal waits; empty when its notice was sent the announced time before."""
    sent = outbox.last_sent(account.public_id, f"removal:{account.data_until}")
    if sent is None:
        return _("the notice of the removal has not been sent (HD-6.3)")
    if clock.local_date(now) < clock.local_date(sent) + KEEPING.removal_notice:
        return _("the notice of the removal was sent too lately (HD-6.3)")
    return ""
