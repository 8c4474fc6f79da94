"""Billing's tables: what is sold, what was ordered, what was issued, what was paid."""

from .bundles import Bundle
from .catalogue import Price, Product
from .documents import Counter, CreditNote, Invoice, Proforma
from .dunning import DunningPause, Ladder
from .files import StoredFile
from .gateways import BillCode, CardAttempt, GatewayNotice, PaypalOrder, SandboxOrder
from .movements import Movement
from .orders import Order, OrderLine
from .payments import Allocation, CreditEntry, Payment
from .promotions import PromoAmount, PromoCode, PromoUse
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
    "Receipt",
    "Refund",
    "SandboxOrder",
    "StoredFile",
    "Till",
    "TillEntry",
]
