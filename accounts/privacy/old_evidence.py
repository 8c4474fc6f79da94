"""Old evidence: what was said of a customer's things loses its content once neither contract nor accounting needs it.

Contract: five years after the last word about a thing, of a customer with whom nothing runs any more. Accounting: ten
years after the end of the year. Place, kind, instant and digest of each record stay, so that chains, anchors and files
given out still hold; what is purged without a line of the purge log is a fault like any other.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from core import evidence
from core.acts import Act
from core.anchors import Fault
from core.evidence import EvidenceRecord

from . import former
from .retention import Rule, digest_of, logged, write_down
from .terms import RETENTION

CONTRACT, ACCOUNTING = "evidence", "accounting_evidence"
WITH_THEIR_ROW = ("acceptance",)  # they are held against the accepted text, and go with the acceptance


def faults() -> Iterator[Fault]:
    """Records without content of which the purge log does not know."""
    purged = EvidenceRecord.objects.exclude(purged_at=None).order_by("pk")
    if not purged.exists():
        return
    known = logged(CONTRACT) | logged(ACCOUNTING)
    for record in purged.iterator():
        if digest_of(number_of(record)) not in known:
            where = f"{record.about} #{record.seq}"
            yield Fault("purged", where, "its content is gone, and it is not what the purge log says")


def forget(records: list, act: Act) -> None:
    """These records go with the row that they prove; the purge log has a line for them."""
    if records:
        _forget(records, act)
        write_down(RULES[0], records, act)


def number_of(record: EvidenceRecord) -> str:
    """What the log keeps a digest of: all that is left of the record, so that none of it can be altered unseen."""
    at = record.at.astimezone(UTC).isoformat()
    left = [
        record.about,
        record.seq,
        record.kind,
        record.what,
        record.clause,
        at,
        record.actor,
        record.digest,
    ]
    return json.dumps(left)


def kept(customers: list[int]) -> set[int]:
    """Of these customers, those of whose things the evidence still has its content."""
    told = EvidenceRecord.objects.filter(about=OuterRef("public_id"), purged_at=None)
    found: set[int] = set()
    for model in {*former.things(True), *former.things(False)}:
        key = "pk" if model is Customer else "customer_id"
        rows = model._base_manager.filter(Exists(told), **{f"{key}__in": customers})
        found.update(rows.order_by().values_list(key, flat=True).distinct())
    return found


def _past(now: datetime, books: bool) -> models.QuerySet:
    """The records of chains that have been silent for so long, of customers with whom nothing runs."""
    before = former.before(now, books)
    records = EvidenceRecord.objects.filter(purged_at=None)
    oldest = records.order_by("pk").values_list("at", flat=True).first()
    if oldest is None or oldest >= before:
        return records.none()
    return records.filter(about__in=_silent(before, books)).exclude(kind__in=WITH_THEIR_ROW)


def _silent(before: datetime, books: bool) -> list[str]:
    """Things of former customers about which nothing was said since; at most one night's work."""
    told = EvidenceRecord.objects.filter(about=OuterRef("public_id"))
    content = told.filter(purged_at=None).exclude(kind__in=WITH_THEIR_ROW)
    found: list[str] = []
    for some in former.some(Customer.objects.filter(created_at__lt=before)):
        for model in former.things(books):
            way = "pk__in" if model is Customer else "customer__in"
            quiet = model._base_manager.filter(
                Exists(content), ~Exists(told.filter(at__gte=before)), **{way: some}
            )
            found += quiet.values_list("public_id", flat=True)[: RETENTION.chains - len(found)]
        if len(found) >= RETENTION.chains:
            break
    return found


def _forget(records: list, act: Act) -> None:
    evidence.forget_content(records, act.now)


RULES = (
    Rule(CONTRACT, _("facts, reasons and IP addresses in the evidence of a former customer’s services"),
         _("the last word about the service, with nothing running any more"), "contract",
         _("deleted; the digests stay"), partial(_past, books=False), _forget, owner="", number=number_of),
    Rule(ACCOUNTING, _("the same, in the evidence of orders and payments"),
         _("the end of the year of the last word about the order or payment"), "accounting",
         _("deleted; the digests stay"), partial(_past, books=True), _forget, owner="", number=number_of),
)  # fmt: skip
