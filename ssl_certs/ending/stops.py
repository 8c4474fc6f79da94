"""An authority stops: prepared by one person, confirmed by another, told to all, thirty days ahead (SSL-11.4)."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core import display, evidence
from core.acts import Act
from core.attention import raise_attention
from core.transitions import NotAllowed
from ssl_certs import emails as letters
from ssl_certs.flows import orders
from ssl_certs.flows import stops as flow
from ssl_certs.models import AuthorityStop, CertificateProduct, SslOrder, StopNotice
from ssl_certs.terms import CERTIFICATES

from . import emails

TOGETHER = 200  # orders told at one look of the worker
TINY = timedelta(microseconds=1)


def earliest(today: date) -> date:
    """The first day on which a stop may take effect: thirty days after its notice."""
    return today + CERTIFICATES.authority_stop


def prepare(
    authority: str, effective_on: date, words: str, act: Act, replacement: CertificateProduct | None = None,
    products: Sequence[str] = (),
) -> AuthorityStop:  # fmt: skip
    """Write the campaign down; nobody is told before a second person has confirmed it (guard 18)."""
    _check_day(effective_on, act)
    with transaction.atomic():
        stop = AuthorityStop(
            authority=authority, effective_on=effective_on, words=words, replacement=replacement,
            products=list(products), prepared_at=act.now, prepared_by=act.actor, acted_through=act.now - TINY,
        )  # fmt: skip
        stop.reschedule()
        stop.save()
        count = concerned(stop).count()
        evidence.record(stop.public_id, "decision", "stop_prepared", act, "SSL-11.4", authority=authority,
                        effective_on=effective_on, orders=count)  # fmt: skip
        title = format_lazy(_("{stop}: to be confirmed by a second person"), stop=stop)
        raise_attention(
            "ssl_stops", f"{stop.public_id}:prepared", stop.public_id, title, act=act, clause="SSL-11.4"
        )
    return stop


def concerned(stop: AuthorityStop) -> QuerySet[SslOrder]:
    """The orders that the stop ends before their year is over, and that have not been told of it."""
    theirs = Q(product__authority=stop.authority) | Q(certificates__authority=stop.authority,
                                                      certificates__state="issued")  # fmt: skip
    left = Q(term_ends_on=None) | Q(term_ends_on__gt=stop.effective_on)
    running = SslOrder.objects.filter(theirs, left, state__in=SslOrder.CANCELLABLE)
    if stop.products:
        running = running.filter(product__code__in=stop.products)
    told = StopNotice.objects.filter(stop=stop).values("order_id")
    return running.exclude(pk__in=told).distinct()


@flow.verb(source="prepared", target="announcing", clause="SSL-11.4", label=_("confirm: tell all customers"))
def confirm(stop: AuthorityStop, act: Act) -> None:
    """Another person has read it: everybody is told, and nothing of it is sold any more."""
    if act.actor == stop.prepared_by:
        words = _("You have prepared this yourself: another person must confirm it.")
        raise NotAllowed(words, "SSL-11.4")
    _check_day(stop.effective_on, act)
    stop.confirmed_at, stop.confirmed_by, stop.announce_at = act.now, act.actor, act.now
    sold = CertificateProduct.objects.filter(authority=stop.authority, enabled=True)
    sold = sold.filter(code__in=stop.products) if stop.products else sold
    codes = list(sold.values_list("code", flat=True))
    CertificateProduct.objects.filter(code__in=codes).update(enabled=False)
    evidence.record(stop.public_id, "decision", "stop_confirmed", act, "SSL-11.4", prepared_by=stop.prepared_by,
                    off_sale=codes, orders=concerned(stop).count())  # fmt: skip


@flow.verb(source="prepared", target="withdrawn", clause="SSL-11.4", label=_("withdraw"))
def withdraw(stop: AuthorityStop, act: Act) -> None:
    """It was prepared by mistake, or the authority goes on."""


@flow.verb(source="announcing", clause="SSL-11.4")
def tell_some(stop: AuthorityStop, act: Act) -> str | None:
    """The next customers read what ends, when, and what we propose instead; each has his thirty days."""
    batch = list(concerned(stop).select_related(*SslOrder.schedule_related).order_by("pk")[:TOGETHER])
    for order in batch:
        _tell(stop, order, act)
    stop.announce_at = act.now + TINY if len(batch) == TOGETHER else None
    return None if stop.announce_at else "announced"


def _tell(stop: AuthorityStop, order: SslOrder, act: Act) -> None:
    ends_on = max(stop.effective_on, earliest(act.today))
    orders.verbs["end_with_authority"](order, act, ends_on=ends_on)
    emails.authority_stops(stop, order, act)
    StopNotice.objects.create(stop=stop, customer_id=order.customer_id, order=order, told_at=act.now,
                              sent_to=letters.recipients(order), ends_on=order.ends_on)  # fmt: skip
    evidence.record(order.public_id, "notice", "authority_stops", act, "SSL-11.4", stop=stop.public_id,
                    ends_on=order.ends_on)  # fmt: skip


@flow.verb(source=["announcing", "announced"], target="effective", clause="SSL-11.4")
def take_effect(stop: AuthorityStop, act: Act) -> None:
    """The last day of service is over: staff look at whoever came later and was not told."""
    if left := concerned(stop).count():
        title = format_lazy(_("{stop}: {left} orders were not told"), stop=stop, left=left)
        raise_attention(
            "ssl_stops", f"{stop.public_id}:left", stop.public_id, title, act=act, clause="SSL-11.4"
        )


def _check_day(day: date, act: Act) -> None:
    if day < (first := earliest(act.today)):
        words = _(
            "%(day)s is too early: customers have thirty days from their notice. The first day is %(first)s."
        )
        raise NotAllowed(words % {"day": display.day(day), "first": display.day(first)}, "SSL-11.4")
