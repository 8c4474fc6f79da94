"""A company's money, day by day: every method, every mistake, kills between two writes; then the books are proved.

`manage.py simulate --money`: nothing but money happens here, so that 500 days pass in minutes. Each deed goes through
the same verbs as the pages and the desk; now and then the process that does it is killed.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from random import Random
from unittest import mock

from accounts.models import Customer, User
from billing import ordering
from billing.ledger.audit import audit
from billing.ledger.continuity import continuity
from billing.lines import NewLine
from billing.models import Invoice, Payment, Product, Proforma, Refund
from billing.rates import desk as rates
from core import clock, worker
from core.acts import Act
from core.transitions import NotAllowed

from . import kills
from .life import START, _nobody, _plain_paper
from .money_deeds import Desk
from .town import opening

log = logging.getLogger(__name__)
PURSES = {"MAD": 14, "EUR": 4, "USD": 2}  # customers, by their currency
PUBLIC = 4  # every so many-th customer in dirhams is a public body
PRICES = (49_00, 129_00, 149_90, 1_999_00, 12_345_67, 48_000_00)
RATES = {"money.standard": 2_000, "money.reduced": 1_000}
DEEDS_A_DAY = 5
KILLED = 0.03
QUIET_DAYS = 30  # at the end: what is open lapses, what waits is answered


class MoneyLife:
    """One simulated life of the cash box."""

    def __init__(self, days: int, seed: int, faults: bool):
        self.days, self.faults, self.rng = days, faults, Random(seed)
        self.start = opening(START)
        self.counts: Counter[str] = Counter()

    def live(self) -> dict:
        """From the first day to the last; the report of the two proofs."""
        with self._outside():
            self._build()
            for n in range(self.days):
                self._day(clock.local_date(self.start) + timedelta(days=n))
            for n in range(QUIET_DAYS):
                day = clock.local_date(self.start) + timedelta(days=self.days + n)
                self.desk.tidy(Act(clock.at_local(day, 10), "usr_chief", "the end of the year"))
                worker.settle(clock.at_local(day, 18))
        faults, gaps = audit(), continuity()
        return {
            "days": self.days, "invoices": Invoice.objects.count(), "payments": Payment.objects.count(),
            "refunds": Refund.objects.count(), "deeds": dict(sorted(self.counts.items())),
            "audit": {"faults": len(faults), "found": [fault.said() for fault in faults[:50]]},
            "continuity": {"faults": len(gaps), "found": [fault.said() for fault in gaps[:50]]},
        }  # fmt: skip

    def _build(self) -> None:
        day = clock.local_date(self.start).replace(year=START.year - 1)
        for code, rate in RATES.items():
            Product.objects.create(code=code, family="money", name=code, vat_rate=rate)
        self.customers = [
            _customer(n, currency, day, n % PUBLIC == 0 and currency == "MAD")
            for n, currency in enumerate(Counter(PURSES).elements())
        ]
        clerk = User.objects.create(email="desk@example.ma", name="Caisse", password="!")
        self.desk = Desk(self.rng, clerk)

    def _day(self, day: date) -> None:
        for n in range(DEEDS_A_DAY):
            now = clock.at_local(day, 9 + n, self.rng.randint(0, 59))
            deed = self.rng.choice(self.desk.deeds)
            self._try(lambda now=now, deed=deed: deed(self._proposed(now), now), deed.__name__)
        worker.settle(clock.at_local(day, 18))
        rates.fetch(Act(clock.at_local(day, 19)))

    def _proposed(self, now) -> list[Proforma]:
        """One to three numbered proformas of one customer."""
        customer, act = self.rng.choice(self.customers), Act(now)
        until = clock.at_local(act.today + timedelta(days=self.rng.randint(2, 20)), 12)
        made = []
        for _n in range(self.rng.choice((1, 1, 2, 3))):
            lines = [self._line() for _m in range(self.rng.randint(1, 4))]
            made.append(
                ordering.propose(customer, lines, act, due_on=act.today, payable_until=until, at_once=True)
            )
        return made

    def _line(self) -> NewLine:
        unit, quantity = self.rng.choice(PRICES), self.rng.randint(1, 3)
        discount = self.rng.choice((0, 0, 0, 1, 33_33))
        code = self.rng.choice([*RATES])
        return NewLine("money.sample", f"thing {self.rng.getrandbits(32):x}", code, "sell", "Service", quantity,
                       unit_ht=unit, discount=discount)  # fmt: skip

    def _try(self, deed: Callable[[], object], name: str) -> None:
        """Do it; now and then in a process that is killed on the way, and then once more."""
        if self.faults and self.rng.random() < KILLED:
            if kills.ending_of(kills.fork(deed, kills.Fuse(self.rng))) == "killed":
                self.counts["kills"] += 1
            return
        try:
            deed()
            self.counts[name] += 1
        except NotAllowed:
            self.counts["refused"] += 1

    @contextmanager
    def _outside(self) -> Iterator[None]:
        """No broker, plain paper, and gateways that give money back, mostly."""
        stand_ins = {
            "core.tasks._wake_now": _nobody, "notifications.wake._wake_now": _nobody,
            "billing.pdf.render": _plain_paper, "billing.gateways.known": lambda method: self.desk,
        }  # fmt: skip
        with ExitStack() as stack:
            for name, stand_in in stand_ins.items():
                stack.enter_context(mock.patch(name, stand_in))
            yield


def _customer(n: int, currency: str, day: date, public: bool) -> Customer:
    return Customer.objects.create(
        name=f"Société {n}", address="1, avenue Hassan II", city="Agadir", phone="+212522000000",
        kind=Customer.Kind.PUBLIC if public else Customer.Kind.COMPANY, currency=currency,
        billing_email=f"compta{n}@example.ma", created_at=clock.at_local(day),
    )  # fmt: skip
