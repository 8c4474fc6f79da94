"""What billing puts on the customer's home page: proformas to pay, and money at a glance."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.dashboard import Panel, Todo
from core.finding import Shelf

from . import glance
from .models import Invoice, Proforma
from .terms import BILLING

SHOWN = 12
SHELVES = (
    Shelf(Proforma, gettext_lazy("Proformas"), "file-clock", ("number", "payment_reference"), "-issued_at",
          hidden=("draft",)),
    Shelf(Invoice, gettext_lazy("Invoices"), "file-check", ("number", "proforma__number"), "-issued_at"),
)  # fmt: skip


def todos(customer, now: datetime) -> list[Todo]:
    """Proformas to pay, the soonest first."""
    open_ones = Proforma.objects.of(customer).filter(state__in=Proforma.OPEN).defer("content")
    return [_todo(proforma, now) for proforma in open_ones.order_by("payable_until", "pk")[:SHOWN]]


def _todo(proforma: Proforma, now: datetime) -> Todo:
    late = proforma.due_on < clock.local_date(now)
    urgent = proforma.payable_until - now < BILLING.urgent
    return Todo(
        title=_("Proforma %(number)s") % {"number": proforma},
        url=reverse("billing:pay", args=[proforma.public_id]),
        action=_("Pay"),
        tone="late" if late or urgent else "soon",
        icon="receipt-text",
        detail=str(proforma.get_state_display()),
        due=proforma.payable_until,
        amount=proforma.remaining,
        currency=proforma.currency,
        clause="HD-3.1c",
        rank=25 if urgent else 45,
    )


def panel(customer, now: datetime) -> Panel:
    """Money at a glance."""
    return Panel("billing/_panel.html", {"glance": glance.of(customer)})
