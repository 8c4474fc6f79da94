"""The mails of billing: each says which thing, which rule and the way out. Written by the worker only."""

from typing import Any

from contracts import acceptances
from core.acts import Act
from notifications import outbox

from .models import Bundle, CreditNote, Invoice, Payment, Proforma, Receipt


def order_acknowledged(proforma: Proforma, act: Act) -> None:
    """Order received, not yet registered (DN-2.2c; law 53-05), with the proforma."""
    _queue("order_acknowledged", proforma, act, "DN-2.2c", attach=True, **_request(proforma))


def request_received(proforma: Proforma, act: Act) -> None:
    """The proforma of what the customer asked for (renewal, buy-back): done once it is paid (HD-6.2)."""
    _queue("request_received", proforma, act, "HD-6.2", attach=True, **_request(proforma))


def proforma_lapsed(proforma: Proforma, returned: int, act: Act) -> None:
    """Unpaid in time: nothing is owed (HD-6.2); what was partly paid is on the account."""
    facts: dict[str, Any] = {"number": str(proforma), "total": proforma.total_ttc, "returned": returned}
    link = outbox.link("billing:proforma", proforma.public_id)
    _queue("proforma_lapsed", proforma, act, "HD-6.2", link=link, **facts)


def payment_confirmed(invoice: Invoice, act: Act) -> None:
    """The money is in; the tax invoice comes with it (C-24)."""
    facts = {"number": str(invoice), "proforma": str(invoice.proforma), "total": invoice.total_ttc}
    paid = invoice.content["payment"] or {}
    link = outbox.link("billing:invoices")
    _queue("payment_confirmed", invoice, act, "C-24", attach=True, link=link,
           method=paid.get("method", ""), reference=paid.get("reference", ""), **facts)  # fmt: skip


def credited(note: CreditNote, act: Act) -> None:
    """A credit note, and its amount on the account."""
    facts: dict[str, Any] = {
        "number": str(note),
        "invoice": str(note.invoice),
        "total": note.total_ttc,
        "reason": note.reason,
        "paid_out": note.refunds.exists(),
    }
    _queue("credited", note, act, "C-24", attach=True, link=outbox.link("billing:proformas"), **facts)


def receipt(paper: Receipt, act: Act) -> None:
    """Cash was received, or a refund has left: the numbered receipt (facts D)."""
    paid = paper.content["payment"]
    about = paper.content["related"] or {}
    facts: dict[str, Any] = {
        **{"number": str(paper), "total": paper.handed_over, "stamp": paper.stamp},
        **{"method": paid["method"], "reference": paid["reference"], "document": about.get("number", "")},
    }
    what = f"{paper.kind}_receipt"
    _queue(what, paper, act, "HD-3.2b", attach=True, link=outbox.link("billing:receipts"), **facts)


def payment_told(payment: Payment, act: Act) -> None:
    """What became of a payment: slip received, not found, too little, too much, nothing left to pay."""
    payable = payment.payable
    facts: dict[str, Any] = {
        "amount": payment.amount,
        "reference": payment.reference,
        "proforma": _named(payable),
        "allocated": payment.allocated,
        "to_credit": payment.to_credit,
        "left": payment.left,
        "reason": payment.rejected_because,
        "until": payable.payable_through if payable else None,
    }
    if payment.proforma:
        facts["link"] = outbox.link("billing:proforma", payment.proforma.public_id)
    else:
        facts["link"] = outbox.link("billing:proformas")
    _queue(payment.to_tell, payment, act, "HD-3.2b", **facts)


def _named(payable: Proforma | Bundle | None) -> str:
    """What was paid, by the numbers that the customer knows."""
    return (
        ", ".join(str(part) for part in payable.parts) if isinstance(payable, Bundle) else str(payable or "")
    )


def _request(proforma: Proforma) -> dict:
    shown = ("description", "detail", "ht")
    about = proforma.order.public_id if proforma.order_id else proforma.public_id
    return {
        "accepted": acceptances.receipt(about, proforma.language),
        "lines": [{key: line.get(key, "") for key in shown} for line in proforma.content["lines"]],
        "number": str(proforma),
        "total_ht": proforma.total_ht,
        "total_vat": proforma.total_vat,
        "total": proforma.total_ttc,
        "reference": proforma.payment_reference,
        "until": proforma.payable_through,
        "due_on": proforma.due_on,
        "link": outbox.link("billing:proforma", proforma.public_id),
    }


def _queue(what: str, thing, act: Act, clause: str, attach: bool = False, **context) -> None:
    customer = thing.customer
    outbox.queue(
        f"billing.{what}",
        to=customer.billing_email,
        language=getattr(thing, "language", customer.language),
        customer=customer,
        context={"customer": customer.name, "currency": thing.currency, **context},
        about=thing.public_id,
        key=f"{thing.public_id}:{what}",
        clause=clause,
        attachments=[thing.public_id] if attach else [],
        now=act.now,
        act=act,
    )
