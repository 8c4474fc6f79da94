"""Giving back a card payment through CMI's merchant interface (CC5 XML, type `Credit`).

Written from the interface's public descriptions (NestPay, whose software CMI runs): a CC5Request posted as the form
field DATA, a CC5Response read. UNPROVED: no CMI account was at hand; whether a shop's API user may refund, whether
a partial one is taken more than once and what `Total` must look like are to be tried on CMI's test platform. Until
CMI_API is set, staff give back in CMI's own back office and type in the reference.
"""

from xml.sax.saxutils import escape

from django.conf import settings
from lxml import etree

from billing.gateways import door
from core.ports import PortRefused, PortUnavailable

from . import form

SUCCESS = "00"


def give_back(oid: str, amount: int, currency: str) -> str:
    """Give back `amount` centimes of the order; the bank's transaction. Raises PortRefused, PortUnavailable."""
    if not settings.CMI_API:
        raise PortRefused("CMI_API", "the interface is not set up: give it back in CMI's back office")
    with door.client(settings.CMI_API) as http:
        answer = door.ask(http, "POST", "", data={"DATA": request(oid, amount, currency)})
    return read(answer.content)


def request(oid: str, amount: int, currency: str) -> str:
    """The CC5Request of a refund."""
    said = {
        "Name": settings.CMI_API_USER,
        "Password": settings.CMI_API_PASSWORD,
        "ClientId": settings.CMI_CLIENT_ID,
        "Type": "Credit",
        "OrderId": oid,
        "Total": form.written(amount),
        "Currency": form.CURRENCIES[currency],
    }
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in said.items())
    return f'<?xml version="1.0" encoding="UTF-8"?><CC5Request>{inner}</CC5Request>'


def read(content: bytes) -> str:
    """The transaction in a CC5Response. Raises PortRefused with the bank's code, PortUnavailable for no XML."""
    try:
        answer = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as fault:
        raise PortUnavailable(f"not an answer: {fault}") from fault
    said = {name: (answer.findtext(name) or "").strip() for name in ("ProcReturnCode", "TransId", "ErrMsg")}
    if said["ProcReturnCode"] != SUCCESS:
        raise PortRefused(said["ProcReturnCode"] or "?", said["ErrMsg"])
    return said["TransId"]
