"""The verbs of a bank line: booked once as somebody's money, kept for its owner, or set apart with a reason (C-26).

The line is locked first and its key becomes the payment's reference at the bank, which is unique: of two clerks who
confirm the same line one wins and the other is told.
"""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Customer
from billing import payments
from billing.ledger import posting
from billing.models import BankLine, Bundle, Payment, Proforma, Refund
from billing.refunds import lifecycle as refunds
from core import display
from core.acts import Act
from core.transitions import Flow, NotAllowed, amend, claim

from . import matching, takings

flow = Flow(BankLine)
WAITING = "waiting"


@flow.verb(source=WAITING, target="matched", clause="C-26", label=gettext_lazy("Confirm"))
def book(line: BankLine, act: Act, about: str) -> None:
    """It is this proforma's, these proformas', or this declared payment's money: confirmed with the line's day.

    Money that left is a refund that has arrived.
    """
    if line.amount < 0:
        return _arrived(line, about, act)
    _demand_second(line, act)
    _settle(line, act, _booked(line, about, act))


@flow.verb(source=WAITING, target="matched", clause="HD-3.2b", label=gettext_lazy("Give to a credit account"))
def credit(line: BankLine, act: Act, customer: Customer) -> None:
    """It is this customer's, for nothing in particular: it goes to his credit account."""
    _demand_incoming(line)
    _demand_second(line, act)
    payment = _kept(line, act)
    payments.match(payment, act, customer=customer)
    _settle(line, act, payments.confirm(payment, act))


@flow.verb(source=WAITING, target="matched", clause="HD-3.2b", label=gettext_lazy("Owner unknown: keep it"))
def hold(line: BankLine, act: Act) -> None:
    """A customer's money, nobody knows whose: a payment without an owner, which waits for him."""
    _demand_incoming(line)
    _settle(line, act, _kept(line, act))


@flow.verb(
    source=WAITING, target="takings", clause="C-26", label=gettext_lazy("Takings of a gateway or an agency")
)
def pass_on(
    line: BankLine, act: Act, chosen: list[str], vat: int | None = None, exchanged: int | None = None
) -> None:
    """What a gateway took for us has reached the bank, less its commission; or it took more back than it took.

    `exchanged`: so many centimes of the takings' own currency, for which the bank gave dirhams.
    """
    _demand_second(line, act)
    takings.settle(line, chosen, vat or 0, act, exchanged or 0)
    line.settled_at, line.settled_by = act.now, act.actor


@flow.verb(source=WAITING, target="apart", clause="C-26", label=gettext_lazy("Not a customer's payment"))
def set_apart(line: BankLine, act: Act) -> None:
    """Fees, interest, salaries, a transfer between our own accounts: the accountant's, not a customer's."""
    if not act.reason:
        raise NotAllowed(_("Say what it is: the accountant reads it."))
    line.reason = act.reason[:255]
    line.settled_at, line.settled_by = act.now, act.actor


@flow.verb(source=WAITING, clause="C-26", label=gettext_lazy("Turn the proposal down"))
def decline(line: BankLine, act: Act, about: str) -> None:
    """It is not that: not proposed again."""
    line.declined = [*line.declined, about]


# --- inside ---------------------------------------------------------------------------------------------
def _demand_incoming(line: BankLine) -> None:
    if line.amount < 0:
        raise NotAllowed(_("This line is money that left the account: it is nobody's payment."), "C-26")


def _arrived(line: BankLine, about: str, act: Act) -> None:
    refund = Refund.objects.filter(public_id=about).first()
    if not refund or (refund.amount, refund.currency) != (-line.amount, line.currency):
        raise NotAllowed(_("This line is money that left the account: it is nobody's payment."), "C-26")
    refunds.flow.verbs["arrive"](refund, act)
    line.refund, line.settled_at, line.settled_by = refund, act.now, act.actor


def _demand_second(line: BankLine, act: Act) -> None:
    """Above the limit whoever imported the statement does not confirm its lines (facts G). Raises NotAllowed."""
    limit = payments.alone(line.currency)
    if line.statement.imported_by == act.actor and abs(line.amount) > limit:
        words = _("You imported this statement: above %(limit)s somebody else confirms its lines.")
        raise NotAllowed(words % {"limit": display.amount(limit, line.currency)}, "HD-3.2b")


def _booked(line: BankLine, about: str, act: Act) -> Payment:
    """The confirmed payment of what `about` names; one that was confirmed by hand before is no new money."""
    if about.startswith("pay_"):
        payment = Payment.objects.filter(public_id=about).first()
        if not payment or payment.currency != line.currency:
            raise NotAllowed(_("This payment is not known or in another currency."), "C-35")
        if payment.state == Payment.State.CONFIRMED:
            return _seen(payment, line, act)
        return payments.confirm(
            payment, act, received=line.amount, value_date=line.value_date, method=_way(payment, line)
        )
    reference = _payable(about, act).payment_reference
    return payments.received(line.amount, reference, line.value_date, act, **_came(line))


def _way(payment: Payment, line: BankLine) -> str:
    """Of a transfer the account on which it came says which kind it was: to the bank or to the post (CCP)."""
    return line.account.method if payment.method in Payment.BY_BANK else payment.method


def _seen(payment: Payment, line: BankLine, act: Act) -> Payment:
    """The payment, if this line can be the money that was confirmed by hand; it stands on the account of the line."""
    claim(payment)
    if payment.gateway_reference or payment.amount != line.amount or payment.method not in Payment.BY_BANK:
        raise NotAllowed(_("This payment came otherwise, or is on the statement already."), "C-26")
    if payment.method != line.account.method:
        posting.moved(payment, line.account.method, act)
        amend(payment, act, "seen_on_account", "C-26", method=line.account.method)
    return payment


def _payable(about: str, act: Act) -> Proforma | Bundle:
    if matching.TOGETHER in about:
        chosen = list(
            Proforma.objects.filter(public_id__in=about.split(matching.TOGETHER)).select_related("customer")
        )
        return payments.bundle(chosen[0].customer, chosen, act) if chosen else _unknown()
    model = Bundle if about.startswith("bun_") else Proforma
    return model.objects.filter(public_id=about).first() or _unknown()


def _unknown():
    raise NotAllowed(_("This proforma is not known."))


def _kept(line: BankLine, act: Act) -> Payment:
    """The line as a payment that nobody owns yet; what it says names no proforma here."""
    said = "" if matching.references_in(f"{line.reference}{line.label}") else line.reference or line.label
    return payments.received(line.amount, said or line.public_id, line.value_date, act, **_came(line))


def _came(line: BankLine) -> dict[str, str]:
    """Where the money of a line is: its currency and method, and who brought the statement."""
    facts = {"currency": line.currency, "method": line.account.method}
    return facts | {"entered_by": line.statement.imported_by}


def _settle(line: BankLine, act: Act, payment: Payment) -> None:
    amend(payment, act, "seen_on_statement", "C-26", gateway_reference=line.key)
    line.payment = payment
    line.settled_at, line.settled_by = act.now, act.actor


# --- many at once ---------------------------------------------------------------------------------------
def book_certain(lines: list[BankLine], act: Act) -> tuple[int, list[str]]:
    """Confirm the lines whose best proposal is certain, each in its own transaction; how many, and what failed."""
    done, refused = 0, []
    for pk, found in matching.proposals(lines).items():
        if not found or not found[0].certain:
            continue
        line = next(line for line in lines if line.pk == pk)
        try:
            with transaction.atomic():
                book(line, act.because(found[0].reason), about=found[0].about)
        except NotAllowed as refusal:
            refused.append(f"{line}: {refusal.message}")
        else:
            done += 1
    return done, refused
