"""Billing's tables: what is sold, what was ordered, what was issued, what was paid."""

from .bundles import Bundle
from .catalogue import Price, Product
from .documents import Counter, CreditNote, Invoice, Proforma
from .files import StoredFile
from .gateways import BillCode, CardAttempt, GatewayNotice, PaypalOrder, SandboxOrder
from .movements import Movement
from .orders import Order, OrderLine
from .payments import Allocation, CreditEntry, Payment
from .rates import ExchangeRate
from .receipts import Receipt
from .refunds import Refund
from .tills import Till, TillEntry

__all__ = [
    "Allocation",
    "BillCode",
    "Bundle",
    "CardAttempt",
    "Counter",
    "CreditEntry",
    "CreditNote",
    "ExchangeRate",
    "GatewayNotice",
    "Invoice",
    "Movement",
    "Order",
    "OrderLine",
    "Payment",
    "PaypalOrder",
    "Price",
    "Product",
    "Proforma",
    "Receipt",
    "Refund",
    "SandboxOrder",
    "StoredFile",
    "Till",
    "TillEntry",
]
