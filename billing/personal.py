"""Personal data of the room: what its customers' copies hold of documents and payments, and whom a dispute protects."""

from accounts.privacy import parts, retention
from accounts.privacy.parts import File, Part
from core import checking
from core.acts import Act

from . import keeping
from .models import (
    Allocation,
    BankLine,
    CreditNote,
    CustomerOffer,
    Invoice,
    Movement,
    Order,
    Payment,
    Proforma,
    PromoUse,
    Receipt,
    StoredFile,
    Till,
    TillEntry,
)

DOCUMENTS = (Proforma, Invoice, CreditNote, Receipt)
BOOKS = "the company's own books: what they say of the customer stands in his documents and payments"
LEFT_OUT = dict.fromkeys((Allocation, BankLine, Movement, Till, TillEntry), BOOKS) | {
    PromoUse: "the order says its promotion"
}


def hand_over() -> None:
    """Called once, when Django has loaded every model."""
    parts.register(*(Part(model, file=_pdf) for model in DOCUMENTS), Part(Payment, file=_slip),
                   Part(Order, hidden=("ip",)), Part(CustomerOffer))  # fmt: skip
    for model, why in LEFT_OUT.items():
        parts.leave_out(model, why)
    retention.register(*keeping.RULES)
    keeping.open_all()
    retention.register_keeper(keeping.kept)
    checking.register_check(keeping.faults)
    retention.register_hold(_disputed)


def _disputed():
    """Whose payment is in dispute."""
    return Payment.objects.filter(state="disputed").values_list("customer", flat=True)


def _pdf(document, act: Act) -> File | None:
    return _file(document.pdf, f"{document.number or document.public_id}.pdf")


def _slip(payment: Payment, act: Act) -> File | None:
    return _file(payment.slip, "slip")


def _file(stored: StoredFile | None, name: str) -> File | None:
    content = stored.read() if stored else None
    return (name, content) if content is not None else None
