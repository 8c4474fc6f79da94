"""The card through CMI, 3D Pay Hosting: the customer types his card on the bank's page, never on ours.

The browser carries a signed form to the gate (`form.py`); the gate tells us server to server what became of it
(`callback.py`), and only that books money. What the browser brings back proves nothing. `refund.py` gives back.
The gate has no question that we could ask: where its callback is lost the attempt stays as it is, the bank captures
nothing (it waits for our ACTION=POSTAUTH), and staff look the `oid` up in CMI's back office (`AFTERWARDS`).
Without CMI_GATE, in demo mode, the gate is the portal's own (`sandbox.py`): it signs as the real one does.
"""

from django.utils.translation import gettext_lazy as _

from billing.allocating import Payable
from billing.gateways import attempts
from billing.models import CardAttempt, Payment
from core.acts import Act
from core.transitions import Flow

flow = Flow(CardAttempt)
AFTERWARDS = _(
    "Only the bank's callback books a card payment. Where the customer says that he has paid, look this oid up in "
    "CMI's back office. Authorised there: ask CMI to send the callback again, and it books itself. Not there, or "
    "refused: no money was taken, and he may pay anew. Nothing is confirmed by hand: without our answer the bank "
    "captures nothing."
)


@flow.verb(source=("started", "refused"), target="refused", clause="HD-3.2b")
def refuse(attempt: CardAttempt, act: Act, answer: str) -> None:
    """The bank says no; the customer may try again on its page, and then it may say yes."""
    attempt.answered_at, attempt.answer = act.now, answer


@flow.verb(source=("started", "refused"), target="booked", clause="HD-3.2b")
def book(attempt: CardAttempt, act: Act, answer: str, transaction: str) -> None:
    """The bank has authorised the whole sum: it is booked, and the bank told to capture it."""
    attempt.answered_at, attempt.answer, attempt.transaction = act.now, answer, transaction
    attempts.book(attempt, Cmi.method, attempt.public_id, act)


class Cmi:
    """Moroccan and foreign cards, in dirhams."""

    method = "cmi"
    currencies = frozenset({"MAD"})

    def start(self, payable: Payable, act: Act) -> str:
        """A new attempt for every visit to the gate: where its page is."""
        attempt = attempts.new(CardAttempt, payable, act)
        attempt.save()
        attempts.prove_begun(attempt, act)
        return attempt.get_absolute_url()

    def refund(self, payment: Payment, amount: int, act: Act, *, request_id: str) -> str:
        """Give back some of a card payment; the bank's reference. Raises PortError (see `refund.py`)."""
        from . import refund  # lxml is only for those who give back

        return refund.give_back(payment.gateway_reference, amount, payment.currency)


gateway = Cmi()
