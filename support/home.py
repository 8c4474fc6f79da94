"""What support puts on the customer's home page: requests that wait for him, and how many are in which state."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from core.dashboard import Census, Todo

from .models import Ticket

SHOWN = 6
CENSUS = Census(Ticket, "support/_panel.html")


def todos(customer, now: datetime) -> list[Todo]:
    """Requests in which the customer owes an answer (SSL-10.2); one question to the database."""
    waiting = Ticket.objects.of(customer).filter(state="waiting_customer").order_by("paused_since")
    return [
        Todo(ticket.subject, reverse("support:ticket", args=[ticket.public_id]), _("Answer"), tone="late",
             icon="life-buoy", detail=_("support waits for your answer"), clause="SSL-10.2", rank=20)
        for ticket in waiting[:SHOWN]
    ]  # fmt: skip
