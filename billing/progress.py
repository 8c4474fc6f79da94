"""How far an order is, in four steps that a person recognises."""

from django.utils.translation import gettext_lazy as _

from .models import Order

STEPS = [
    {"label": _("Cart")},
    {"label": _("Check and confirm")},
    {"label": _("Payment")},
    {"label": _("Carrying out")},
]
CART, REVIEW, PAYMENT, CARRYING_OUT, DONE = range(1, 6)


def step_of(order: Order) -> int:
    """The step (from 1) at which an order stands; past the last one when all is done."""
    by_state: dict[str, int] = {
        Order.State.CART: CART,
        Order.State.PAID: CARRYING_OUT,
        Order.State.FULFILLED: DONE,
    }
    return by_state.get(order.state, PAYMENT)
