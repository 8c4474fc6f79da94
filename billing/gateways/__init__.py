"""Gateways: the ways money comes in. What cannot take a currency says so (C-35)."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from billing.allocating import Payable
from billing.models import Payment
from billing.models.catalogue import CURRENCIES
from core.acts import Act

# Every method of the house, in the order in which people see them; credit is not a gateway but the customer's own.
METHODS = ("cmi", "paypal", "transfer", "ccp", "wafacash_code", "wafacash", "cash")


class Gateway(Protocol):
    """One payment method."""

    method: str
    currencies: frozenset[str]

    def start(self, payable: Payable, act: Act) -> str:
        """Where the customer goes to pay: a path of the portal or an address of the gateway."""
        ...


@runtime_checkable
class Refunding(Protocol):
    """A gateway that can give money back."""

    def refund(self, payment: Payment, amount: int, act: Act, *, request_id: str) -> str:
        """Give back some of a payment, once for a request id; the gateway's reference. Raises PortError."""
        ...


@dataclass(frozen=True)
class Offer:
    """A method as a customer sees it: usable, or not and why."""

    method: str
    usable: bool
    why_not: str = ""

    @property
    def label(self) -> str:
        return str(Payment.Method(self.method).label)

    @property
    def template(self) -> str:
        """How the pay page explains it."""
        return f"billing/methods/{self.method}.html"


def gateway(method: str) -> Gateway:
    """The gateway of a method that this installation offers. Raises LookupError."""
    if method not in settings.PAYMENT_GATEWAYS:
        raise LookupError(method)
    return known(method)


def known(method: str) -> Gateway:
    """The gateway of a method, offered here or not: old payments keep theirs. Raises LookupError."""
    if method not in METHODS:
        raise LookupError(method)
    return import_string(f"billing.gateways.{method}.gateway")


def refunding(method: str) -> Refunding:
    """The gateway that gives a payment of this method back. Raises LookupError where it cannot."""
    found = known(method)
    if not isinstance(found, Refunding):
        raise LookupError(method)
    return found


def offers(currency: str) -> list[Offer]:
    """Every method of this installation for one currency (guard 20)."""
    found = []
    for method in METHODS:
        if method not in settings.PAYMENT_GATEWAYS:
            continue
        usable = currency in gateway(method).currencies
        why_not = "" if usable else _("does not take %(currency)s") % {"currency": currency}
        found.append(Offer(method, usable, why_not))
    return found


def matrix() -> list[tuple[str, bool, list[tuple[str, bool]]]]:
    """Method × currency for staff (C-35): its name, whether it is offered here, and each currency that it takes."""
    return [
        (str(Payment.Method(method).label), method in settings.PAYMENT_GATEWAYS,
         [(currency, currency in known(method).currencies) for currency, _name in CURRENCIES])
        for method in METHODS
    ]  # fmt: skip
