"""What an issued document says: built once from rows, frozen as plain JSON (guard 17)."""

from collections.abc import Collection, Iterable
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.acts import Act
from core.company import company
from core.money import Totals, totals

from . import numbering, taxes
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
    sums = totals_content(totals(line.amount for line in lines))
    notes = [*facts.pop("notes", []), *taxes.withholding_note(buyer, currency, sums, language)]
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
            totals=sums,
            bank_accounts=facts.pop("bank_accounts", []),
            **{**NOTHING, **facts, "notes": notes, **taxes.exemption(buyer, currency, sums, language)},
        )


YEARLY = {"register", "renew"}
UNIT_CODES = {"year": "ANN", "month": "MON"}  # UN/ECE Recommendation 20
# How each method pays, by UNTDID 4461: to an account, by card, online, in cash, against what we owe. A method that
# is none of these, or several at once, is "1": not defined.
MEANS = {
    **{"transfer": "42", "ccp": "42", "cmi": "48", "paypal": "68"},
    **{"cash": "10", "wafacash": "10", "wafacash_code": "10", "credit": "97"},
}
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
    for said in ("clause", "home"):
        if line.options.get(said):
            content[said] = line.options[said]
    if code := UNIT_CODES.get(_counts(line)):
        content["unit_code"] = code
    return content


def _counts(line: OrderLine) -> str:
    """What the quantity counts; registrations and renewals count years unless the line says otherwise."""
    return line.options.get("unit", "year" if line.operation in YEARLY else "")


def _unit(line: OrderLine) -> str:
    """The same in words."""
    words = {
        "year": ngettext("year", "years", line.quantity),
        "month": ngettext("month", "months", line.quantity),
    }
    return words.get(_counts(line), "")


def totals_content(sums: Totals) -> TotalsContent:
    """Sums as they are printed: VAT apart, per rate."""
    rates = [{"rate": rate, "base": base, "vat": tax} for rate, base, tax in sums.vat_by_rate]
    return {"ht": sums.ht, "vat": rates, "ttc": sums.ttc}


def sums_of(content: TotalsContent) -> Totals:
    """The sums of a frozen document, to count with."""
    rates = tuple((tax["rate"], tax["base"], tax["vat"]) for tax in content["vat"])
    return Totals(content["ht"], rates, content["ttc"] - content["ht"], content["ttc"])


def freeze(document: Document, series: str, act: Act) -> None:
    """Number, day and content: the last thing a transaction does (DESIGN §5)."""
    number = numbering.next_number(series, act.today)
    document.number, document.issued_on, document.issued_at = number.text, number.day, act.now
    days = {"number": number.text, "issued_on": number.day.isoformat(), "kind": KINDS[series]}
    document.content = {**document.content, **days}


def payment_content(
    method: str, reference: str, paid_on: date, methods: Collection[str] = ()
) -> PaymentContent:
    """Mode and reference of the payment: mandatory on an invoice (art. 145-III). `methods` are their codes."""
    content: PaymentContent = {"method": method, "reference": reference, "paid_on": paid_on.isoformat()}
    means = {MEANS.get(used, "1") for used in methods}
    return content | {"means": means.pop()} if len(means) == 1 else content


def related(document: Document, kind: Kind, reason: str = "") -> RelatedContent:
    """The document that this one follows."""
    issued_on = document.issued_on.isoformat() if document.issued_on else ""
    content: RelatedContent = {"kind": kind, "number": str(document), "issued_on": issued_on}
    return content | {"reason": reason} if reason else content


def renewal_note(language: str) -> str:
    """What every proforma says about tacit renewal."""
    with translation.override(language):
        return _(
            "Nothing is renewed unless it is paid; unpaid, this proforma lapses and nothing is owed (HD-6.2)."
        )
