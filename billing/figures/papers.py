"""All documents of a customer in one list, filtered and searched; one question for a page of them."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.models import CreditNote, Invoice, OrderLine, Proforma, Receipt

KINDS: dict[str, str | Promise] = {
    "proforma": _("Proforma"),
    "invoice": _("Invoice"),
    "credit_note": _("Credit note"),
    "receipt": _("Receipt"),
}
MODELS: dict[str, Any] = {
    "proforma": Proforma,
    "invoice": Invoice,
    "credit_note": CreditNote,
    "receipt": Receipt,
}

STRUCTURED = ("invoice", "credit_note")


class Paper(NamedTuple):
    """One document in the list; `total` in centimes with tax."""

    kind: str
    public_id: str
    number: str
    issued_on: date
    state: str
    total: int
    currency: str

    @property
    def word(self) -> str | Promise:
        return KINDS[self.kind]

    @property
    def thing(self):
        """The document without its content, for its state's word and tone."""
        return MODELS[self.kind](state=self.state)

    @property
    def pdf(self) -> str:
        return reverse(f"billing:{self.kind}_pdf", args=[self.public_id])

    @property
    def ubl(self) -> str:
        """Where its structured data are; only documents of the tax law have some."""
        return reverse(f"billing:{self.kind}_ubl", args=[self.public_id]) if self.kind in STRUCTURED else ""


def of(customer, kind: str = "", year: int | None = None, words: str = "") -> QuerySet:
    """The customer's numbered documents, the newest first, as rows of `Paper`."""
    wanted = [kind] if kind in KINDS else [*KINDS]
    first, *others = (_rows(customer, one, year, words) for one in wanted)
    return (
        first.union(*others, all=True).order_by("-p_day", "-p_number")
        if others
        else first.order_by("-p_day", "-p_number")
    )


def _rows(customer, kind: str, year: int | None, words: str) -> QuerySet:
    rows = MODELS[kind].objects.of(customer).filter(number__isnull=False).order_by()
    if year:
        rows = rows.filter(issued_on__year=year)
    if words:
        rows = rows.filter(Q(number__icontains=words) | _about(kind, words))
    return rows.annotate(
        p_kind=Value(kind, CharField()),
        p_id=Cast(F("public_id"), CharField()),
        p_number=Cast(F("number"), CharField()),
        p_day=F("issued_on"),
        p_state=Cast(F("state"), CharField()),
        p_total=Cast(F("total_ttc") + F("stamp") if kind == "receipt" else F("total_ttc"), BigIntegerField()),
        p_currency=Cast(F("currency"), CharField()),
    ).values_list("p_kind", "p_id", "p_number", "p_day", "p_state", "p_total", "p_currency")  # fmt: skip


def _about(kind: str, words: str) -> Q:
    """Documents of something: the name, the server, as it stands on their lines."""
    joined = {"proforma": "proforma", "invoice": "proforma__invoice", "credit_note": "credit_note"}.get(kind)
    if not joined:
        return Q(pk=None)
    return Q(Exists(OrderLine.objects.filter(**{joined: OuterRef("pk")}, subject__icontains=words)))


def listed(rows: QuerySet) -> Iterator[Paper]:
    """A page of rows as papers."""
    return (Paper(*row) for row in rows)
