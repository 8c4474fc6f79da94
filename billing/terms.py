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
    alone: int = term(50_000_00, POLICY)  # centimes of MAD that one person types in and confirms (facts G)
    alone_abroad: int = term(5_000_00, POLICY)  # the same in EUR and USD
    tolerance: int = term(1_00, POLICY)  # a difference so small may be given up, with a reason (facts G)
    withheld: int = term(7_500, POLICY)  # basis points of the VAT that a public body keeps back (facts D)
    slip_bytes: int = term(5 * 1024 * 1024, POLICY)
    statement_bytes: int = term(10 * 1024 * 1024, POLICY)  # a bank's file
    commission_most: int = term(1_000, POLICY)  # basis points of takings: a higher commission is a slip
    exchange_most: int = term(
        1_000, POLICY
    )  # basis points from the official rate: a bank's further off is a slip
    certain: int = term(90, POLICY)  # a proposal that may be confirmed together with others, out of 100
    preview_kept: timedelta = term(timedelta(minutes=30), POLICY)  # a file between preview and import
    rate_age: timedelta = term(days(7), POLICY)  # so old may be the last rate that a document uses (HD-3.1b)
    rate_missed: timedelta = term(days(4), POLICY)  # after that a person is told that no rate has come
    cycles: tuple[int, ...] = term((1, 3, 6, 12), "HD-3.1d")  # months paid in advance
    wafacash_kept: timedelta = term(
        days(45), "HD-3.2b"
    )  # a transfer that nobody collects goes back (facts G)
    code_valid: timedelta = term(days(3), POLICY)  # a code for the agencies
    code_looked_at: timedelta = term(timedelta(hours=1), POLICY)  # how often we ask whether it was paid
    stamp_rate: int = term(25, POLICY)  # basis points of what is received in cash: the tax law's (facts D)
    cash_a_day: int = term(5_000_00, POLICY)  # above it the buyer deducts nothing (facts D)
    cash_a_month: int = term(50_000_00, POLICY)
    paypal_looked_at: timedelta = term(
        timedelta(hours=1), POLICY
    )  # how often PayPal is asked of an open order
    paypal_kept: timedelta = term(days(3), POLICY)  # what nobody has approved by then PayPal forgets
    gateway_timeout: timedelta = term(timedelta(seconds=20), POLICY)
    token_early: timedelta = term(timedelta(minutes=1), POLICY)  # so long before its end a token is not used
    certificate_kept: timedelta = term(days(1), POLICY)  # PayPal's certificate, before it is fetched anew
    years_at_once: int = term(10, POLICY)  # the widest range of a cart line; products know their own


BILLING = BillingTerms()
