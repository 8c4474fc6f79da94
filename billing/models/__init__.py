"""Billing's tables: what is sold, what was ordered, what was issued, what was paid."""

from .bank import BankAccount, BankLine, BankStatement
from .bundles import Bundle
from .catalogue import Price, Product
from .documents import Counter, CreditNote, Invoice, Proforma
from .files import StoredFile
from .movements import Movement
from .orders import Order, OrderLine
from .payments import Allocation, CreditEntry, Payment
from .rates import ExchangeRate
from .receipts import Receipt

__all__ = [
    "Allocation",
    "BankAccount",
    "BankLine",
    "BankStatement",
    "Bundle",
    "Counter",
    "CreditEntry",
    "CreditNote",
    "ExchangeRate",
    "Invoice",
    "Movement",
    "Order",
    "OrderLine",
    "Payment",
    "Price",
    "Product",
    "Proforma",
    "Receipt",
    "StoredFile",
]
