"""Backfill: what was booked before there was a ledger gets its movements; twice is once.

Whatever has a movement already is left alone, so a second run writes nothing.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from billing.models import CreditEntry, CreditNote, Invoice, Movement, Payment, Proforma
from core.acts import CLOCK, Act

from . import posting
from .accounts import Account


def post_everything() -> int:
    """Post what is missing, in the order in which it must have happened; how many movements were written."""
    before = Movement.objects.count()
    with transaction.atomic():
        _payments()
        _entries()
        _documents()
        _closed()
    return Movement.objects.count() - before


def _act(at: datetime, actor: str = CLOCK) -> Act:
    return Act(at, actor or CLOCK)


def _unposted(rows, cause: str):
    return rows.exclude(public_id__in=Movement.objects.filter(cause=cause).values("about"))


def _payments() -> None:
    for payment in _unposted(Payment.objects.filter(state=Payment.State.UNMATCHED), "unmatched"):
        posting.unmatched(payment, _act(payment.received_at, payment.entered_by))
    booked = Payment.objects.filter(state=Payment.State.CONFIRMED, allocated__gt=0)
    related = ("customer", "proforma", "bundle")
    for payment in _unposted(booked.select_related(*related), "allocated"):
        act = _act(payment.confirmed_at or payment.received_at, payment.confirmed_by)
        shares = [(one.proforma, one.amount) for one in payment.allocations.select_related("proforma")]
        posting.stamped(payment, act)
        posting.allocated(payment, shares, act, _used(payment))


def _used(payment: Payment) -> CreditEntry | None:
    """The entry with which the credit account paid it: the first of that amount that nobody has posted."""
    if payment.method != Payment.Method.CREDIT or payment.payable is None:
        return None
    rows = CreditEntry.objects.filter(kind=CreditEntry.Kind.USED, about=payment.payable.public_id)
    return rows.filter(amount=-payment.amount, movements=None).order_by("seq").first()


def _entries() -> None:
    posted_elsewhere = (CreditEntry.Kind.USED, CreditEntry.Kind.CREDIT_NOTE)
    for entry in CreditEntry.objects.filter(movements=None).exclude(kind__in=posted_elsewhere):
        act, other = _act(entry.at, entry.actor), posting.OTHER_SIDE.get(entry.kind)
        if payment := Payment.objects.filter(public_id=entry.about).first():
            posting.entered(entry, act, other or posting.home(payment), day=payment.value_date)
        else:
            proforma = Proforma.objects.filter(public_id=entry.about).only("number", "public_id").first()
            posting.entered(entry, act, other or Account.ADVANCES, document=str(proforma or ""))
        if entry.kind == CreditEntry.Kind.PAID_OUT and not entry.about.startswith("ref_"):
            _sent(entry, act)


def _sent(entry: CreditEntry, act: Act) -> None:
    """Money that was paid out before refunds were things of their own: it left from the bank."""
    posting.post("refunded", Account.REFUNDS, Account.BANK, -entry.amount, act, about=entry.about,
                 currency=entry.currency, customer=entry.customer)  # fmt: skip


def _documents() -> None:
    for invoice in _unposted(Invoice.objects.select_related("customer"), "invoiced"):
        posting.invoiced(invoice, _act(invoice.issued_at))
    for note in _unposted(CreditNote.objects.select_related("customer", "invoice"), "credited"):
        rows = CreditEntry.objects.filter(kind=CreditEntry.Kind.CREDIT_NOTE, about=note.invoice.public_id)
        entry = rows.filter(amount=note.total_ttc, movements=None).order_by("seq").first()
        posting.credited(note, entry, _act(note.issued_at))


def _closed() -> None:
    ended = Proforma.objects.filter(Q(state=Proforma.State.LAPSED) | Q(state=Proforma.State.VOID), paid__gt=0)
    for proforma in _unposted(ended, "undone"):
        posting.closed(proforma, _act(proforma.closed_at or proforma.issued_at))
