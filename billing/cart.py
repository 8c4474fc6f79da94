"""The cart: the customer's one open order. Its prices follow the price list until it is confirmed (C-03)."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.accuracy import closing
from core.acts import Act
from core.money import Line, Totals, totals
from core.transitions import NotAllowed

from . import taxes
from .lines import NewLine, built, codes
from .models import Order, OrderLine
from .prices import PriceList, price_list
from .promotions import codes as promotions


def cart_for(customer) -> Order | None:
    """The customer's cart, if there is one."""
    return Order.objects.of(customer).filter(state=Order.State.CART).select_related("promo").first()


def add(customer, user, new: NewLine, act: Act) -> OrderLine:
    """Put a thing in the cart; the same thing again replaces its line. Raises NotAllowed for a terminated account."""
    closing.demand_open(customer)
    prices = price_list(act.today, codes([new]), customer.currency)
    with transaction.atomic(), translation.override(customer.language):
        order = _opened(customer, user, act)
        order.lines.filter(kind=new.kind, subject=new.subject).delete()
        for position, line in enumerate(
            built(new, prices, customer=customer, order=order), order.lines.count()
        ):
            line.position = position
            line.save()
        return order.lines.get(kind=new.kind, subject=new.subject)


def change_quantity(line: OrderLine, quantity: int) -> None:
    """Order for more or fewer years, within what the product allows (`options.quantities`)."""
    _still_open(line)
    lowest, highest = line.options.get("quantities", [1, 1])
    if not lowest <= quantity <= highest:
        bounds = {"thing": line.subject, "lowest": lowest, "highest": highest}
        raise NotAllowed(_("%(thing)s can be ordered for %(lowest)s to %(highest)s years.") % bounds)
    with_it = Q(attached_to=line, options__follows=True)  # a part that is counted in the same years
    OrderLine.objects.filter(Q(pk=line.pk) | with_it).update(quantity=quantity)


def remove(line: OrderLine) -> None:
    """Take a thing out of the cart, with its parts."""
    _still_open(line)
    line.delete()


def priced(order: Order, on: date) -> tuple[list[OrderLine], PriceList]:
    """The cart's lines at the prices of a day, parts after their line; nothing is written."""
    lines = list(order.lines.select_related("product", "attached_to"))
    prices = price_list(on, {line.product.code for line in lines}, order.currency)
    for line in lines:
        line.unit_ht = prices.get(line.product.code, line.operation)
        line.options |= prices.converted(line.product.code, line.operation)
        line.vat_rate = taxes.rate(line.product, order.customer, order.currency)
    order.promo_refusal = promotions.reduce(order, lines, prices)
    return lines, prices


def enter_code(order: Order, typed: str, on: date) -> None:
    """The customer has a promo code. Raises NotAllowed where it is not for this cart."""
    lines, prices = priced(order, on)
    promotions.enter(order, typed, lines, prices)


def taken_off(lines: list[OrderLine]) -> Totals:
    """What a promo code takes off, before tax and with it."""
    return totals(Line(1, line.discount, 0, line.vat_rate) for line in lines if line.discount)


def sums(lines: list[OrderLine]) -> Totals:
    """What the cart comes to."""
    return totals(line.amount for line in lines)


def _opened(customer, user, act: Act) -> Order:
    """The customer's cart, locked; opened now where there is none."""
    carts = Order.objects.select_for_update().of(customer).filter(state=Order.State.CART)
    if found := carts.first():
        return found
    facts = {
        "user": user,
        "currency": customer.currency,
        "language": customer.language,
        "created_at": act.now,
    }
    try:
        with transaction.atomic():
            return Order.objects.create(customer=customer, state=Order.State.CART, **facts)
    except IntegrityError:  # opened by a colleague at the same moment
        return carts.get()


def _still_open(line: OrderLine) -> None:
    if not line.order or line.order.state != Order.State.CART:
        raise NotAllowed(_("This order is confirmed: its lines no longer change."), "HD-6.1")
