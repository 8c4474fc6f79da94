"""Invented rates for the demo and the tests: the same every time, a little different every day."""

from datetime import date
from decimal import Decimal

from . import Published

BASE = {"EUR": Decimal("10.8000"), "USD": Decimal("9.3000")}
SOURCE = "demo"
STEP, PERIOD = Decimal("0.0017"), 31


class Sandbox:
    """Answers for any day, also for those to which the demo's clock is moved."""

    def published(self, currency: str, day: date) -> Published | None:
        return Published(currency, day, BASE[currency] + STEP * (day.toordinal() % PERIOD), SOURCE)
