"""The one ladder of what is paid by the period: reminder, suspension, last warning, end (HD-3.3, HD-3.4, C-13).

`calendar()` tells a product's schedule on which days its rungs stand; the product performs them on the service that is
unpaid and on nothing else. Domain names have no ladder: they leave only by their own life (C-13).
"""

from .book import calendar, forget, payable_through, rungs
from .subjects import register
from .terms import DEFAULTS, Calendar

SERVER, HOSTING, OUTSOURCING = DEFAULTS  # the families that have a ladder

__all__ = [
    "HOSTING",
    "OUTSOURCING",
    "SERVER",
    "Calendar",
    "calendar",
    "forget",
    "payable_through",
    "register",
    "rungs",
]
