"""Billing's tables: what is sold, what was ordered, what was issued, what was paid."""

from .bundles import Bundle
from .catalogue import Price, Product
from .documents import Counter, CreditNote, Invoice, Proforma
from .files import StoredFile
from .orders import Order, OrderLine
from .promotions import PromoAmount, PromoCode, PromoUse
from .payments import Allocation, CreditEntry, Payment
from .receipts import Receipt

__all__ = [
    "Allocation",
    "Bundle",
    "Counter",
    "CreditEntry",
    "CreditNote",
    "Invoice",
    "Order",
    "OrderLine",
    "Payment",
    "Price",
    "Product",
    "Proforma",
    "PromoAmount",
    "PromoCode",
    "PromoUse",
    "Receipt",
    "StoredFile",
]
