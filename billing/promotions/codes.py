"""A code in the cart and in the order: entered, refused in words, counted under a lock, given back."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from billing.models import Order, OrderLine, PromoCode, PromoUse
from billing.prices import PriceList
from core import display, evidence
from core.acts import Act
from core.transitions import NotAllowed

from . import offers
from .discounts import Offer, spread

CLAUSE = "HD-3.1a"
ORDERED = (Order.State.CONFIRMED, Order.State.PAID, Order.State.FULFILLED)


def read(typed: str) -> str:
    """A code as it is stored, from what somebody typed."""
    return "".join(typed.split()).upper()[:20]


def enter(order: Order, typed: str, lines: list[OrderLine], prices: PriceList) -> PromoCode:
    """The cart takes this code instead of the one it had. Raises NotAllowed in words."""
    promo = PromoCode.objects.filter(code=read(typed)).first()
    if promo is None:
        raise NotAllowed(
            _("We do not know the code “%(code)s”. Check what you typed.") % {"code": typed.strip()[:20]}
        )
    demand(promo, order, prices.on)
    if not reductions(promo, order.currency, lines, prices):
        raise NotAllowed(_why_nothing(promo, order.currency) % {"code": promo}, CLAUSE)
    Order.objects.filter(pk=order.pk, state=Order.State.CART).update(promo=promo)
    order.promo = promo
    return promo


def leave(order: Order) -> None:
    """The cart has no code any more."""
    Order.objects.filter(pk=order.pk, state=Order.State.CART).update(promo=None)
    order.promo = None


def demand(promo: PromoCode, order: Order, on: date) -> None:
    """Refuse a code that this customer cannot use on this day."""
    said = {"code": promo, "day": display.day(promo.starts_on)}
    if not promo.active or (promo.ends_on and promo.ends_on < on):
        raise NotAllowed(_("The code %(code)s is over.") % said, CLAUSE)
    if promo.starts_on > on:
        raise NotAllowed(_("The code %(code)s can be used from %(day)s on.") % said, CLAUSE)
    uses = promo.uses.filter(given_back_at=None).exclude(order=order)
    if promo.most_uses is not None and uses.count() >= promo.most_uses:
        raise NotAllowed(_("The code %(code)s has been used as often as it could be.") % said, CLAUSE)
    mine = uses.filter(customer=order.customer_id)
    if promo.most_each is not None and mine.count() >= promo.most_each:
        raise NotAllowed(_("You have used the code %(code)s already.") % said, CLAUSE)
    if promo.first_order_only and _has_ordered(order):
        raise NotAllowed(_("The code %(code)s is for a first order.") % said, CLAUSE)


def reduce(order: Order, lines: list[OrderLine], prices: PriceList) -> str:
    """Set the discount of each line by the cart's code or the customer's own offers, whichever takes more off.

    Why the code takes nothing off, or empty. Nothing is written.
    """
    own = offers.reductions(order.customer, lines, prices)
    off, why = _by_code(order, lines, prices) if order.promo else ({}, "")
    if off and sum(off.values()) < sum(own.values()):
        why = _("Your own prices take more off than the code %(code)s.") % {"code": order.promo}
    order.promo_counts = bool(off) and not why
    off = off if order.promo_counts else own
    for place, line in enumerate(lines):
        line.discount = off.get(place, 0)
    return why


def _by_code(order: Order, lines: list[OrderLine], prices: PriceList) -> tuple[dict[int, int], str]:
    """What the cart's code takes off, and why it takes nothing off."""
    try:
        demand(order.promo, order, prices.on)
    except NotAllowed as refusal:
        return {}, refusal.message
    off = reductions(order.promo, order.currency, lines, prices)
    return off, "" if off else _why_nothing(order.promo, order.currency) % {"code": order.promo}


def reductions(promo: PromoCode, currency: str, lines: list[OrderLine], prices: PriceList) -> dict[int, int]:
    """Centimes off, by the line's place."""
    amount = 0
    if promo.percent is None:
        amount = dict(promo.amounts.values_list("currency", "amount")).get(currency, 0)
    offer = Offer(
        promo.percent, amount, set(promo.products.values_list("code", flat=True)), set(promo.families)
    )
    return spread(offer, lines, prices.floors)


def use(order: Order, lines: Iterable[OrderLine], act: Act) -> None:
    """Count the code of an order that is being confirmed: of two last uses at once, one wins."""
    if order.promo_id is None:
        return
    promo = PromoCode.objects.select_for_update().get(pk=order.promo_id)
    demand(promo, order, act.today)
    discount = sum(line.discount for line in lines)
    if not discount or not order.promo_counts:
        return
    facts = {"discount": discount, "currency": order.currency}
    PromoUse.objects.create(promo=promo, customer=order.customer, order=order, used_at=act.now, **facts)
    evidence.record(order.public_id, "act", "promo_code", act, CLAUSE, code=promo.code, **facts)


def give_back(order: Order, act: Act) -> None:
    """The order is never paid: its use does not count."""
    if order.promo_id:
        PromoUse.objects.filter(order=order, given_back_at=None).update(given_back_at=act.now)


def _has_ordered(order: Order) -> bool:
    others = Order.objects.filter(Q(state__in=ORDERED), customer=order.customer_id)
    return others.exclude(pk=order.pk).exists()


def _why_nothing(promo: PromoCode, currency: str) -> str:
    by_amount = promo.percent is None and not promo.amounts.filter(currency=currency).exists()
    if by_amount:
        return _("The code %(code)s is not for your currency.")
    return _("The code %(code)s takes nothing off what is in your cart.")
