"""Tax invoices and credit notes: made by a payment, undone by a credit note, numbered last (C-24)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import evidence
from core.acts import Act
from core.attention import close_attention, raise_attention
from core.money import Line, Totals, totals
from core.tasks import knock
from core.transitions import NotAllowed

from . import contents, credit, lifecycle, numbering, taxes
from .ledger import posting
from .models import CreditEntry, CreditNote, Invoice, OrderLine, Payment, Proforma
from .models.documents import Document
from .prices import HOUSE_CURRENCY
from .rates import book

TINY = timedelta(microseconds=1)
RATES = "rates"  # the staff queue of invoices that wait for a rate
PARTLY = "credited_ht"  # in a line's options: how much of it was undone, before tax


def issue_invoice(proforma: Proforma, last: Payment, act: Act) -> Invoice | None:
    """The tax invoice of a proforma that has just been paid; `last` is the payment that completed it.

    In foreign currency it waits for the official rate of its day (`issue_waiting`); the payment never does.
    """
    exchanged = _exchanged(proforma, act)
    if exchanged is None:
        return None
    content = {
        **proforma.content,
        **exchanged,
        "payment": _payment(proforma, last),
        "related": contents.related(proforma, "proforma"),
        "bank_accounts": [],
        "due_on": None,
        "reference": "",
        "notes": _notes(proforma, last),
    }
    _flag_buyer(proforma, act)
    invoice = Invoice(proforma=proforma, content=content, **_common(proforma, act))
    _issued(invoice, numbering.INVOICE, act)
    posting.invoiced(invoice, act)
    return invoice


def credit_lines(lines: Iterable[OrderLine], act: Act, reason: str | Promise) -> CreditNote:
    """Undo paid lines: a credit note for them, and their money on the customer's account (DN-2.2b)."""
    lines = [line for line in lines if line.credit_note_id is None]
    if not lines:
        raise NotAllowed(_("These lines are credited already."), "C-24")
    with transaction.atomic():
        invoice = _invoice_of(lines[0])
        reason, sums = _worded(invoice, reason), _undone(invoice, lines)
        note = _credit_note(invoice, _printed(invoice, lines), sums, act, reason)
        verb = lifecycle.credit_wholly if _all(invoice, lines) else lifecycle.credit_partly
        verb(invoice, act, amount=sums.ttc)
        _give_back(note, act, reason)
        OrderLine.objects.filter(pk__in=[line.pk for line in lines]).update(credit_note=note)
    return note


def credit_amount(line: OrderLine, ht: int, act: Act, reason: str | Promise) -> CreditNote:
    """Undo a part of a paid line's price, before tax, what was not used or not worked; once for each line (C-24)."""
    with transaction.atomic():
        line = OrderLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
        if line.credit_note_id or not 0 < ht <= line.ht:
            raise NotAllowed(_("This line is credited already, or for less than that."), "C-24")
        invoice = _invoice_of(line)
        reason, sums = _worded(invoice, reason), totals([Line(1, ht, 0, line.vat_rate)])
        whole = {"description": reason, "quantity": 1, "unit": "", "unit_ht": ht, "discount": 0, "ht": ht}
        note = _credit_note(invoice, [row | whole for row in _printed(invoice, [line])], sums, act, reason)
        left = invoice.total_ttc - invoice.credited
        verb = lifecycle.credit_wholly if sums.ttc == left else lifecycle.credit_partly
        verb(invoice, act, amount=sums.ttc)
        _give_back(note, act, reason)
        line.credit_note, line.options = note, line.options | {PARTLY: ht}
        line.save(update_fields=["credit_note", "options"])
    return note


def issue_waiting(act: Act) -> int:
    """Issue the invoices that waited for a rate and have it now; how many."""
    paid = Proforma.objects.filter(state=Proforma.State.PAID, invoice=None, total_ttc__gt=0)
    waiting = paid.exclude(currency=HOUSE_CURRENCY).order_by("closed_at", "pk").values_list("pk", flat=True)
    return sum(_issue_late(pk, act) for pk in list(waiting))


# --- inside -------------------------------------------------------------------------------------------
def _issue_late(pk: int, act: Act) -> bool:
    with transaction.atomic():
        found = Proforma.objects.select_for_update(of=("self",)).select_related("customer").get(pk=pk)
        last = Payment.objects.filter(allocations__proforma=found).order_by("-confirmed_at", "-pk").first()
        if hasattr(found, "invoice") or not last or not issue_invoice(found, last, act):
            return False
        close_attention(act, queue=RATES, about=found.public_id)
        return True


def _exchanged(proforma: Proforma, act: Act) -> dict | None:
    """The document's sums in dirhams; nothing where they are, None (and a person is told) where the rate is missing."""
    if proforma.currency == HOUSE_CURRENCY:
        return {}
    rate = book.find(proforma.currency, act.today)
    if rate is None:
        title = format_lazy(
            gettext_lazy("{proforma} is paid; its invoice waits for the rate of {currency}"),
            proforma=proforma, currency=proforma.currency,
        )  # fmt: skip
        raise_attention(
            RATES, f"{proforma.public_id}:rate", proforma.public_id, title, clause="HD-3.1b", act=act
        )
        return None
    return {"exchange": book.exchange(contents.sums_of(proforma.content["totals"]), rate)}


def _flag_buyer(proforma: Proforma, act: Act) -> None:
    """A company's invoice should bear its ICE; without it the invoice goes out and a person asks for it (facts D)."""
    customer = proforma.customer
    if customer.lacks_ice:
        title = format_lazy(gettext_lazy("{customer} has no ICE: its invoices lack it"), customer=customer)
        raise_attention(
            "documents", f"{customer.public_id}:ice", customer.public_id, title, clause="HD-7.1", act=act
        )


def _invoice_of(line: OrderLine) -> Invoice:
    """The invoice of a paid line, locked."""
    found = Invoice.objects.select_for_update(of=("self",)).select_related("customer")
    invoice = found.filter(proforma_id=line.proforma_id).first()
    if invoice is None:
        raise NotAllowed(
            _("The invoice still waits for the official rate of its day: enter the rate, then credit it."),
            "HD-3.1b",
        )
    return invoice


def _common(origin: Document, act: Act) -> dict:
    copied = ("customer_id", "language", "currency", "total_ht", "total_vat", "total_ttc")
    return {name: getattr(origin, name) for name in copied} | {
        "issued_at": act.now,
        "acted_through": act.now - TINY,
    }


def _give_back(note: CreditNote, act: Act, reason: str) -> None:
    """Its money is on the customer's account; its number is taken last."""
    entry = None
    if note.total_ttc:
        entry = credit.enter(note.customer, note.total_ttc, CreditEntry.Kind.CREDIT_NOTE, note.invoice.public_id,
                             act, reason=reason, currency=note.currency)  # fmt: skip
    _issued(note, numbering.CREDIT_NOTE, act)
    posting.credited(note, entry, act)


def _issued(document, series: str, act: Act):
    contents.freeze(document, series, act)
    document.reschedule()
    document.save()
    facts = {"number": document.number, "total": document.total_ttc, "currency": document.currency}
    evidence.record(document.public_id, "act", "issued", act, "C-24", **facts)
    knock()
    return document


def _payment(proforma: Proforma, last: Payment):
    """Mode and reference of every payment, worded in the document's language (art. 145-III)."""
    earlier = Payment.objects.filter(allocations__proforma=proforma).exclude(pk=last.pk)
    paid = [*earlier.order_by("confirmed_at"), last]
    with translation.override(proforma.language):
        methods = dict.fromkeys(payment.get_method_display() for payment in paid)
    references = dict.fromkeys(p.reference or p.gateway_reference or p.public_id for p in paid)
    used = {payment.method for payment in paid if payment.method not in Payment.NO_MONEY}
    return contents.payment_content(", ".join(methods), ", ".join(references), last.value_date, used)


def _notes(proforma: Proforma, last: Payment) -> list[str]:
    """What the taxes say beside the sums: what is withheld of the VAT, the duty that came with cash for it alone."""
    paid = Payment.objects.filter(Q(allocations__proforma=proforma) | Q(pk=last.pk), bundle=None).distinct()
    withheld = taxes.withholding_note(
        proforma.customer, proforma.currency, proforma.content["totals"], proforma.language
    )
    duty = sum(payment.stamp for payment in paid)
    return withheld + taxes.stamp_note(duty, proforma.currency, proforma.language)


def _worded(invoice: Invoice, reason: str | Promise) -> str:
    """The reason as the document says it, in its language."""
    with translation.override(invoice.language):
        return str(reason)


def _all(invoice: Invoice, lines: list[OrderLine]) -> bool:
    """Whether with these lines nothing of the invoice is left; of a line that is credited in part something is."""
    whole = Q(credit_note=None) | Q(**{f"options__{PARTLY}__isnull": False})
    left = OrderLine.objects.filter(whole, proforma_id=invoice.proforma_id)
    return not left.exclude(pk__in=[line.pk for line in lines]).exists()


def _undone(invoice: Invoice, lines: list[OrderLine]) -> Totals:
    """The sums to give back; the last note also takes the centime that rounding left."""
    sums = totals(line.amount for line in lines)
    left = invoice.total_ttc - invoice.credited
    odd = left - sums.ttc
    if not odd or not (_all(invoice, lines) or odd < 0):
        return sums
    *rest, (rate, base, tax) = sums.vat_by_rate
    return replace(sums, vat_by_rate=(*rest, (rate, base, tax + odd)), vat=sums.vat + odd, ttc=left)


def _printed(invoice: Invoice, lines: list[OrderLine]) -> list:
    with translation.override(invoice.language):
        return [contents.line_content(line) for line in lines]


def _credit_note(invoice: Invoice, printed: list, sums: Totals, act: Act, reason: str) -> CreditNote:
    content = {
        **invoice.content,
        "lines": printed,
        "totals": contents.totals_content(sums),
        "payment": None,
        "notes": [],
        "related": contents.related(invoice, "invoice", reason),
    }
    if exchange := invoice.content.get("exchange"):
        content["exchange"] = book.exchange(sums, book.pinned(exchange, invoice.currency))
    facts = _common(invoice, act) | {"total_ht": sums.ht, "total_vat": sums.vat, "total_ttc": sums.ttc}
    return CreditNote(invoice=invoice, reason=reason, content=content, **facts)
