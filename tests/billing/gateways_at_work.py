"""What gateways say in tests: an attempt begun, and the words that a bank, PayPal or a biller has for it."""

from billing.gateways.cmi import form, sandbox
from billing.gateways.cmi import gateway as card
from billing.models import CardAttempt

GOOD, ASKS_CODE, REFUSED, EMPTY = (
    "4000000000000010",
    "4000000000003220",
    "4000000000000002",
    "4000000000009995",
)


def begun(payable, act) -> CardAttempt:
    """A new card attempt."""
    oid = card.start(payable, act).rstrip("/").rpartition("/")[2]
    return CardAttempt.objects.select_related("customer", "proforma").get(public_id=oid)


def card_answer(payable, act, number: str = GOOD, visit: str = "") -> dict[str, str]:
    """The gate's signed callback for a new attempt."""
    return answer_for(begun(payable, act), number, visit)


def answer_for(attempt: CardAttempt, number: str = GOOD, visit: str = "") -> dict[str, str]:
    """The gate's signed callback for an attempt."""
    return sandbox.answers(form.fields(attempt, "fr"), number, visit)
