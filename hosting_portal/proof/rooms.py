"""What the room of evidence files hands to the ground floor."""

from django.utils.translation import gettext_lazy as _

from billing.models import Order
from core import belongings, worker

from . import lifecycle

ORDERS = belongings.Service(Order, _("Orders"), "shopping-cart", ended=tuple(Order.State.values))


def open_all() -> None:
    """Called once, when Django has loaded every model."""
    worker.register(lifecycle.flow)
    belongings.register_service(ORDERS)
