"""The demo's card gate: a bank's 3-D Secure page inside the portal. It checks and signs as the real gate does.

It keeps nothing: the shop's form travels from page to page in a signed token. Its callback goes to the shop's
`callbackUrl` as an HTTP request, through the portal's own front door.
"""

import hashlib
from collections.abc import Mapping

from django.conf import settings
from django.core import signing as tokens

from billing.gateways import door

from . import signing

SALT = "billing.cmi.sandbox"
SUCCESS, UNKNOWN_CARD = "00", "14"
# The gate's cards: number → what the bank answers.
CARDS = {
    "4000000000000010": SUCCESS,
    "4000000000003220": SUCCESS,  # asks for the code first
    "4000000000000002": "05",  # refused by the issuer
    "4000000000009995": "51",  # not enough money
}
ASKS_CODE = {"4000000000003220"}


class BadForm(Exception):
    """A form that this gate does not take."""


def admit(said: Mapping[str, str]) -> str:
    """The shop's form, if it is signed and of our shop, as a token for the next pages. Raises BadForm."""
    ours = said.get("clientid") == settings.CMI_CLIENT_ID and said.get("storetype") == "3D_PAY_HOSTING"
    if not (ours and signing.is_signed(said, settings.CMI_STORE_KEY)):
        raise BadForm("3D-1004")
    return tokens.dumps(dict(said), salt=SALT)


def order_of(token: str) -> dict[str, str]:
    """The shop's form in a token. Raises BadForm."""
    try:
        return tokens.loads(token, salt=SALT)
    except tokens.BadSignature:
        raise BadForm("3D-1004") from None


def answers(order: Mapping[str, str], card: str, visit: str = "") -> dict[str, str]:
    """What the gate says of an order that was paid with this card: every field of the form, its own, and the hash."""
    code = CARDS.get(card, UNKNOWN_CARD)
    own = {
        "ReturnOid": order["oid"],
        "TransId": hashlib.sha256(f"{order['oid']} {visit}".encode()).hexdigest()[:20],
        "ProcReturnCode": code,
        "Response": "Approved" if code == SUCCESS else "Declined",
        "ErrMsg": "" if code == SUCCESS else "Transaction refusée & non débitée",
        "mdStatus": "1" if code == SUCCESS else "0",
        "MaskedPan": f"{card[:4]}***{card[-4:]}",
        "EXTRA.HOSTMSG": "",
    }
    said = {name: value for name, value in order.items() if name != "HASH"} | own
    return said | {"HASH": signing.signature(said, settings.CMI_STORE_KEY)}


def call_back(said: Mapping[str, str]) -> str:
    """Tell the shop's server; its answer. Nothing is captured unless it says so. Raises PortUnavailable."""
    path = said["callbackUrl"].removeprefix(settings.BASE_URL)
    with door.client("") as http:
        return door.ask(http, "POST", path, data=dict(said)).text.strip()
