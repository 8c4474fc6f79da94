"""How long the books are kept: ten years after the end of their fiscal year, then the bytes and the buyer go.

Number, days, amounts and digest of a document stay for ever, so that series have no gap and the ledger no hole.
A file that several rows share goes when the last of them needs it no more; rooms hand over who holds files.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.privacy import former, retention
from accounts.privacy.retention import Rule, digest_of, logged
from core import clock
from core.acts import Act
from core.anchors import Fault

from .models import (
    BankLine,
    BankStatement,
    CreditNote,
    Invoice,
    Order,
    OrderLine,
    Payment,
    Proforma,
    Receipt,
    Refund,
    StoredFile,
)

NOBODY = {"name": "–", "address": []}
DOCUMENTS = (Proforma, Invoice, CreditNote, Receipt)
FILES, CONTRACT_FILES = "files", "contract_files"
YEAR_END = _("the end of the year they belong to")


class Holder(NamedTuple):
    """Rows that need a file; `over` (now): which need it no more; `books`: for ten years, else the contract's."""

    model: type[Any]
    field: str
    over: Callable[[datetime], Q]
    books: bool = False


_holders: list[Holder] = []


def hold_files(model: type[Any], field: str, ended: str) -> None:
    """Hand over what proves the contract: `ended` is the column with the instant at which the row was over."""

    def over(now: datetime) -> Q:
        old = Q(**{f"{ended}__lt": former.before(now, books=False)})
        return old & Q(customer__in=former.whose(model._base_manager.filter(old).exclude(**{field: None})))

    _holders.append(Holder(model, field, over))


def _hold_books(model: type[Any], field: str, begun: str) -> None:
    """`begun`: the instant or the day whose fiscal year counts."""

    _holders.append(Holder(model, field, lambda now: _old(begun, now), books=True))


def _old(begun: str, now: datetime) -> Q:
    before: Any = former.before(now, books=True)
    return Q(**{f"{begun}__lt": clock.local_date(before) if begun.endswith("_on") else before})


# --- files ------------------------------------------------------------------------------------------------
def _files(now: datetime, books: bool) -> models.QuerySet:
    """Files that nothing needs any more: of the contract alone, or of the books and of nothing at all."""
    kept, proves, counts = retention.held(), Q(), Q()
    files = StoredFile.objects.filter(purged_at=None, stored_at__lt=former.before(now, books)).defer("stored")
    for holder in _holders:
        rows = holder.model._base_manager.filter(**{holder.field: OuterRef("pk")})
        over = holder.over(now)
        if kept and hasattr(holder.model, "customer"):
            over &= ~Q(customer__in=kept)
        files = files.filter(~Exists(rows.exclude(over)))
        if holder.books:
            counts |= Q(Exists(rows))
        else:
            proves |= Q(Exists(rows))
    return files if books else files.filter(proves).exclude(counts)


def _forget_files(files: list, act: Act) -> None:
    StoredFile.objects.filter(pk__in=[file.pk for file in files]).update(stored=b"", purged_at=act.now)


def _file_number(file: StoredFile) -> str:
    return file.sha256


# --- documents --------------------------------------------------------------------------------------------
def _documents(model: type[Any], now: datetime) -> models.QuerySet:
    day = Q(issued_on=None) & _old("issued_at", now) | _old("issued_on", now)
    return model._base_manager.filter(day, purged_at=None)


def _forget_buyers(documents: list, act: Act) -> None:
    """Who bought what goes; the lines keep their products, sums and taxes."""
    for document in documents:
        content = {**document.content}
        if buyer := content.get("buyer"):
            content["buyer"] = {**NOBODY, "country": buyer.get("country", "")}
        content["lines"] = [
            {k: v for k, v in line.items() if k != "detail"} for line in content.get("lines", [])
        ]
        rows: models.QuerySet = models.QuerySet(type(document)).filter(pk=document.pk)
        rows.update(content=content, purged_at=act.now)


def _document_number(document: Any) -> str:
    pdf = document.pdf.sha256 if document.pdf_id else ""
    left = [
        document.public_id,
        document.number,
        document.total_ht,
        document.total_vat,
        document.total_ttc,
        pdf,
    ]
    return json.dumps(left)


# --- rows -------------------------------------------------------------------------------------------------
def _lines(now: datetime) -> models.QuerySet:
    """Lines that say who was to be named at a registry."""
    old = Q(order__created_at__lt=former.before(now, books=True))
    return OrderLine._base_manager.filter(old, options__has_key="contacts")


def _forget_contacts(lines: list, act: Act) -> None:
    for line in lines:
        said = {name: value for name, value in line.options.items() if name != "contacts"}
        OrderLine._base_manager.filter(pk=line.pk).update(options=said)


def _blanked(code: str, what, model: type[Any], begun: str, owner: str = "customer", **gone: Any) -> Rule:
    """Columns that are emptied ten years after the year of the row."""

    def past(now: datetime) -> models.QuerySet:
        return model._base_manager.filter(_old(begun, now)).exclude(**gone)

    def purge(rows: list, act: Act) -> None:
        model._base_manager.filter(pk__in=[row.pk for row in rows]).update(**gone)

    return Rule(code, what, YEAR_END, "accounting", _("deleted; the amounts stay"), past, purge, owner=owner)


# --- what is left, and of whom ----------------------------------------------------------------------------
def faults() -> Iterator[Fault]:
    """Files and documents without content of which the purge log does not know."""
    files = StoredFile.objects.exclude(purged_at=None).defer("stored")
    yield from _unknown(files, logged(FILES) | logged(CONTRACT_FILES), _file_number)
    for model in DOCUMENTS:
        rows = model._base_manager.exclude(purged_at=None).select_related("pdf").defer("pdf__stored")
        yield from _unknown(rows, logged(_code(model)), _document_number)


def _unknown(rows: models.QuerySet, known: set[str], number: Callable[[Any], str]) -> Iterator[Fault]:
    for row in rows.order_by("pk").iterator(1000):
        if digest_of(number(row)) not in known:
            yield Fault("purged", str(row), "its content is gone, and it is not what the purge log says")


def kept(customers: list[int]) -> set[int]:
    """Of these customers, those whose documents, slips and orders still have their content."""
    found: set[int] = set()
    for model in DOCUMENTS:
        found.update(_whose(model, customers, Q(purged_at=None)))
    found.update(_whose(Payment, customers, Q(slip__isnull=False, slip__purged_at=None)))
    found.update(_whose(Order, customers, ~Q(ip="")))
    return found | set(_whose(OrderLine, customers, Q(options__has_key="contacts")))


def _whose(model: type[Any], customers: list[int], still: Q):
    rows = model._base_manager.filter(still, customer__in=customers)
    return rows.order_by().values_list("customer", flat=True).distinct()


def _code(model: type[Any]) -> str:
    return f"books_{model._meta.model_name}"


def _rule(model: type[Any]) -> Rule:
    return Rule(
        _code(model), model._meta.verbose_name_plural, YEAR_END, "accounting",
        _("made anonymous; number, amounts and digest stay"), lambda now: _documents(model, now), _forget_buyers,
        number=_document_number,
    )  # fmt: skip


RULES = (
    Rule(FILES, _("PDFs of documents, payment slips, bank statements"), YEAR_END, "accounting",
         _("deleted; number, amounts and digest stay"), lambda now: _files(now, books=True), _forget_files, owner="",
         number=_file_number),
    Rule(CONTRACT_FILES, _("proofs of circumstances, papers of authorities, service reports"),
         _("they are over, with nothing running any more"), "contract", _("deleted; the digest stays"),
         lambda now: _files(now, books=False), _forget_files, owner="", number=_file_number),
    *map(_rule, DOCUMENTS),
    Rule("order_contacts", _("contacts in the lines of orders"), YEAR_END, "accounting", _("deleted"), _lines,
         _forget_contacts),
    _blanked("order_addresses", _("IP addresses of orders"), Order, "created_at", ip=""),
    _blanked("senders", _("who sent a payment"), Payment, "received_at", sender=""),
    _blanked("refund_accounts", _("bank accounts of refunds"), Refund, "requested_at", account=None, account_end="",
             holder=""),
    _blanked("bank_lines", _("words of bank statements"), BankLine, "booked_on", owner="", label="", counterparty="",
             reference="", raw=""),
)  # fmt: skip


def open_all() -> None:
    """Called once: whose files the books hold."""
    for model in DOCUMENTS:
        _hold_books(model, "pdf", "issued_at")
    _hold_books(Payment, "slip", "received_at")
    _hold_books(BankStatement, "file", "last_on")
