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
from billing.terms import BILLING
from core.acts import Act
from core.attention import raise_attention
from core.company import company
from core.ports import PortRefused
from core.transitions import Flow, NotAllowed, Verb, claim

from . import rest

LOCALES = {"fr": "fr-FR", "en": "en-GB", "ar": "ar-EG"}
flow = Flow(PaypalOrder)
State = PaypalOrder.State


# --- verbs ----------------------------------------------------------------------------------------------
@flow.verb(source="asked", target="created", clause="HD-3.2b")
def create(order: PaypalOrder, act: Act, order_id: str, approve_url: str) -> None:
    """PayPal has the order; the customer may approve it there."""
    order.order_id, order.approve_url = order_id, approve_url
    order.call_at = act.now + BILLING.paypal_looked_at


@flow.verb(source=("asked", "created", "denied"), target="pending", clause="C-35")
def pend(order: PaypalOrder, act: Act, capture_id: str) -> None:
    """PayPal holds the money back and looks at it: the payment is under review, and its proforma waits."""
    order.capture_id = capture_id
    order.call_at = act.now + BILLING.paypal_looked_at
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


VERBS: dict[str, Verb] = {
    "COMPLETED": capture,
    "PENDING": pend,
    **dict.fromkeys(("DENIED", "DECLINED", "FAILED"), deny),
}


def _waiting(capture_id: str) -> Payment | None:
    found = Payment.objects.filter(method=Paypal.method, gateway_reference=capture_id)
    return found.filter(state__in=payments.WAITING).first() if capture_id else None


# --- looking after what no webhook told -------------------------------------------------------------------
@flow.verb(source=("created", "pending"), clause="HD-3.2b")
def looked(order: PaypalOrder, act: Act, answer: rest.Capture | None) -> str | None:
    """What PayPal says when it is asked: taken, held back, refused, or still nothing; later we ask again."""
    order.call_error = ""
    verb = _said(order, answer, act) if answer else None
    if verb and order.state in verb.sources and order.state != verb.target:
        order.call_at = None
        return verb.body(order, act, capture_id=answer.id) or verb.target
    over = order.state == State.CREATED and act.now >= order.started_at + BILLING.paypal_kept
    order.call_at = None if over else act.now + BILLING.paypal_looked_at
    return None


@flow.verb(source=("created", "pending"), clause="HD-3.2b")
def not_looked(order: PaypalOrder, act: Act, refusal: PortRefused) -> None:
    """PayPal no longer knows it: nobody has approved it, and nobody will. One that it held back a person looks for."""
    order.call_at, order.call_error = None, str(refusal)
    if order.state == State.PENDING:
        raise_attention("payments", f"{order.public_id}:lost", order.public_id,
                        format_lazy(_("{order}: PayPal does not know the payment that it held back"), order=order),
                        act=act, detail=str(refusal), clause="HD-3.2b")  # fmt: skip


def _look(order: PaypalOrder, act: Act) -> rest.Capture | None:
    """The capture of an order, seen before anything is asked for; what is approved and still to pay is taken."""
    status, taken = rest.find_order(order.order_id or "")
    if taken is None and status == "APPROVED" and order.can_pay:
        return rest.capture_order(_request_of(order), order.order_id)
    return taken


flow.call("look", source=("created", "pending"), clause="HD-3.2b", ask=_look, done=looked, refused=not_looked)


# --- asking PayPal, outside every transaction -------------------------------------------------------------
def prepare(payable: Payable, act: Act) -> PaypalOrder:
    """The order of a payable, made at PayPal; one that was only asked for is asked for again, under its own id.

    Raises NotAllowed, PortError.
    """
    which = "bundle" if payable.public_id.startswith("bun_") else "proforma"
    begun = PaypalOrder.objects.filter(**{which: payable}, state=State.ASKED, amount=payable.remaining)
    order = begun.select_related("customer", which).first()
    if order is None:
        order = attempts.new(PaypalOrder, payable, act, acted_through=act.now)
        order.save()
        attempts.prove_begun(order, act)
    order_id, approve_url = rest.create_order(order.public_id, request(order))
    return create(order, act, order_id=order_id, approve_url=approve_url)


def _request_of(order: PaypalOrder) -> str:
    """Under which id its money is asked for: however often, it is taken once."""
    return f"{order.public_id}-capture"


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
        taken = rest.capture_order(_request_of(order), order.order_id)
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
        wrong = _doubt(order, taken)
        return _refused(wrong, taken, act) if wrong else _booked(order, taken, act)


def _doubt(order: PaypalOrder, taken: rest.Capture) -> str:
    """What is not believed of a capture: another merchant's, or another sum than was asked for."""
    if settings.PAYPAL_MERCHANT_ID and taken.merchant not in ("", settings.PAYPAL_MERCHANT_ID):
        return Outcome.FOREIGN
    return "" if (taken.amount, taken.currency) == (order.amount, order.currency) else Outcome.MISMATCH


def _said(order: PaypalOrder, taken: rest.Capture, act: Act) -> Verb | None:
    """The verb that a capture asks for; none where it is not believed, which staff are told."""
    if wrong := _doubt(order, taken):
        _refused(wrong, taken, act)
        return None
    return VERBS.get(taken.status)


def _booked(order: PaypalOrder, taken: rest.Capture, act: Act) -> str:
    if order.state == State.CAPTURED:
        another = taken.status == "COMPLETED" and taken.id != order.capture_id
        return _refused(Outcome.DOUBLE, taken, act) if another else Outcome.BOOKED
    was_to_pay, verb = order.can_pay, VERBS.get(taken.status)
    if verb is None or order.state == verb.target or (verb is pend and order.state == State.DENIED):
        return Outcome.HEARD
    verb(order, act, capture_id=taken.id)
    if verb is not capture:
        return Outcome.HEARD
    return Outcome.BOOKED if was_to_pay else Outcome.LATE


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
