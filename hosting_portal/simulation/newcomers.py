"""New names: fresh ones, taken ones, the same one ordered by two, and names ordered again."""

from datetime import datetime, timedelta
from random import Random

from billing import cart
from billing import ordering as bills
from billing.lines import NewLine
from billing.models import Order
from core.acts import Act
from domains import renewals
from domains.registry.sandbox import SOMEBODY_ELSES_PREFIXES

from .agenda import Agenda
from .book import Book
from .paying import Bank
from .town import Town


class Newcomers:
    """Customers who order names they do not have."""

    def __init__(self, rng: Random, book: Book, agenda: Agenda, town: Town, bank: Bank):
        self.rng, self.book, self.agenda, self.town, self.bank = rng, book, agenda, town, bank
        self.count = 0

    def of_the_day(self, morning: datetime, about: float) -> None:
        """Some orders through the day."""
        for _turn in range(int(about) + (self.rng.random() < about % 1)):
            at = morning + timedelta(minutes=self.rng.randint(0, 900))
            self.agenda.wish(at, self._somebody_orders)

    def _somebody_orders(self, now: datetime) -> None:
        self.count += 1
        code = self.rng.choice([*self.town.extensions])
        kind = self.rng.choices(["fresh", "taken", "race"], [70, 15, 15])[0]
        stem = SOMEBODY_ELSES_PREFIXES[0] if kind == "taken" else "neuf"
        name, extension = f"{stem}{self.count}.{code}", self.town.extensions[code]
        self.order(self.rng.choice(self.town.customers), name, extension, now)
        if kind == "race":
            self.order(self.rng.choice(self.town.customers), name, extension, now)

    def order(self, customer, name: str, extension, now: datetime) -> None:
        """From the cart to the proforma, and its payment, or not."""
        user = self.town.users[customer.pk]
        act = Act(now, user.public_id, ip="192.0.2.1")
        options = {
            "name": name,
            "extension": extension.code,
            "contacts": self.town.contacts(self.count, customer),
        }
        years = self.rng.choice([1, 1, 1, 2])
        line = NewLine(renewals.REGISTER, name, extension.product_code, "register", "Registration",
                       quantity=years, scopes=tuple(extension.scopes), options=options)  # fmt: skip
        cart.add(customer, user, line, act)
        order: Order = cart.cart_for(customer)
        lines, _prices = cart.priced(order, act.today)
        ticked = {version.public_id for version in bills.documents(lines, act.today)}
        proforma = bills.confirm(order, act, user, ticked, seen_ttc=cart.sums(lines).ttc)
        self.book.counts["orders"] += 1
        self._pay(proforma, now)

    def _pay(self, proforma, now: datetime) -> None:
        how = self.rng.choices(["card", "slip", "transfer", "late", "never"], [45, 20, 20, 5, 10])[0]
        if how == "card":
            self.bank.card(proforma, now)
        elif how == "slip":
            self.bank.slip(proforma, now)
        elif how == "transfer":
            self.bank.transfer(proforma, proforma.remaining, now)
        elif how == "late":
            self.bank.transfer(proforma, proforma.remaining, now + timedelta(days=17))
