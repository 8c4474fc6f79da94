"""What an issued document says: built once from rows, frozen as plain JSON (guard 17)."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.acts import Act
from core.company import company
from core.money import Totals, totals

from . import numbering
from .content_types import DocumentContent, Kind, LineContent, PaymentContent, RelatedContent, TotalsContent
from .models import OrderLine
from .models.documents import Document

KINDS: dict[str, Kind] = {
    numbering.PROFORMA: "proforma",
    numbering.INVOICE: "invoice",
    numbering.CREDIT_NOTE: "credit_note",
    numbering.CASH_RECEIPT: "cash_receipt",
    numbering.REFUND_RECEIPT: "refund_receipt",
}


def body(lines: Iterable[OrderLine], buyer, language: str, currency: str, **facts) -> DocumentContent:
    """The content without number and day, which come last."""
    lines = list(lines)
    with translation.override(language):
        return DocumentContent(
            kind=facts.pop("kind", "proforma"),
            number="",
            language=language,
            currency=currency,
            issued_on="",
            seller=company().seller(),
            buyer=buyer.snapshot(),
            lines=[line_content(line) for line in lines],
            totals=totals_content(totals(line.amount for line in lines)),
            bank_accounts=facts.pop("bank_accounts", []),
            **{**NOTHING, **facts},
        )


YEARLY = {"register", "renew"}
NOTHING = {"due_on": None, "reference": "", "order": "", "payment": None, "related": None, "notes": []}


def line_content(line: OrderLine) -> LineContent:
    """One line as it is printed, in the active language."""
    content = LineContent(
        description=line.description or str(line.product),
        period_from=line.period_from and line.period_from.isoformat(),
        period_to=line.period_to and line.period_to.isoformat(),
        quantity=line.quantity,
        unit=_unit(line),
        unit_ht=line.unit_ht,
        discount=line.discount,
        ht=line.ht,
        vat_rate=line.vat_rate,
    )
    if line.subject and line.subject not in content["description"]:
        content["detail"] = line.subject
    if clause := line.options.get("clause"):
        content["clause"] = clause
    return content


def _unit(line: OrderLine) -> str:
    """What the quantity counts; registrations and renewals count years unless the line says otherwise."""
    unit = line.options.get("unit", "year" if line.operation in YEARLY else "")
    words = {
        "year": ngettext("year", "years", line.quantity),
        "month": ngettext("month", "months", line.quantity),
    }
    return words.get(unit, "")


def totals_content(sums: Totals) -> TotalsContent:
    """Sums as they are printed: VAT apart, per rate."""
    rates = [{"rate": rate, "base": base, "vat": tax} for rate, base, tax in sums.vat_by_rate]
    return {"ht": sums.ht, "vat": rates, "ttc": sums.ttc}


def freeze(document: Document, series: str, act: Act) -> None:
    """Number, day and content: the last thing a transaction does (DESIGN §5)."""
    document.issued_at = act.now
    bear(document, series, numbering.next_number(series, act.today))


def bear(document: Document, series: str, number: numbering.Number) -> None:
    """The document bears this number and its day, and says so in its content."""
    document.number, document.issued_on = number.text, number.day
    days = {"number": number.text, "issued_on": number.day.isoformat(), "kind": KINDS[series]}
    document.content = {**document.content, **days}


def payment_content(method: str, reference: str, paid_on: date) -> PaymentContent:
    """Mode and reference of the payment: mandatory on an invoice (art. 145-III)."""
    return {"method": method, "reference": reference, "paid_on": paid_on.isoformat()}


def related(document: Document, kind: Kind, reason: str = "") -> RelatedContent:
    """The document that this one follows."""
    issued_on = document.issued_on.isoformat() if document.issued_on else ""
    content: RelatedContent = {"kind": kind, "number": str(document), "issued_on": issued_on}
    return content | {"reason": reason} if reason else content


@lru_cache(maxsize=8)
def renewal_note(language: str) -> str:
    """What every proforma says about tacit renewal."""
    with translation.override(language):
        return _(
            "Nothing is renewed unless it is paid; unpaid, this proforma lapses and nothing is owed (HD-6.2)."
        )
