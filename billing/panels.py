"""What billing puts on the customer's home page: proformas to pay, and money at a glance."""

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import clock
from core.dashboard import Panel, Todo
from core.finding import Shelf

from . import glance
from .models import Invoice, Proforma
from .terms import BILLING

SHOWN, MOST = 12, 200
SHELVES = (
    Shelf(Proforma, gettext_lazy("Proformas"), "file-clock", ("number", "payment_reference"), "-issued_at",
          hidden=("draft",)),
    Shelf(Invoice, gettext_lazy("Invoices"), "file-check", ("number", "proforma__number"), "-issued_at"),
)  # fmt: skip


def todos(customer, now: datetime) -> list[Todo]:
    """Proformas to pay, the soonest first; renewals due in the same month are proposed together (HD-6.2)."""
    open_ones = Proforma.objects.of(customer).filter(state__in=Proforma.OPEN).defer("content")
    found = list(open_ones.order_by("payable_until", "pk")[:MOST])
    return [*_together(found), *(_todo(proforma, now) for proforma in found[:SHOWN])]


def _together(found: list[Proforma]) -> list[Todo]:
    """One act for the renewals of the nearest month that has several, in one currency."""
    by_month: dict[tuple[str, date], list[Proforma]] = {}
    for proforma in found:
        if proforma.origin != Proforma.Origin.ORDER:
            by_month.setdefault((proforma.currency, proforma.due_on.replace(day=1)), []).append(proforma)
    several = sorted(
        ((month, currency, own) for (currency, month), own in by_month.items() if len(own) > 1),
        key=lambda g: g[:2],
    )
    return [_pay_together(currency, own) for _month, currency, own in several[:1]]


def _pay_together(currency: str, own: list[Proforma]) -> Todo:
    n = len(own)
    return Todo(
        title=ngettext("%(n)s renewal is due this month", "%(n)s renewals are due in the same month", n)
        % {"n": n},
        url=reverse("billing:together"),
        action=_("Pay together"),
        tone="soon",
        icon="receipt-text",
        detail=_("One payment for all of them, or for those that you tick."),
        due=min(proforma.payable_through for proforma in own),
        amount=sum(proforma.remaining for proforma in own),
        currency=currency,
        clause="HD-6.2",
        rank=24,
    )


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
        due=proforma.payable_through,
        amount=proforma.remaining,
        currency=proforma.currency,
        clause="HD-3.1c",
        rank=25 if urgent else 45,
    )


def panel(customer, now: datetime) -> Panel:
    """Money at a glance."""
    return Panel("billing/_panel.html", {"glance": glance.of(customer)})
