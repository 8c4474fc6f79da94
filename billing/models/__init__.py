"""Billing's tables: what is sold, what was ordered, what was issued, what was paid."""

from .bank import BankAccount, BankLine, BankStatement
from .catalogue import Price, Product
from .documents import Counter, CreditNote, Invoice, Proforma
from .files import StoredFile
from .orders import Order, OrderLine
from .payments import CreditEntry, Payment
from .receipts import Receipt

__all__ = [
    "BankAccount",
    "BankLine",
    "BankStatement",
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
    "Receipt",
    "StoredFile",
]
