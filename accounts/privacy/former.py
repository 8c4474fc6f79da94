"""Former customers, and when a proof has been kept long enough: the contract and five years, the books and ten years.

Clauses §13. The contract's life ends when nothing runs any more and nothing more was said of the thing; the ten years
of the books are counted from the end of the fiscal year.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import Customer
from core import belongings, clock
from core.evidence import EvidenceRecord
from core.owned import Owned

from .retention import held
from .terms import RETENTION

BOOKS = "billing"


def before(now: datetime, books: bool) -> datetime:
    """What was last spoken of before this instant has been kept long enough."""
    if not books:
        return now - RETENTION.contract
    return clock.at_local((clock.local_date(now) - RETENTION.accounting).replace(month=1, day=1))


def of(customers: Iterable[int]) -> set[int]:
    """Of these customers, those with whom nothing runs and nothing is in dispute."""
    keys = set(customers) - held()
    return keys - belongings.running(keys) if keys else keys


def some(known: models.QuerySet) -> Iterator[list[int]]:
    """The former ones among these accounts, some at a time."""
    after, rows = 0, known.order_by("pk")
    while batch := list(rows.filter(pk__gt=after).values_list("pk", flat=True)[: RETENTION.batch]):
        yield sorted(of(batch))
        after = batch[-1]


def whose(rows: models.QuerySet) -> set[int]:
    """The former customers among those whose rows these are, as many as one night's work needs."""
    found: set[int] = set()
    for former in some(Customer.objects.filter(Exists(rows.filter(customer=OuterRef("pk"))))):
        found.update(former)
        if len(found) >= RETENTION.chains:
            break
    return found


def silent(rows: models.QuerySet, since: datetime, about: str = "about") -> models.QuerySet:
    """Of these rows, those about whose thing nothing was said since."""
    return rows.filter(~Exists(EvidenceRecord.objects.filter(about=OuterRef(about), at__gte=since)))


def things(books: bool) -> list[Any]:
    """The tables of what belongs to customers, of the books or of everything else."""
    owned: list[Any] = [
        m for m in apps.get_models() if issubclass(m, Owned) and hasattr(m, "public_id") and not m._meta.proxy
    ]
    return [m for m in [Customer, *owned] if (m._meta.app_label == BOOKS) is books]


def of_the_books(field: str) -> Q:
    """Rows whose column names an order, a document, a payment."""
    prefixes = {model._meta.get_field("public_id").prefix for model in things(books=True)}
    return reduce(or_, (Q(**{f"{field}__startswith": f"{prefix}_"}) for prefix in sorted(prefixes)))
