"""The life of a refund. Above the limit a second person approves; sending leaves a reference."""

from collections.abc import Callable

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import credit, gateways, payments, receipts
from billing.cash import desk
from billing.ledger import posting
from billing.models import CreditEntry, Payment, Receipt, Refund, Till
from core import evidence
from core.acts import Act
from core.answering import call_now, settle_call
from core.attention import raise_attention
from core.ports import PortRefused
from core.transitions import Flow, NotAllowed

from . import emails, requests

flow = Flow(Refund)
Listener = Callable[[Refund, Act], None]
_listeners: dict[str, Listener] = {}


def listen(prefix: str, listener: Listener) -> None:
    """A product hears of each step of the refunds of its things, by the prefix of their public ids."""
    _listeners[prefix] = listener


@flow.verb(source=Refund.WAITING, clause="HD-3.2b", label=gettext_lazy("type in the bank account"))
def give_account(refund: Refund, act: Act, number: str, holder: str) -> None:
    """Where it goes: a RIB or an IBAN whose check digits are right, in the name of its holder."""
    if not holder.strip():
        raise NotAllowed(_("Say in whose name the account is."), "HD-3.2b")
    for name, value in requests.sealed(requests.checked(number), holder).items():
        setattr(refund, name, value)
    if refund.state == Refund.State.APPROVED:
        refund.approved_by = ""  # whoever approved has not seen this account
    evidence.record(refund.public_id, "act", "account_given", act, "HD-3.2b", ends_in=refund.account_end)


@flow.verb(source="requested", target="approved", clause="SSL-6.3", label=gettext_lazy("approve"))
def approve(refund: Refund, act: Act) -> None:
    """It is right. Above the limit somebody else than who asked for it says so (facts G)."""
    if refund.requested_by == act.actor and refund.amount > payments.alone(refund.currency):
        raise NotAllowed(_("You asked for this refund yourself: somebody else approves it."), "HD-3.2b")
    if refund.needs_account:
        raise NotAllowed(_("First the bank account to which it goes."), "HD-3.2b")
    refund.approved_at, refund.approved_by = act.now, act.actor
    if refund.method in Refund.BY_GATEWAY:
        call_now(refund, act)
    emails.approved(refund, act)


@flow.verb(source=Refund.WAITING, target="refused", clause="HD-3.2b", label=gettext_lazy("do not grant"))
def refuse(refund: Refund, act: Act) -> None:
    """It is not right: the money is on the credit account again, and the customer reads why."""
    _come_back(refund, act)


@flow.verb(source="approved", target="sent", clause="SSL-6.3", label=gettext_lazy("it has been sent"))
def send(refund: Refund, act: Act, reference: str) -> None:
    """Staff have sent the money: under which reference. Above the limit that takes two persons, too."""
    if not reference.strip():
        raise NotAllowed(_("Type the reference under which the money was sent."), "SSL-6.3")
    if refund.needs_account:
        raise NotAllowed(_("First the bank account to which it goes."), "HD-3.2b")
    if not refund.approved_by or (refund.approved_by == act.actor and _large(refund)):
        words = _("Somebody else than who approved it sends it; a changed account is approved anew.")
        raise NotAllowed(words, "HD-3.2b")
    if refund.method == Payment.Method.CASH:
        _out_of_the_till(refund, act)
    _leave(refund, act, reference.strip())


@flow.verb(source="approved", clause="HD-3.2b", label=gettext_lazy("approve the changed account"))
def approve_account(refund: Refund, act: Act) -> None:
    """The bank account was changed after the approval: somebody has looked at the new one."""
    if refund.approved_by:
        raise NotAllowed(_("Nothing has changed since it was approved."), "HD-3.2b")
    refund.approved_at, refund.approved_by = act.now, act.actor


@flow.verb(source="sent", target="done", clause="SSL-6.3", label=gettext_lazy("it has arrived"))
def arrive(refund: Refund, act: Act) -> None:
    """It stands on our statement as gone: the receipt follows, its number last."""
    _end(refund, act)


@flow.verb(
    source=("approved", "sent"), target="failed", clause="SSL-6.3", label=gettext_lazy("it did not arrive")
)
def fail(refund: Refund, act: Act) -> None:
    """It came back, or cannot be sent: the money is on the credit account again."""
    if refund.sent_at:
        posting.sent_back(refund, act)
    settle_call(refund)
    _come_back(refund, act)


# --- by the gateway that took the money -------------------------------------------------------------------
def _ask(refund: Refund, act: Act) -> str:
    """Ask the gateway, our public id as its idempotency key."""
    gateway = gateways.refunding(refund.method)
    return gateway.refund(refund.payment, refund.amount, act, request_id=refund.public_id)


@flow.verb(source="approved", target="done", clause="SSL-6.3")
def given_back(refund: Refund, act: Act, answer: str) -> None:
    """The gateway has given the money back."""
    settle_call(refund)
    _leave(refund, act, answer or refund.public_id)
    _end(refund, act)


@flow.verb(source="approved", clause="SSL-6.3")
def not_given_back(refund: Refund, act: Act, refusal: PortRefused) -> None:
    """The gateway refuses: staff give the money back otherwise, or on the credit account."""
    settle_call(refund)
    raise_attention("refunds", f"{refund.public_id}:refused", refund.public_id,
                    format_lazy(gettext_lazy("{refund} – the gateway gives nothing back"), refund=refund),
                    act=act, detail=str(refusal), clause="SSL-6.3")  # fmt: skip


flow.call("give_back", source="approved", clause="SSL-6.3", ask=_ask, done=given_back, refused=not_given_back)


# --- inside -----------------------------------------------------------------------------------------------
def _large(refund: Refund) -> bool:
    return refund.amount > payments.alone(refund.currency)


def _out_of_the_till(refund: Refund, act: Act) -> None:
    till = Till.objects.filter(clerk__public_id=act.actor, state=Till.State.OPEN).first()
    if till is None:
        raise NotAllowed(_("Cash is given back out of your own till: open it first."), "HD-3.2b")
    desk.give_back(till, refund.public_id, refund.amount, act)


def _leave(refund: Refund, act: Act, reference: str) -> None:
    refund.sent_at, refund.sent_by, refund.reference = act.now, act.actor, reference[:80]
    posting.refunded(refund, act)
    evidence.record(refund.public_id, "payment", "refund_sent", act, "SSL-6.3", amount=refund.amount,
                    currency=refund.currency, reference=refund.reference)  # fmt: skip
    if not _hear(refund, act):
        emails.sent(refund, act)


def _end(refund: Refund, act: Act) -> None:
    refund.ended_at = act.now
    receipts.issue(
        Receipt.Kind.REFUND, refund.public_id, refund.customer, refund.amount, refund.currency, act,
        method=refund.get_method_display(), reference=refund.reference, paid_on=act.today,
        related=refund.credit_note,
    )  # fmt: skip


def _come_back(refund: Refund, act: Act) -> None:
    if not act.reason:
        raise NotAllowed(_("Say why: the customer reads it."), "HD-3.2b")
    refund.why_not, refund.ended_at = act.reason, act.now
    credit.enter(refund.customer, refund.amount, CreditEntry.Kind.NOT_PAID_OUT, refund.public_id, act,
                 currency=refund.currency, document=str(refund.credit_note or ""))  # fmt: skip
    _hear(refund, act)
    emails.not_done(refund, act)


def _hear(refund: Refund, act: Act) -> bool:
    """Tell the product whose thing it is about; whether there is one that listens."""
    listener = _listeners.get(refund.about.partition("_")[0])
    if listener:
        listener(refund, act)
    return bool(listener)
