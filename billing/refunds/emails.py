"""The mails of refunds: each step says how much, by which way, and what the customer can do."""

from billing.models import Refund
from core.acts import Act
from notifications import outbox


def requested(refund: Refund, act: Act) -> None:
    """A refund is asked for; where it needs a bank account, here is the form for it."""
    _queue("refund_requested", refund, act)


def approved(refund: Refund, act: Act) -> None:
    """It is approved and will be sent."""
    _queue("refund_approved", refund, act)


def sent(refund: Refund, act: Act) -> None:
    """The money has left, under this reference."""
    _queue("refund_sent", refund, act)


def not_done(refund: Refund, act: Act) -> None:
    """Not granted, or it did not arrive: the money is on the credit account again."""
    _queue("refund_not_done", refund, act)


def _queue(what: str, refund: Refund, act: Act) -> None:
    customer, note = refund.customer, refund.credit_note
    facts = {
        "customer": customer.name, "currency": refund.currency, "amount": refund.amount, "number": str(refund),
        "method": refund.method, "account_end": refund.account_end, "needs_account": refund.needs_account,
        "reason": refund.why_not or refund.reason, "note": str(note) if note else "",
        "reference": refund.reference, "link": outbox.link("billing:refunds"),
    }  # fmt: skip
    outbox.queue(f"billing.{what}", to=customer.billing_email, language=customer.language, customer=customer,
                 context=facts, about=refund.public_id, key=f"{refund.public_id}:{what}", clause="SSL-6.3",
                 now=act.now, act=act)  # fmt: skip
