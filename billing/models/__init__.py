"""Billing's tables: what is sold, what was ordered, what was issued, what was paid."""

from .bank import BankAccount, BankLine, BankStatement
from .bundles import Bundle
from .catalogue import Price, Product
from .documents import Counter, CreditNote, Invoice, Proforma
from .dunning import DunningPause, Ladder
from .files import StoredFile
from .gateways import BillCode, CardAttempt, GatewayNotice, PaypalOrder, SandboxOrder
from .movements import Movement, Worth
from .orders import Order, OrderLine
from .payments import Allocation, CreditEntry, Payment
from .promotions import CustomerOffer, PromoAmount, PromoCode, PromoUse
from .proofs import Proof
from .rates import ExchangeRate
from .receipts import Receipt
from .refunds import Refund
from .takings import Settlement, Taking
from .tills import Till, TillEntry

__all__ = [
    "Allocation",
    "BankAccount",
    "BankLine",
    "BankStatement",
    "BillCode",
    "Bundle",
    "CardAttempt",
    "Counter",
    "CreditEntry",
    "CreditNote",
    "CustomerOffer",
    "DunningPause",
    "ExchangeRate",
    "GatewayNotice",
    "Invoice",
    "Ladder",
    "Movement",
    "Order",
    "OrderLine",
    "Payment",
    "PaypalOrder",
    "Price",
    "Product",
    "Proforma",
    "PromoAmount",
    "PromoCode",
    "PromoUse",
    "Proof",
    "Receipt",
    "Refund",
    "SandboxOrder",
    "Settlement",
    "StoredFile",
    "Taking",
    "Till",
    "TillEntry",
    "Worth",
]
