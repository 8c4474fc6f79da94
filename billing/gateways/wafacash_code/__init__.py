"""A code to pay at an agency: the biller makes it, an agency takes the money, he tells us and we ask him too.

The worker asks for the code and looks after it (a leased call); a notification is only heard sooner. What is paid
after the end of its code is booked all the same: the money is there, and pays what is still open or goes to credit.
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from billing.allocating import Payable
from billing.gateways import attempts, notices
from billing.gateways.notices import Outcome
from billing.models import BillCode
from billing.terms import BILLING
from core.acts import Act
from core.attention import raise_attention
from core.ports import PortRefused
from core.tasks import knock
from core.transitions import Flow, claim

from . import binga
from .binga import Bill

flow = Flow(BillCode)
State = BillCode.State
TAKEN, NOT_TAKEN = "100", "000"


@flow.verb(source="asked", target="open", clause="HD-3.2b")
def opened(code: BillCode, act: Act, answer: Bill) -> None:
    """The biller has made the code; from now on it is looked after."""
    code.code, code.call_error = answer.code, ""
    _look_later(code, act)


@flow.verb(source="asked", target="refused", clause="HD-3.2b")
def not_made(code: BillCode, act: Act, refusal: PortRefused) -> None:
    """The biller makes no code: the customer pays otherwise, and staff see why."""
    code.call_at, code.call_error = None, str(refusal)
    _show(code, _("{code}: no payment code can be had"), str(refusal), act)


@flow.verb(source=("open", "expired"), target="paid", clause="HD-3.2b")
def pay(code: BillCode, act: Act, reference: str) -> None:
    """An agency has taken the money, perhaps after the end of the code."""
    code.paid_at, code.call_at = act.now, None
    attempts.book(code, WafacashCode.method, reference, act)


@flow.verb(source="open", clause="HD-3.2b")
def looked(code: BillCode, act: Act, answer: Bill) -> str | None:
    """What the biller says when he is asked: still to pay, paid, or over."""
    code.call_error = ""
    if answer.state == "paid" and answer.amount == code.amount:
        code.paid_at, code.call_at = act.now, None
        attempts.book(code, WafacashCode.method, _reference(code, answer), act)
        return "paid"
    if answer.state == "paid":
        _show(code, _("{code}: the agency took another amount; nothing was booked"), str(answer.amount), act)
    if answer.state == "expired" or act.now >= code.expires_at:
        code.call_at = None
        return "expired"
    _look_later(code, act)
    return None


@flow.verb(source="open", clause="HD-3.2b")
def not_looked(code: BillCode, act: Act, refusal: PortRefused) -> None:
    """The biller does not know his code: staff must ask him."""
    code.call_error = str(refusal)
    _show(code, _("{code}: the biller does not know this code"), str(refusal), act)
    _look_later(code, act)


flow.call("make", source="asked", clause="HD-3.2b", ask=lambda code, act: binga.make(code), done=opened,
          refused=not_made)  # fmt: skip
flow.call("look", source="open", clause="HD-3.2b", ask=lambda code, act: binga.look(code), done=looked,
          refused=not_looked)  # fmt: skip


class WafacashCode:
    """A code, and more than a thousand agencies that take it."""

    method = "wafacash_code"
    currencies = frozenset({"MAD"})

    def start(self, payable: Payable, act: Act) -> str:
        """The page of the payable's code: the one that waits to be paid, or a new one. Raises NotAllowed."""
        new = attempts.new(BillCode, payable, act, expires_at=_end(payable, act), acted_through=act.now)
        which = {"proforma": new.proforma, "bundle": new.bundle, "amount": new.amount}
        waiting = BillCode.objects.filter(
            **which, state__in=("asked", "open"), expires_at__gt=act.now
        ).first()
        if waiting:
            return waiting.get_absolute_url()
        new.reschedule()
        new.save()
        attempts.prove_begun(new, act)
        knock()
        return new.get_absolute_url()


gateway = WafacashCode()


def hear(said: Mapping[str, str], body: str, act: Act) -> str:
    """A notification of the biller: booked once; the answer for him."""
    bill = binga.heard(said)
    if bill is None:
        notices.keep(gateway.method, body, Outcome.FORGED, act, said_by=act.ip or "?")
        return NOT_TAKEN
    with transaction.atomic():
        found = BillCode.objects.select_related("customer", "proforma__customer", "bundle__customer")
        code = found.filter(public_id=bill.reference).first()
        if code is None:
            notices.keep(gateway.method, body, Outcome.UNKNOWN, act)
            return NOT_TAKEN
        claim(code)
        outcome = _heard(code, bill, act)
        notices.keep(gateway.method, body, outcome, act, about=code.public_id)
    return NOT_TAKEN if outcome == Outcome.MISMATCH else TAKEN


def _heard(code: BillCode, bill: Bill, act: Act) -> str:
    if bill.amount != code.amount or (code.code and bill.code != code.code):
        _show(code, _("{code}: the agency took another amount; nothing was booked"), str(bill.amount), act)
        return Outcome.MISMATCH
    if code.state == State.PAID:
        return Outcome.BOOKED
    if code.state not in (State.OPEN, State.EXPIRED):
        return Outcome.MISMATCH
    was_to_pay = code.can_pay
    pay(code, act, reference=_reference(code, bill))
    return Outcome.BOOKED if was_to_pay else Outcome.LATE


def _reference(code: BillCode, bill: Bill) -> str:
    return bill.code or code.code


def _end(payable: Payable, act: Act):
    return min(act.now + BILLING.code_valid, payable.payable_until or act.now)


def _look_later(code: BillCode, act: Act) -> None:
    later = act.now + BILLING.code_looked_at
    code.call_at = later if act.now >= code.expires_at else min(later, code.expires_at)


def _show(code: BillCode, title, detail: str, act: Act) -> None:
    raise_attention("payments", f"{code.public_id}:{detail}", code.public_id, format_lazy(title, code=code),
                    detail=detail, act=act, clause="HD-3.2b")  # fmt: skip
