"""What the room of evidence files hands to the ground floor."""

from django.utils.translation import gettext_lazy as _

from accounts.privacy import parts
from accounts.privacy.parts import Part
from billing.models import Order
from core import belongings, worker

from . import lifecycle
from .models import Content, EvidenceFile

ORDERS = belongings.Service(Order, _("Orders"), "shopping-cart", ended=tuple(Order.State.values))


def open_all() -> None:
    """Called once, when Django has loaded every model."""
    worker.register(lifecycle.flow)
    parts.register(Part(EvidenceFile, narrow=lambda rows, today: rows.filter(by_staff=False)))
    parts.leave_out(Content, "an evidence file is taken from its own page")
    belongings.register_service(ORDERS)
