"""The desk of refunds in tests: the bank account typed in, approved, sent, arrived."""

from datetime import datetime

from billing.models import Refund
from billing.refunds import lifecycle
from core.acts import Act

RIB = "007780000123400000056749"


def approved(refund: Refund, now: datetime) -> Refund:
    """Where it goes is known, and a person has said that it is right."""
    if refund.needs_account:
        lifecycle.give_account(refund, Act(now, "usr_customer"), number=RIB, holder="Argan Studio SARL")
    return lifecycle.approve(refund, Act(now, "usr_chief", "a right of the customer"))


def sent(refund: Refund, now: datetime, reference: str = "VIR 2026-118") -> Refund:
    """The money has left."""
    approved(refund, now)
    return lifecycle.send(refund, Act(now, "usr_accounts", "sent"), reference=reference)
