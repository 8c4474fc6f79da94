"""Sandbox card: a bank's 3-D Secure page inside the portal, for demo and tests, like the real kind.

The browser carries a signed order to the bank's page. The bank authorises, then tells the portal server to
server with a signed callback; only that callback books money. What the browser brings back is never believed.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from billing import payments
from billing.models import Payment, Proforma
from core import evidence
from core.acts import Act
from core.transitions import claim

SALT = "billing.sandbox_card"
CAPTURE, APPROVED, REFUSED = "ACTION=POSTAUTH", "APPROVED", "FAILURE"
SUCCESS = "00"

# The sandbox's cards: number → what the bank answers.
CARDS = {
    "4000000000000010": SUCCESS,
    "4000000000003220": SUCCESS,  # asks for the code first
    "4000000000000002": "05",  # refused by the issuer
    "4000000000009995": "51",  # not enough money
}
ASKS_CODE = {"4000000000003220"}
CODE = "1234"


class Forged(Exception):
    """A callback that the bank did not sign."""


@dataclass(frozen=True)
class CardOrder:
    """What the portal asks the bank to collect; signed, so nobody changes it on the way."""

    oid: str
    proforma: str
    amount: int
    currency: str

    def token(self) -> str:
        return signing.dumps(vars(self), salt=SALT)

    @classmethod
    def read(cls, token: str) -> "CardOrder":
        """Raises signing.BadSignature."""
        return cls(**signing.loads(token, salt=SALT))


class SandboxCard:
    """The portal's side."""

    method = "sandbox_card"
    currencies = frozenset({"MAD"})

    def start(self, proforma: Proforma, act: Act) -> str:
        oid = f"{proforma.public_id}-{secrets.token_hex(6)}"  # a new one for every attempt
        order = CardOrder(oid, proforma.public_id, proforma.remaining, proforma.currency)
        return reverse("billing:sandbox_card", args=[order.token()])


gateway = SandboxCard()


# --- the bank's side ------------------------------------------------------------------------------------
def bank_answers(order: CardOrder, card: str) -> dict[str, str]:
    """The signed callback that the bank sends for an attempt."""
    fields = {
        "oid": order.oid,
        "proforma": order.proforma,
        "amount": str(order.amount),
        "currency": order.currency,
        "code": CARDS.get(card, "14"),
        "transaction": hashlib.sha256(order.oid.encode()).hexdigest()[:16],
    }
    return fields | {"hash": signature(fields)}


def signature(fields: dict[str, str]) -> str:
    """HMAC-SHA-512 over the values in the order of their names."""
    said = "|".join(fields[name].replace("|", "\\|") for name in sorted(fields) if name != "hash")
    return hmac.new(settings.SECRET_KEY.encode(), f"{SALT}|{said}".encode(), hashlib.sha512).hexdigest()


# --- the portal's side of the callback --------------------------------------------------------------------
def callback(fields: dict[str, str], act: Act) -> str:
    """Book what the bank says it may capture; the answer tells the bank whether to do so. Raises Forged."""
    if not hmac.compare_digest(signature(fields), fields.get("hash", "")):
        raise Forged("wrong signature")
    with transaction.atomic():
        proforma = Proforma.objects.select_related("customer").get(public_id=fields["proforma"])
        claim(proforma)
        return _answer(proforma, fields, act)


def _answer(proforma: Proforma, fields: dict[str, str], act: Act) -> str:
    said = {"code": fields["code"], "oid": fields["oid"], "amount": fields["amount"]}
    reference, amount, currency = fields["transaction"], int(fields["amount"]), fields["currency"]
    if Payment.objects.filter(method=gateway.method, gateway_reference=reference).exists():
        return CAPTURE  # told already, but the bank may have missed our answer: the same one again
    if fields["code"] != SUCCESS:
        evidence.record(proforma.public_id, "payment", "card_refused", act, "HD-3.2b", **said)
        return APPROVED
    if proforma.state not in Proforma.OPEN or (amount, currency) != (proforma.remaining, proforma.currency):
        evidence.record(proforma.public_id, "payment", "card_not_captured", act, "HD-3.2b", **said)
        return REFUSED  # the bank captures nothing: better than money to give back
    payments.captured(proforma, gateway.method, reference, amount, currency, act)
    return CAPTURE
