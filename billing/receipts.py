"""Receipts of money that changes hands: cash at the counter (series RC), refunds (series RB), facts D."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.functional import Promise

from accounts.models import Customer
from core import evidence
from core.acts import Act
from core.company import company
from core.tasks import knock

from . import contents, numbering
from .models import Receipt
from .models.documents import Document

TINY = timedelta(microseconds=1)
SERIES: dict[str, str] = {
    Receipt.Kind.CASH: numbering.CASH_RECEIPT,
    Receipt.Kind.REFUND: numbering.REFUND_RECEIPT,
}


def issue(
    kind: str, about: str, customer: Customer, amount: int, currency: str, act: Act, *,
    method: str | Promise, reference: str, paid_on: date, stamp: int = 0, related: Document | None = None,
) -> Receipt:  # fmt: skip
    """The receipt of one movement of money, once: twice gives the same receipt.

    kind       Receipt.Kind: cash or refund
    about      public id of the payment or of the refund
    amount     centimes, positive, without the stamp duty
    method     how it changed hands; a lazy text is worded in the customer's language
    stamp      stamp duty in centimes that came on top (cash only)
    related    the proforma, invoice or credit note that it settles
    Its number is taken last: call it as the transaction's last act.
    """
    if found := Receipt.objects.filter(kind=kind, about=about).first():
        return found
    with translation.override(customer.language):
        payment = contents.payment_content(str(method), reference, paid_on)
    receipt = Receipt(
        kind=kind, about=about, customer=customer, language=customer.language, currency=currency, stamp=stamp,
        total_ht=amount, total_vat=0, total_ttc=amount, issued_at=act.now, acted_through=act.now - TINY,
        content=_content(customer, amount, currency, stamp, payment, related),
    )  # fmt: skip
    try:
        with transaction.atomic():
            return _issued(receipt, SERIES[kind], act)
    except IntegrityError:  # somebody was faster; the savepoint has given the number back
        if found := Receipt.objects.filter(kind=kind, about=about).first():
            return found
        raise


def _content(customer, amount: int, currency: str, stamp: int, payment, related):
    return {
        **contents.NOTHING,
        **{"number": "", "issued_on": "", "language": customer.language, "currency": currency},
        **{"seller": company().seller(), "buyer": customer.snapshot(), "lines": [], "bank_accounts": []},
        **{"totals": {"ht": amount, "vat": [], "ttc": amount}, "stamp": stamp, "payment": payment},
        "related": related and contents.related(related, related.content["kind"]),
    }


def _issued(receipt: Receipt, series: str, act: Act) -> Receipt:
    contents.freeze(receipt, series, act)
    receipt.reschedule()
    receipt.save()
    facts = {"number": receipt.number, "total": receipt.total_ttc, "stamp": receipt.stamp}
    facts |= {"currency": receipt.currency, "for": receipt.about}
    evidence.record(receipt.public_id, "act", "issued", act, "HD-3.2b", **facts)
    knock()
    return receipt
