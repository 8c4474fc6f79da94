"""VAT on the collection basis: due for what was collected, at the rates of the document that it paid (facts D).

A payment of a part carries its part of each rate; the parts of one proforma add up to its VAT to the centime. What
went back to the customer (a credit note, a lapsed proforma's advance) counts below zero on its day.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q

from billing.models import Allocation, CreditNote, Proforma
from core import clock

from .posting import rates

Sums = dict[tuple[str, str, int], tuple[int, int]]  # (month, currency, rate) → (base, tax) in centimes
Line = tuple[date, str, int, int, int]


def collected(first: date, last: date) -> Sums:
    """What became due from `first` to `last`, both included, by month, currency and rate."""
    sums: dict[tuple[str, str, int], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for day, currency, rate, base, tax in _lines(first, last):
        if first <= day <= last:
            key = (f"{day:%Y-%m}", currency, rate)
            sums[key] = (sums[key][0] + base, sums[key][1] + tax)
    return dict(sums)


def _lines(first: date, last: date) -> Iterator[Line]:
    yield from _came(first, last)
    notes = CreditNote.objects.filter(issued_on__range=(first, last))
    for note in notes.only("currency", "content", "issued_on"):
        for rate, base, tax in rates(note):
            yield note.issued_on, note.currency, rate, -base, -tax


def _came(first: date, last: date) -> Iterator[Line]:
    """Each share of a payment; and its undoing where the proforma ended unpaid. Of proformas that the days touch."""
    days = (clock.at_local(first), clock.at_local(last + timedelta(days=1)))
    paid = Q(payment__value_date__range=(first, last))
    paid |= Q(payment__value_date=None, payment__received_at__range=days)
    mine = Allocation.objects.filter(paid | Q(proforma__closed_at__range=days)).values("proforma")
    rows = Allocation.objects.filter(proforma__in=mine).select_related("payment", "proforma")
    rows = rows.order_by("proforma", "pk")
    before: dict[int, int] = defaultdict(int)
    for share in rows.iterator(chunk_size=1_000):
        proforma, upto = share.proforma, before[share.proforma_id]
        before[share.proforma_id] += share.amount
        for rate, base, tax in _part(proforma, upto, upto + share.amount):
            day = share.payment.value_date or clock.local_date(share.payment.received_at)
            yield day, proforma.currency, rate, base, tax
            if proforma.state in (Proforma.State.LAPSED, Proforma.State.VOID) and proforma.closed_at:
                yield clock.local_date(proforma.closed_at), proforma.currency, rate, -base, -tax


def _part(proforma: Proforma, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The rates of the centimes from `start` to `end` of a proforma's total."""
    for rate, base, tax in rates(proforma):
        yield (
            rate,
            _share(base, end, proforma.total_ttc) - _share(base, start, proforma.total_ttc),
            _share(tax, end, proforma.total_ttc) - _share(tax, start, proforma.total_ttc),
        )


def _share(amount: int, upto: int, total: int) -> int:
    """How much of `amount` belongs to the first `upto` of `total` centimes, to the nearest."""
    return (2 * amount * upto + total) // (2 * total)
