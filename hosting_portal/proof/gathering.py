"""Gathering: all that is proven about a service or an order, from every room, without knowing any product."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Min, Q

from billing.models import CreditNote, Invoice, Order, OrderLine, Payment, Proforma
from contracts.models import Acceptance
from core import belongings, clock
from core.evidence import EvidenceRecord
from core.transitions import NotAllowed
from notifications.models import Email

MONEY = re.compile(r"(?:ord|lin|pro)_[0-9a-f]{16}")
HANDED_OVER = "handed_over"


@dataclass
class Dossier:
    """What belongs to one thing. `cut`: chains of which the customer sees only what follows a hand-over (DN-6.1.1)."""

    subject: Any
    kind: belongings.Service
    abouts: list[str]
    records: list[EvidenceRecord]
    cut: dict[str, EvidenceRecord] = field(default_factory=dict)
    mails: list[Email] = field(default_factory=list)
    acceptances: list[Acceptance] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    lines: list[OrderLine] = field(default_factory=list)
    documents: list[Proforma | Invoice | CreditNote] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    exchanges: list[dict[str, Any]] = field(default_factory=list)


def subject_of(about: str) -> tuple[Any, belongings.Service] | None:
    """The service or order with this public id, and its kind; None where there is none."""
    kind = belongings.service_of(about)
    thing = (
        kind.model._base_manager.filter(public_id=about).select_related("customer").first() if kind else None
    )
    return (thing, kind) if thing and kind else None


def gather(about: str, now: datetime, by_staff: bool = False) -> Dossier:
    """Everything about it that its customer may see.

    Staff see as well what was before a hand-over, and what an authority forbids to tell for now (C-29).
    """
    found = subject_of(about)
    if found is None:
        raise NotAllowed("no service or order has this number", "HD-0.4")
    subject, kind = found
    parts = belongings.parts_of(subject)
    untold = [] if by_staff else [part.public_id for part in parts if _gagged(part, clock.local_date(now))]
    own = [subject.public_id, *(part.public_id for part in parts if part.public_id not in untold)]
    lines = _lines(subject, own)
    orders = _orders(subject, lines)
    documents = _documents(subject, lines)
    payments = list(Payment.objects.filter(proforma__in=[d.pk for d in documents if isinstance(d, Proforma)]))
    things = [*orders, *lines, *documents, *payments]
    abouts = list(dict.fromkeys([*own, *(thing.public_id for thing in things)]))
    cut = {} if by_staff else _cut(abouts)
    silent = _silent_from(untold)
    records = [
        r for r in _records(abouts)
        if (r.about not in cut or r.seq > cut[r.about].seq) and (silent is None or r.at < silent)
    ]  # fmt: skip
    mine = Q(about__in=abouts, customer=subject.customer_id)
    return Dossier(
        subject, kind, abouts, records, cut,
        mails=list(Email.objects.filter(mine).select_related("frame", "repeats").order_by("pk")),
        acceptances=_acceptances(mine), orders=orders, lines=lines, documents=documents, payments=payments,
        exchanges=kind.exchanges(own),
    )  # fmt: skip


# --- inside -----------------------------------------------------------------------------------------------
def _lines(subject, own: list[str]) -> list[OrderLine]:
    """The customer's order lines about these things, or named by the thing itself."""
    mine = OrderLine.objects.filter(customer=subject.customer_id).select_related(
        "product", "order", "proforma"
    )
    if isinstance(subject, Order):
        return list(mine.filter(order=subject))
    named = set(MONEY.findall(" ".join(_words(subject))))
    which = Q(about__in=own) | Q(public_id__in=named) | Q(proforma__public_id__in=named)
    return list(mine.filter(which | Q(attached_to__public_id__in=named)).order_by("pk"))


def _words(thing) -> Iterator[str]:
    yield from (value for value in vars(thing).values() if isinstance(value, str))


def _orders(subject, lines: Iterable[OrderLine]) -> list[Order]:
    if isinstance(subject, Order):
        return [subject]
    return list(
        Order.objects.filter(pk__in={line.order_id for line in lines if line.order_id}).order_by("pk")
    )


def _documents(subject, lines: Iterable[OrderLine]) -> list:
    proformas = Proforma.objects.filter(pk__in={line.proforma_id for line in lines if line.proforma_id})
    invoices = Invoice.objects.filter(proforma__in=proformas)
    notes = CreditNote.objects.filter(invoice__in=invoices)
    return [d for rows in (proformas, invoices, notes) for d in rows.select_related("pdf").order_by("pk")]


def _records(abouts: list[str]) -> Iterator[EvidenceRecord]:
    return EvidenceRecord.objects.filter(about__in=abouts).order_by("about", "seq").iterator()


def _cut(abouts: list[str]) -> dict[str, EvidenceRecord]:
    """The last hand-over of each thing: who receives it does not read what was said to its former holder."""
    rows = EvidenceRecord.objects.filter(about__in=abouts, what=HANDED_OVER).order_by("seq")
    return {row.about: row for row in rows}


def _gagged(part, today: date) -> bool:
    """An authority's decision of which the customer may not know yet."""
    until = getattr(part, "gag_until", None)
    return bool(until and until >= today)


def _silent_from(untold: list[str]) -> datetime | None:
    """From when on the evidence tells of what may not be told: each chain ends before it."""
    return EvidenceRecord.objects.filter(about__in=untold).aggregate(first=Min("at"))["first"]


def _acceptances(mine: Q) -> list[Acceptance]:
    rows = Acceptance.objects.filter(mine).select_related("version__document", "user")
    return list(rows.order_by("accepted_at", "pk"))
