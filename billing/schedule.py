"""The life of documents: made and sent outside every transaction, and a proforma's end (HD-6.2)."""

from collections.abc import Iterator
from datetime import timedelta

from core.schedule import Step

TINY = timedelta(microseconds=1)


def delivery(document, clause: str) -> Iterator[Step]:
    """The PDF is rendered and mailed as soon as the document is issued, again after a failure."""
    if document.delivered_at is None:
        yield Step(document.call_at or document.issued_at, clause, "deliver", call=True, shown=False)


def proforma(document) -> Iterator[Step]:
    """A draft is numbered; an open proforma lapses when its time is over, without any debt."""
    if document.state == "draft":
        yield Step(document.issued_at, "HD-3.1c", "issue", shown=False)
    elif document.state not in ("lapsed", "void"):
        yield from delivery(document, "DN-2.2c")
    if document.state in ("draft", "issued", "partially_paid"):
        yield Step(document.payable_until, "HD-6.2", "lapse", irreversible=True)


def payment(row) -> Iterator[Step]:
    """What happened to a payment is told by the worker, never while a number is taken."""
    if row.to_tell:
        yield Step(row.acted_through + TINY, "HD-3.2b", "tell", shown=False)
    if row.expires_at and row.state in ("declared", "proof_uploaded"):
        yield Step(row.expires_at, "HD-3.2b", "expire")


def bill_code(row) -> Iterator[Step]:
    """A code is asked for at once; while it is open we ask whether it was paid, the last time at its end."""
    if row.state == "asked":
        yield Step(row.call_at or row.started_at, "HD-3.2b", "make", call=True, shown=False)
    elif row.state == "open":
        yield Step(row.call_at or row.expires_at, "HD-3.2b", "look", call=True, shown=False)


def paypal_order(row) -> Iterator[Step]:
    """While PayPal has not said how it ended, we ask."""
    if row.state in ("created", "pending") and row.call_at:
        yield Step(row.call_at, "HD-3.2b", "look", call=True, shown=False)


def refund(row) -> Iterator[Step]:
    """An approved refund of a card or PayPal payment is asked of the gateway until it answers."""
    if row.state == "approved" and row.call_at:
        yield Step(row.call_at, "SSL-6.3", "give_back", call=True, shown=False)
