"""Billing's tables: what is sold, what was ordered, what was issued, what was paid."""

from .bundles import Bundle
from .catalogue import Price, Product
from .documents import Counter, CreditNote, Invoice, Proforma
from .dunning import DunningPause, Ladder
from .files import StoredFile
from .orders import Order, OrderLine
from .payments import Allocation, CreditEntry, Payment
from .promotions import PromoAmount, PromoCode, PromoUse
from .receipts import Receipt

__all__ = [
    "Allocation",
    "Bundle",
    "Counter",
    "CreditEntry",
    "CreditNote",
    "DunningPause",
    "Invoice",
    "Ladder",
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
