"""What is paid back of an order, and what is not: the certificate line only (SSL-6.3, ADR 12)."""

from dataclasses import dataclass

from django.utils.functional import Promise

from billing import lines
from billing.models import CreditNote, OrderLine, Payment
from core.acts import Act
from core.money import Totals, totals
from ssl_certs.models import SslOrder
from ssl_certs.ordering import NAMES

WITH_CERTIFICATE = (NAMES,)  # names are what the certificate is: bought with it, gone with it


@dataclass(frozen=True)
class Preview:
    """The lines that a cancellation pays back with their sums, those that stay paid, and the ways back."""

    refunded: list[OrderLine]
    kept: list[OrderLine]
    sums: Totals
    currency: str
    by_original: bool


def line_of(order: SslOrder) -> OrderLine | None:
    """The paid line that made the order."""
    return OrderLine.objects.select_related("proforma").filter(public_id=order.line).first()


def preview(order: SslOrder) -> Preview:
    """What a cancellation would pay back today."""
    line = line_of(order)
    every = [line, *line.parts.all()] if line else []
    refunded = [one for one in every if one.attached_to_id is None or one.kind in WITH_CERTIFICATE]
    kept = [one for one in every if one not in refunded]
    currency = line.proforma.currency if line and line.proforma else order.customer.currency
    return Preview(refunded, kept, totals(one.amount for one in refunded), currency, _came_from_outside(line))


def _came_from_outside(line: OrderLine | None) -> bool:
    """Whether something of it was paid otherwise than from the credit account."""
    paid = Payment.objects.filter(allocations__proforma=line.proforma if line else None)
    return bool(line and line.proforma_id) and paid.exclude(method=Payment.Method.CREDIT).exists()


def give_back(order: SslOrder, act: Act, reason: str | Promise) -> CreditNote | None:
    """The credit note of the certificate line, its money on the account; None where nothing was paid. Once only."""
    line = line_of(order)
    if line is None or line.proforma is None:
        return None
    return lines.credit_part(line, WITH_CERTIFICATE, act, reason)


def close(order: SslOrder, act: Act) -> None:
    """What was bought is delivered, or has ended without anything paid back: its line is over."""
    if line := line_of(order):
        lines.finish(line, OrderLine.Outcome.DONE, act)
