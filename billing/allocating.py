"""Allocating: what came pays what is open, the most urgent first; what is left over goes to the credit account.

A payable is a Proforma or a Bundle of them. Rows are locked in the order payment, proformas (by key), customer, and
the invoices' counter last.
"""

from django.utils.translation import gettext as _

from core.acts import Act
from core.tasks import knock
from core.transitions import NotAllowed, claim

from . import credit, invoicing, lifecycle
from .ledger import posting
from .models import Allocation, Bundle, CreditEntry, Payment, Proforma

Payable = Proforma | Bundle


def lock(payable: Payable) -> list[Proforma]:
    """Lock what is to be paid and read it anew; its proformas, the one that is due first in front."""
    if isinstance(payable, Proforma):
        claim(payable)
        return [payable]
    claim(payable)
    rows = Proforma.objects.select_for_update(of=("self",)).select_related("customer")
    found = list(rows.filter(bundles=payable).order_by("pk"))
    payable._parts = sorted(found, key=lambda proforma: (proforma.due_on, proforma.pk))
    return payable._parts


def allocate(payment: Payment, act: Act) -> None:
    """Book confirmed money: allocations, invoices of what is now paid, the rest on the account. Inside a transaction.

    Sets `allocated`, `to_credit` and `left` of the payment. Raises NotAllowed (C-35) for another currency.
    """
    payable = payment.payable
    proformas = lock(payable) if payable else []
    if payable and payable.currency != payment.currency:
        raise NotAllowed(
            _("The proforma is in another currency: give the money to the credit account."), "C-35"
        )
    _issue_drafts(proformas, act)
    due = [proforma for proforma in proformas if proforma.is_open]
    owed, shares = sum(proforma.remaining for proforma in due), _shares(payment.amount, due)
    payment.allocated = sum(amount for _proforma, amount in shares)
    payment.to_credit, payment.left = payment.amount - payment.allocated, owed - payment.allocated
    Allocation.objects.bulk_create(Allocation(payment=payment, proforma=p, amount=n) for p, n in shares)
    _book(payment, shares, act)
    for proforma, amount in shares:
        verb = lifecycle.pay if amount == proforma.remaining else lifecycle.pay_partly
        verb(proforma, act, amount=amount)
    for proforma, _amount in shares:
        if proforma.state == Proforma.State.PAID:
            invoicing.issue_invoice(proforma, payment, act)
    knock()


def _issue_drafts(proformas: list[Proforma], act: Act) -> None:
    """A proforma that is paid while it is still being prepared is issued first, so that the money pays it."""
    drafts = [proforma for proforma in proformas if proforma.state == Proforma.State.DRAFT]
    if drafts:
        credit.lock(drafts[0].customer)  # the counter's lock comes after the customer's
    for draft in drafts:
        lifecycle.issue(draft, act)


def _book(payment: Payment, shares: list[tuple[Proforma, int]], act: Act) -> None:
    """The money's two sides: from where it came, to proformas and to the credit account."""
    posting.cleared(payment, act)
    posting.stamped(payment, act)
    used = None
    if payment.method == Payment.Method.CREDIT:
        used = credit.enter(payment.customer, -payment.allocated, CreditEntry.Kind.USED,
                            payment.payable.public_id, act, currency=payment.currency)  # fmt: skip
    posting.allocated(payment, shares, act, used)
    if payment.to_credit:
        kind = CreditEntry.Kind.SURPLUS if payment.allocated else CreditEntry.Kind.RETURNED
        credit.enter(payment.customer, payment.to_credit, kind, payment.public_id, act, currency=payment.currency,
                     other=posting.home(payment), day=payment.value_date)  # fmt: skip


def _shares(amount: int, due: list[Proforma]) -> list[tuple[Proforma, int]]:
    """What each gets, the first one in full before the next gets anything."""
    shares = []
    for proforma in due:
        if share := min(amount, proforma.remaining):
            shares.append((proforma, share))
            amount -= share
    return shares
