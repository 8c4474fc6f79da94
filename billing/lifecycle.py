"""The verbs of orders and documents. PDF and mail are made by the worker, outside every request."""

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import evidence
from core.acts import Act
from core.attention import raise_attention
from core.transitions import Flow, NotAllowed

from . import contents, credit, emails, numbering, pdf
from .ledger import posting
from .models import CreditEntry, CreditNote, Invoice, Order, OrderLine, Payment, Proforma, Receipt, StoredFile
from .promotions import codes as promotions

orders = Flow(Order)
proformas = Flow(Proforma)
invoices = Flow(Invoice)
credit_notes = Flow(CreditNote)
receipts = Flow(Receipt)


# --- orders -------------------------------------------------------------------------------------------
@orders.verb(source="cart", target="confirmed", clause="HD-6.1")
def confirm(order: Order, act: Act, user, language: str) -> None:
    """The second confirmation: the customer has checked and wants it (law 53-05)."""
    order.confirmed_at, order.ip, order.user_id, order.language = act.now, act.ip, user.pk, language


@orders.verb(source="confirmed", target="paid", clause="HD-3.1c")
def settle(order: Order, act: Act) -> None:
    """The proforma is paid: the products may take the lines up."""


@orders.verb(source="paid", target="fulfilled", clause="HD-3.1c")
def fulfil(order: Order, act: Act) -> None:
    """Every line has its outcome."""


@orders.verb(source="confirmed", target="expired", clause="HD-6.2")
def expire(order: Order, act: Act) -> None:
    """Not paid in time: nothing is owed."""
    promotions.give_back(order, act)


@orders.verb(source="confirmed", target="cancelled", clause="HD-6.2")
def abandon(order: Order, act: Act) -> None:
    """The customer no longer wants it and has not paid."""
    promotions.give_back(order, act)


# --- proformas ----------------------------------------------------------------------------------------
@proformas.verb(source="draft", target="issued", clause="HD-3.1c")
def issue(proforma: Proforma, act: Act) -> None:
    """A prepared proforma gets its number, its day and its frozen content."""
    contents.freeze(proforma, numbering.PROFORMA, act)


@proformas.verb(source=("issued", "partially_paid"), target="partially_paid", clause="HD-3.1c")
def pay_partly(proforma: Proforma, act: Act, amount: int) -> None:
    """Less came than was asked for."""
    proforma.paid += amount


@proformas.verb(source=("issued", "partially_paid"), target="paid", clause="HD-3.1c")
def pay(proforma: Proforma, act: Act, amount: int) -> None:
    """The whole sum is in: the lines are paid, the order too."""
    proforma.paid += amount
    proforma.closed_at = act.now
    OrderLine.objects.filter(proforma=proforma).update(paid_at=act.now)
    if proforma.order_id:
        settle(proforma.order, act)


@proformas.verb(source=("draft", "issued", "partially_paid"), target="lapsed", clause="HD-6.2")
def lapse(proforma: Proforma, act: Act) -> None:
    """Not paid in time: no debt; what was partly paid goes to the credit account."""
    returned = _close(proforma, act)
    if proforma.order_id:
        expire(proforma.order, act)
    if proforma.order_id or returned:
        emails.proforma_lapsed(proforma, returned, act)


@proformas.verb(source=("draft", "issued", "partially_paid"), target="void", clause="HD-6.2")
def void(proforma: Proforma, act: Act) -> None:
    """No longer wanted or no longer true; what was partly paid goes to the credit account."""
    _close(proforma, act)
    if proforma.order_id:
        abandon(proforma.order, act)


def _close(proforma: Proforma, act: Act) -> int:
    """What is left of it: money goes to the credit account; what was only set against it is undone."""
    proforma.closed_at = act.now
    if not proforma.paid:
        return 0
    posting.closed(proforma, act)
    set_against = proforma.allocations.filter(payment__method__in=Payment.NO_MONEY)
    back = proforma.paid - (set_against.aggregate(total=Sum("amount"))["total"] or 0)
    if back:
        credit.enter(proforma.customer, back, CreditEntry.Kind.RETURNED, proforma.public_id, act,
                     currency=proforma.currency, document=str(proforma))  # fmt: skip
    return back


# --- invoices -----------------------------------------------------------------------------------------
@invoices.verb(source=("issued", "partly_credited"), target="partly_credited", clause="C-24")
def credit_partly(invoice: Invoice, act: Act, amount: int) -> None:
    """A credit note undoes some of it."""
    invoice.credited += amount


@invoices.verb(source=("issued", "partly_credited"), target="credited", clause="C-24")
def credit_wholly(invoice: Invoice, act: Act, amount: int) -> None:
    """Credit notes undo all of it."""
    invoice.credited += amount


# --- clearance: what the tax office's platform says (facts D) -------------------------------------------
def _clearance(flow: Flow, states) -> None:
    """Declare the verb with which staff note what the platform was sent and answered; each step leaves proof."""

    @flow.verb(source=states, clause="C-24", label=gettext_lazy("Note the clearance"))
    def clear(document, act: Act, status: str) -> None:
        """From not required to sent, then accepted or rejected; what is rejected may be sent again."""
        if status not in document.CLEARANCE[document.clearance_status]:
            said = {"document": document, "status": document.get_clearance_status_display()}
            raise NotAllowed(
                _("%(document)s: clearance is “%(status)s”, that step does not follow.") % said, "C-24"
            )
        document.clearance_status = status


_clearance(invoices, ("issued", "partly_credited", "credited"))
_clearance(credit_notes, ("issued",))


# --- delivery: rendered without a lock, stored once, then mailed ----------------------------------------
def render(document, act: Act) -> bytes:
    """The document's PDF, from its frozen content only."""
    return pdf.render(document.content["kind"], document.content, document.language)


def _delivery(flow: Flow, states, clause: str, announce) -> None:
    """Declare how a kind of document is delivered: the call and its two answers."""

    @flow.verb(source=states, clause=clause)
    def delivered(document, act: Act, answer: bytes) -> None:
        """The PDF is stored with its digest, and the mail that carries it is queued."""
        document.pdf = StoredFile.keep(answer, "application/pdf", act.now)
        document.delivered_at = act.now
        document.call_at, document.call_error = None, ""
        evidence.record(document.public_id, "notice", "stored", act, clause, sha256=document.pdf.sha256)
        announce(document, act)

    @flow.verb(source=states, clause=clause)
    def not_delivered(document, act: Act, refusal) -> None:
        """The document cannot be made as it is: a person must look."""
        document.delivered_at = act.now
        raise_attention("documents", f"{document.public_id}:pdf", document.public_id, f"{document}: PDF",
                        detail=str(refusal), clause=clause, act=act)  # fmt: skip

    flow.call("deliver", source=states, clause=clause, ask=render, done=delivered, refused=not_delivered)


def _announce_proforma(proforma: Proforma, act: Act) -> None:
    """A renewal that we propose is announced by the product's own notice (HD-3.5)."""
    if proforma.origin == Proforma.Origin.ORDER:
        emails.order_acknowledged(proforma, act)
    elif proforma.origin == Proforma.Origin.REQUEST:
        emails.request_received(proforma, act)


_delivery(proformas, ("issued", "partially_paid", "paid"), "DN-2.2c", _announce_proforma)
_delivery(invoices, ("issued", "partly_credited", "credited"), "C-24", emails.payment_confirmed)
_delivery(credit_notes, ("issued",), "C-24", emails.credited)
_delivery(receipts, ("issued",), "HD-3.2b", emails.receipt)
