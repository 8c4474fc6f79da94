"""Asking for a refund: the money leaves the credit account at once, so that it is never spent and sent."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import Customer
from billing import credit
from billing.models import CreditEntry, CreditNote, Payment, Refund
from core import evidence, identifiers, vault
from core.acts import Act
from core.transitions import NotAllowed

from . import emails


def of_note(note: CreditNote, act: Act, *, about: str = "", due_by: datetime | None = None) -> list[Refund]:
    """Send a credit note's money back the way it came: a refund for each way; none where it came from credit.

    Twice is once: what is under way already is answered again.
    """
    with transaction.atomic():
        Customer.objects.select_for_update().only("pk").get(pk=note.customer_id)
        known = list(note.refunds.exclude(state__in=Refund.ENDED_HERE))
        if known:
            return known
        return [
            _opened(note.customer, amount, note.currency, payment.method, act, payment=payment, credit_note=note,
                    about=about, due_by=due_by, reason=note.reason[:255])
            for payment, amount in credit.ways_back(note)
        ]  # fmt: skip


def available(customer, currency: str) -> int:
    """What a customer may have sent back of his credit account, in centimes: all but our goodwill."""
    given = CreditEntry.objects.of(customer).filter(kind=CreditEntry.Kind.GOODWILL, currency=currency)
    kept = given.aggregate(total=Sum("amount"))["total"] or 0
    return max(0, credit.balance(customer, currency) - kept)


def ask(customer, amount: int, currency: str, act: Act, *, number: str, holder: str, reason: str) -> Refund:
    """The customer wants money of his credit account on his bank account. Raises NotAllowed."""
    account = checked(number)
    with transaction.atomic():
        Customer.objects.select_for_update().only("pk").get(pk=customer.pk)
        if type(amount) is not int or not 0 < amount <= available(customer, currency):
            raise NotAllowed(_("The credit account does not hold so much that can be paid back."), "HD-3.2b")
        return _opened(customer, amount, currency, Payment.Method.TRANSFER, act, reason=reason[:255],
                       **sealed(account, holder))  # fmt: skip


def sealed(account: str, holder: str) -> dict:
    """A checked account number as it is kept: sealed, its last four signs readable."""
    return {
        "account": vault.sealed(account.encode()), "account_end": account[-4:], "holder": holder.strip()[:120]
    }  # fmt: skip


def checked(number: str) -> str:
    """A RIB or an IBAN without its spaces. Raises NotAllowed where its check digits are wrong."""
    plain = "".join(number.split()).upper()
    if not (identifiers.is_rib(plain) or identifiers.is_iban(plain)):
        raise NotAllowed(_("This is neither a RIB of 24 digits nor an IBAN: check each digit."), "HD-3.2b")
    return plain


def _opened(customer, amount: int, currency: str, method: str, act: Act, **facts) -> Refund:
    refund = Refund(
        customer=customer, amount=amount, currency=currency, method=method, requested_at=act.now,
        requested_by=act.actor, acted_through=act.now, **facts,
    )  # fmt: skip
    refund.reschedule()
    refund.save()
    document = str(refund.credit_note or "")
    credit.enter(customer, -amount, CreditEntry.Kind.PAID_OUT, refund.public_id, act, reason=refund.reason,
                 currency=currency, document=document)  # fmt: skip
    evidence.record(refund.public_id, "payment", "refund_requested", act, "SSL-6.3", amount=amount,
                    currency=currency, method=method, document=document, thing=refund.about)  # fmt: skip
    emails.requested(refund, act)
    return refund
