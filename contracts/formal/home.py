"""What formal notices put on the customer's home page: ours that he has to answer."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from core.dashboard import Todo, Waiting

from .models import FormalNotice


def rows(customer, now: datetime):
    """Ours that have been received and not answered, in time or late."""
    return FormalNotice.objects.of(customer).filter(direction="ours", state__in=["received", "unanswered"])


def _todo(notice: FormalNotice, now: datetime) -> Todo:
    url = reverse("contracts:formal_answer", args=[notice.public_id])
    return Todo(notice.label or _("the whole contract"), url, _("Reply"), tone="late", icon="mail",
                detail=_("formal notice"), due=notice.answer_until, clause="SSL-8.3", rank=4)  # fmt: skip


WAITING = Waiting(rows, ("public_id", "label", "received_on"), _todo)
