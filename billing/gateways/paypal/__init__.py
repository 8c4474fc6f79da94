"""PayPal, Orders v2: the customer approves at PayPal, we take the money when he comes back, webhooks tell the rest.

`rest.py` speaks to PayPal, outside every transaction; `webhook.py` says whether a word is PayPal's; `events.py` hears
it; `sandbox.py` is the demo's PayPal. A capture is booked once by its id, whoever tells of it first. PayPal has no
dirham: it is offered for euros and dollars only (C-35, facts G).
"""

from django.conf import settings
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from billing import payments
from billing.allocating import Payable
from billing.gateways import attempts
from billing.gateways.notices import Outcome
from billing.models import Payment, PaypalOrder
from core.acts import Act
from core.attention import raise_attention
from core.company import company
from core.ports import PortRefused
from core.transitions import Flow, NotAllowed, claim

from . import rest

LOCALES = {"fr": "fr-FR", "en": "en-GB", "ar": "ar-EG"}
flow = Flow(PaypalOrder)
State = PaypalOrder.State


# --- verbs ----------------------------------------------------------------------------------------------
@flow.verb(source="asked", target="created", clause="HD-3.2b")
def create(order: PaypalOrder, act: Act, order_id: str, approve_url: str) -> None:
    """PayPal has the order; the customer may approve it there."""
    order.order_id, order.approve_url = order_id, approve_url


@flow.verb(source=("asked", "created", "denied"), target="pending", clause="C-35")
def pend(order: PaypalOrder, act: Act, capture_id: str) -> None:
    """PayPal holds the money back and looks at it: the payment is under review, and its proforma waits."""
    order.capture_id = capture_id
    attempts.announce(order, Paypal.method, capture_id, act)


@flow.verb(source=("asked", "created", "pending"), target="denied", clause="HD-3.2b")
def deny(order: PaypalOrder, act: Act, capture_id: str = "") -> None:
    """PayPal does not hand the money over."""
    if waiting := _waiting(capture_id):
        payments.reject(waiting, act.because("PayPal: " + str(State.DENIED.label)))


@flow.verb(source=("asked", "created", "pending", "denied"), target="captured", clause="HD-3.2b")
def capture(order: PaypalOrder, act: Act, capture_id: str) -> None:
    """The money is on our PayPal account."""
    order.capture_id = capture_id
    if waiting := _waiting(capture_id):
        payments.confirm(waiting, act)
    else:
        attempts.book(order, Paypal.method, capture_id, act)


def _waiting(capture_id: str) -> Payment | None:
    found = Payment.objects.filter(method=Paypal.method, gateway_reference=capture_id)
    return found.filter(state__in=payments.WAITING).first() if capture_id else None


# --- asking PayPal, outside every transaction -------------------------------------------------------------
def prepare(payable: Payable, act: Act) -> PaypalOrder:
    """The order of a payable, made at PayPal; one that was only asked for is asked for again, under its own id.

    Raises NotAllowed, PortError.
    """
    which = "bundle" if payable.public_id.startswith("bun_") else "proforma"
    begun = PaypalOrder.objects.filter(**{which: payable}, state=State.ASKED, amount=payable.remaining)
    order = begun.select_related("customer", which).first()
    if order is None:
        order = attempts.new(PaypalOrder, payable, act)
        order.save()
        attempts.prove_begun(order, act)
    order_id, approve_url = rest.create_order(order.public_id, request(order))
    return create(order, act, order_id=order_id, approve_url=approve_url)


def request(order: PaypalOrder) -> dict:
    """What PayPal is asked to collect, and where it sends the customer back to."""
    back = settings.BASE_URL + order.get_absolute_url()
    context = {
        "brand_name": company().name,
        "locale": LOCALES.get(order.customer.language, LOCALES["fr"]),
        "shipping_preference": "NO_SHIPPING",
        "user_action": "PAY_NOW",
        "return_url": back,
        "cancel_url": settings.BASE_URL + order.pay_url,
    }
    unit = {
        "reference_id": order.payable.public_id,
        "custom_id": order.public_id,
        "invoice_id": order.public_id,
        "description": str(order.payable),
        "amount": {"currency_code": order.currency, "value": rest.written(order.amount)},
    }
    source = {"paypal": {"experience_context": context}}
    return {"intent": "CAPTURE", "purchase_units": [unit], "payment_source": source}


def finish(order: PaypalOrder, act: Act) -> str:
    """Take the money of an approved order and book it; what became of it.

    What is no longer to pay is not taken (NotAllowed). Raises PortWaiting, PortUnavailable.
    """
    if order.state == State.CREATED and not order.can_pay:
        raise NotAllowed(
            _("This is no longer to pay, or not this sum: PayPal was not asked for the money."), "HD-6.2"
        )
    try:
        taken = rest.capture_order(f"{order.public_id}-capture", order.order_id)
    except PortRefused:
        order.refresh_from_db()
        if order.state == State.CREATED:
            deny(order, act)
        return Outcome.HEARD
    return hear(taken, act)


def hear(taken: rest.Capture, act: Act) -> str:
    """Book what PayPal says of a capture, once; an Outcome."""
    with transaction.atomic():
        found = PaypalOrder.objects.select_related("customer", "proforma__customer", "bundle__customer")
        order = found.filter(public_id=taken.custom_id).first()
        if order is None:
            return _refused(Outcome.UNKNOWN, taken, act)
        claim(order)
        if settings.PAYPAL_MERCHANT_ID and taken.merchant not in ("", settings.PAYPAL_MERCHANT_ID):
            return _refused(Outcome.FOREIGN, taken, act)
        if (taken.amount, taken.currency) != (order.amount, order.currency):
            return _refused(Outcome.MISMATCH, taken, act)
        return _booked(order, taken, act)


def _booked(order: PaypalOrder, taken: rest.Capture, act: Act) -> str:
    if order.state == State.CAPTURED:
        another = taken.status == "COMPLETED" and taken.id != order.capture_id
        return _refused(Outcome.DOUBLE, taken, act) if another else Outcome.BOOKED
    if taken.status == "COMPLETED":
        was_to_pay = order.can_pay
        capture(order, act, capture_id=taken.id)
        return Outcome.BOOKED if was_to_pay else Outcome.LATE
    if taken.status == "PENDING" and order.state in (State.ASKED, State.CREATED):
        pend(order, act, capture_id=taken.id)
    elif taken.status in ("DENIED", "DECLINED", "FAILED") and order.state != State.DENIED:
        deny(order, act, capture_id=taken.id)
    return Outcome.HEARD


def _refused(outcome: str, taken: rest.Capture, act: Act) -> str:
    title = _(
        "PayPal capture {capture}: another order, merchant, amount or currency than ours; nothing was booked"
    )
    raise_attention("payments", f"paypal:{taken.id}:{outcome}", taken.custom_id[:24],
                    format_lazy(title, capture=taken.id), act=act, clause="HD-3.2b")  # fmt: skip
    return outcome


class Paypal:
    """PayPal, in the currencies of foreign accounts."""

    method = "paypal"
    currencies = frozenset({"EUR", "USD"})

    def start(self, payable: Payable, act: Act) -> str:
        """PayPal's page where the customer approves. Raises NotAllowed, PortError."""
        return prepare(payable, act).approve_url

    def refund(self, payment: Payment, amount: int, act: Act, *, request_id: str) -> str:
        """Give back some of a capture; PayPal's reference. Raises PortError."""
        return rest.refund_capture(request_id, payment.gateway_reference, amount, payment.currency)


gateway = Paypal()
