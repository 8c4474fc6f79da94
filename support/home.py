"""What support puts on the customer's home page: requests that wait for him, and how many are in which state."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dashboard import Census, Todo
from core.finding import Shelf

from . import banner
from .models import Ticket

CENSUS = Census(Ticket, "support/_panel.html")
SHELF = Shelf(Ticket, gettext_lazy("Requests"), "life-buoy", ("subject", "public_id"), "-opened_at")


def todos(customer, now: datetime) -> list[Todo]:
    """Requests in which the customer owes an answer (SSL-10.2)."""
    return [
        Todo(row["subject"], row["url"], _("Reply"), tone="late", icon="life-buoy",
             detail=_("support waits for your answer"), clause="SSL-10.2", rank=20)
        for row in banner.of(customer, now)["waiting"]
    ]  # fmt: skip
