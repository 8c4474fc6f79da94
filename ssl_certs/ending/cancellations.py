"""Cancellations with a refund (SSL-6): asked for inside the twenty days, handled within their clock, paid back once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from billing.models import Refund as BackToCustomer
from billing.refunds import requests as paying_back
from core import clock, display, evidence, workdays
from core.acts import Act
from core.attention import close_attention, raise_attention
from core.transitions import NotAllowed, claim
from ssl_certs.flows import cancellations as flow
from ssl_certs.flows import orders
from ssl_certs.models import SslCancellation, SslOrder
from ssl_certs.terms import HANDLING

from . import choices, emails, refunds

TINY = timedelta(microseconds=1)
Refund, Channel = SslCancellation.Refund, SslCancellation.Channel
ENTERED = [state for state in SslOrder.State if state not in {"cancelling", "cancelled"}]
GIVEN_BACK = _("cancelled within the twenty days (SSL-6.3)")
GOODWILL = _("paid back as a goodwill (SSL-13.3)")


# --- asking -------------------------------------------------------------------------------------------
def ask(order: SslOrder, act: Act, reason: str, refund: str, detail: str = "") -> SslCancellation:
    """The customer cancels in his area, inside the twenty days (SSL-6.1, SSL-6.2). Raises NotAllowed."""
    with transaction.atomic():
        claim(order)
        if not order.cancellable(act.now):
            raise NotAllowed(why_not(order, act.now), "SSL-6.1")
        choices.record(order, act, choices.CANCEL, choices.offered(order, act.now))
        return _opened(order, act, reason=reason, refund=refund, detail=detail, asked_at=act.now)


@orders.verb(source=ENTERED, clause="SSL-6.2", label=_("type in a cancellation (e-mail, telephone)"))
def enter_cancellation(
    order: SslOrder, act: Act, channel: str, asked_at: datetime, why: str, refund: str, source: str = "",
    detail: str = "",
) -> None:  # fmt: skip
    """Staff type in what came by e-mail or telephone, with the instant at which it came."""
    if not order.ordered_at <= asked_at <= act.now:
        raise NotAllowed(
            _("A request comes after the order and before now: check its day and hour."), "SSL-6.2"
        )
    _opened(order, act, channel=channel, source=source, reason=why, refund=refund, detail=detail,
            asked_at=asked_at)  # fmt: skip


def by_company(order: SslOrder, act: Act) -> None:
    """We refuse the order ourselves before its first certificate: it is paid back like a cancellation (SSL-12.1)."""
    with transaction.atomic():
        claim(order)
        request = order.cancellations.filter(state="asked").first()
        request = request or _opened(order, act, channel=Channel.COMPANY, reason=SslCancellation.Reason.OTHER,
                                     refund=Refund.CREDIT, detail=act.reason, asked_at=act.now)  # fmt: skip
        accept_from_company(request, act)


def why_not(order: SslOrder, now: datetime) -> str:
    """Why the order cannot be cancelled with a refund, and what can be done instead."""
    if clock.local_date(now) > order.cancel_until:
        words = _(
            "The twenty days ended on %(day)s at 23:59:59. A certificate can still be revoked, without refund."
        )
        return words % {"day": display.day(order.cancel_until)}
    words = _("%(order)s is %(state)s: there is nothing left to cancel.")
    return words % {"order": order, "state": order.get_state_display()}


def _opened(order: SslOrder, act: Act, **said) -> SslCancellation:
    """The request, one for each order; the customer is told until when it is handled."""
    if order.cancellations.exclude(state__in=["refused", "withdrawn"]).exists():
        raise NotAllowed(_("The cancellation of this order has been asked for already."), "SSL-6.3")
    due = workdays.deadline(act.now, HANDLING.cancellation_working_days, workdays.closed_from(act.today))
    request = SslCancellation(
        customer_id=order.customer_id, order=order, entered_at=act.now, entered_by=act.actor, decide_by=due,
        acted_through=act.now - TINY, currency=order.customer.currency, **said,
    )  # fmt: skip
    request.reschedule()
    request.save()
    evidence.record(order.public_id, "act", "cancellation_asked", act, "SSL-6.2", cancellation=request.public_id,
                    channel=request.channel, asked_at=request.asked_at, refund=request.refund,
                    source=request.source)  # fmt: skip
    if request.channel != Channel.COMPANY:
        emails.cancellation_received(request, act)
        _tell_staff(request, act, _("a cancellation is asked for"), "asked", "ssl_cancellations")
    return request


# --- handling -----------------------------------------------------------------------------------------
@flow.verb(source="asked", target="accepted", clause="SSL-6.3", label=_("accept: end it at the authority"))
def accept(request: SslCancellation, act: Act) -> None:
    """Asked for in time: the order is cancelled, what was issued is revoked (C-08), then the refund follows."""
    if not request.in_time:
        words = _(
            "It was asked for on %(asked)s, after %(last)s. Refuse it, or let a manager grant a goodwill."
        )
        days = {"asked": display.day(request.asked_at), "last": display.day(request.order.cancel_until)}
        raise NotAllowed(words % days, "SSL-6.1")
    _end(request, act)


@flow.verb(source="asked", target="accepted", clause="SSL-12.1")
def accept_from_company(request: SslCancellation, act: Act) -> None:
    """The company refuses the order: its customer is paid back whatever the day."""
    _end(request, act)


@flow.verb(source="asked", target="accepted", clause="SSL-13.3", label=_("pay back as a goodwill"))
def grant_goodwill(request: SslCancellation, act: Act) -> None:
    """After the twenty days nothing is owed: a manager may pay back all the same, and says why."""
    if request.in_time:
        words = _("It was asked for within the twenty days: it is a right, accept it.")
        raise NotAllowed(words, "SSL-6.3")
    if not act.reason:
        raise NotAllowed(_("A goodwill has a reason: write it down."), "SSL-13.3")
    request.goodwill = True
    evidence.record(request.order.public_id, "decision", "goodwill", act, "SSL-13.3",
                    cancellation=request.public_id)  # fmt: skip
    _end(request, act)


@flow.verb(source="asked", target="refused", clause="SSL-6.1", label=_("refuse: the twenty days were over"))
def refuse(request: SslCancellation, act: Act) -> None:
    """Only what was asked for after day 20 can be refused, whenever staff handle it."""
    if request.in_time:
        words = _("It was asked for on %(day)s, within the twenty days: it cannot be refused.")
        raise NotAllowed(words % {"day": display.day(request.asked_at)}, "SSL-6.1")
    request.settled_at = act.now
    emails.cancellation_refused(request, act)


@flow.verb(source="asked", target="withdrawn", clause="SSL-6.2", label=_("withdraw"))
def withdraw(request: SslCancellation, act: Act) -> None:
    """The customer has thought better of it: the order goes on."""
    request.settled_at = act.now
    close_attention(act, about=request.public_id)


def _end(request: SslCancellation, act: Act) -> None:
    """End the order at the authority, where it has not ended already."""
    order, cancel = request.order, orders.verbs["cancel"]
    if cancel.allowed(order):
        cancel(order, act)
    if order.state not in {"cancelling", "revoking"}:
        request.ended_at = max(act.now, request.acted_through + TINY)


def order_ended(order: SslOrder, act: Act) -> None:
    """Nothing of the order is left at the authority: what was accepted is paid back now."""
    for request in order.cancellations.filter(state="accepted", ended_at=None):
        be_ended(request, act)


@flow.verb(source="accepted", clause="SSL-6.3")
def be_ended(request: SslCancellation, act: Act) -> None:
    """The authority has given up or revoked everything."""
    request.ended_at = max(act.now, request.acted_through + TINY)


# --- paying back --------------------------------------------------------------------------------------
@flow.verb(source="accepted", target="credited", clause="SSL-6.3")
def settle(request: SslCancellation, act: Act) -> str | None:
    """The credit note of the certificate line; its money stays on the account, or is paid back the way it came."""
    note = refunds.give_back(request.order, act, GOODWILL if request.goodwill else GIVEN_BACK)
    if note:
        request.credit_note, request.amount, request.currency = note, note.total_ttc, note.currency
        if request.refund == Refund.ORIGINAL:
            sent_by = _refund_by(request)
            under_way = paying_back.of_note(note, act, about=request.public_id, due_by=sent_by)
            request.paid_out = sum(refund.amount for refund in under_way)
    close_attention(act, about=request.public_id)
    if not request.paid_out:
        request.settled_at = act.now
        emails.cancellation_done(request, act)
        return None
    request.refund_by = sent_by
    emails.cancellation_done(request, act)
    if request.refund_by <= act.now:
        _breach(request, act, "late_refund", request.refund_by)
    return "refund_due"


@flow.verb(source="refund_due", target="refunded", clause="SSL-6.3")
def pay(request: SslCancellation, act: Act, reference: str) -> None:
    """The money has left, every part of it: under which reference."""
    request.payout_reference, request.settled_at = reference[:80], act.now
    evidence.record(request.order.public_id, "payment", "paid_back", act, "SSL-6.3", amount=request.paid_out,
                    currency=request.currency, reference=request.payout_reference)  # fmt: skip
    close_attention(act, about=request.public_id)
    emails.refund_paid(request, act)


@flow.verb(source="refund_due", target="credited", clause="SSL-6.3")
def keep_as_credit(request: SslCancellation, act: Act) -> None:
    """It could not be paid back: the money is on the credit account again."""
    request.settled_at, request.refund_by = act.now, None
    close_attention(act, about=request.public_id)


def hear_of_refund(refund, act: Act) -> None:
    """A part of the money has left, or has come back to the credit account."""
    request = SslCancellation.objects.get(public_id=refund.about)
    if request.state != "refund_due":
        return
    others = BackToCustomer.objects.filter(about=refund.about).exclude(pk=refund.pk)
    if (
        refund.state in BackToCustomer.ENDED_HERE
        and not others.exclude(state__in=BackToCustomer.ENDED_HERE).exists()
    ):
        keep_as_credit(request, act)
    elif not others.filter(state__in=BackToCustomer.WAITING).exists():
        sent = [*others.filter(state__in=BackToCustomer.LEFT).order_by("pk"), refund]
        pay(request, act, reference=", ".join(one.reference for one in sent if one.reference))


def _refund_by(request: SslCancellation) -> datetime:
    """The last second of the fifteen days after the request."""
    last = clock.local_date(request.asked_at) + HANDLING.refund
    return clock.opening(last + clock.days(1)) - workdays.ONE_SECOND


@flow.verb(source="asked", clause="SSL-6.2")
def report_late_handling(request: SslCancellation, act: Act) -> None:
    """Nobody has handled it in time. The customer's right stays: it depends on when he asked."""
    _breach(request, act, "late_cancellation", request.decide_by)
    _tell_staff(request, act, _("a cancellation waits to be handled"), "late", "ssl_cancellations")


@flow.verb(source="refund_due", clause="SSL-6.3")
def report_late_refund(request: SslCancellation, act: Act) -> None:
    """The money has not left in time."""
    _breach(request, act, "late_refund", request.refund_by)
    _tell_staff(request, act, _("the refund is late"), "late_refund", "ssl_refunds")


def _breach(request: SslCancellation, act: Act, what: str, due: datetime) -> None:
    clause = "SSL-6.2" if what == "late_cancellation" else "SSL-6.3"
    evidence.record(
        request.order.public_id, "breach", what, act, clause, due=due, cancellation=request.public_id
    )


def _tell_staff(request: SslCancellation, act: Act, words, what: str, queue: str) -> None:
    raise_attention(queue, f"{request.public_id}:{what}", request.public_id, format_lazy("{} – {}", request, words),
                    act=act, detail=request.detail, clause="SSL-6.3")  # fmt: skip
