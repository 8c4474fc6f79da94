"""Terms of billing: the contract's numbers about orders, proformas and payments."""

from dataclasses import dataclass
from datetime import timedelta

from core.terms import POLICY, days, term


@dataclass(frozen=True, slots=True)
class BillingTerms:
    """How long a proforma may be paid, and what the payment desk promises itself."""

    order_payable: timedelta = term(days(15), POLICY)  # an order's proforma lapses after that (HD-6.2)
    renewal_notice: timedelta = term(days(30), "HD-3.5")
    confirmation_target: timedelta = term(timedelta(hours=2), "C-26")  # staff look at a slip
    urgent: timedelta = term(days(3), POLICY)  # so near its end a proforma is shown in red
    slip_bytes: int = term(5 * 1024 * 1024, POLICY)
    cycles: tuple[int, ...] = term((1, 3, 6, 12), "HD-3.1d")  # months paid in advance
    years_at_once: int = term(10, POLICY)  # the widest range of a cart line; products know their own


BILLING = BillingTerms()
