"""Gateways: the ways money comes in. What cannot take a currency says so (C-35)."""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from billing.models import Payment, Proforma
from core.acts import Act


class Gateway(Protocol):
    """One payment method."""

    method: str
    currencies: frozenset[str]

    def start(self, proforma: Proforma, act: Act) -> str:
        """Where the customer goes to pay: a path of the portal or an address of the gateway."""
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


def gateway(method: str) -> Gateway:
    """The gateway of a method that this installation offers. Raises LookupError."""
    if method not in settings.PAYMENT_GATEWAYS:
        raise LookupError(method)
    return import_string(f"billing.gateways.{method}.gateway")


def offers(currency: str) -> list[Offer]:
    """Every method of this installation for one currency (guard 20)."""
    found = []
    for method in settings.PAYMENT_GATEWAYS:
        usable = currency in gateway(method).currencies
        why_not = "" if usable else _("does not take %(currency)s") % {"currency": currency}
        found.append(Offer(method, usable, why_not))
    return found
