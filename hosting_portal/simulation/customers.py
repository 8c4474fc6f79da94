"""Customers: for each term of a name one temper, which says who pays what when, and how wrong."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

from billing import ordering as bills
from billing.models import Proforma
from core import clock
from core.acts import Act
from core.transitions import NotAllowed
from domains import lifecycle, ordering
from domains.models import Domain
from domains.terms import Family

from .agenda import Agenda
from .book import Book
from .newcomers import Newcomers

# temper: how many in a hundred
TEMPERS = {
    "pays_by_card": 12, "pays_by_transfer": 10, "shows_a_slip": 8, "takes_two_years": 4, "pays_too_much": 3,
    "pays_in_two_parts": 4, "pays_twice": 4, "pays_two_proformas": 3, "mistypes": 3, "uses_credit": 4,
    "forges_a_slip": 2, "pays_too_little": 2, "in_grace_by_card": 7, "in_grace_by_slip": 4,
    "in_the_last_hour": 7, "after_the_end": 4, "buys_back": 8, "buys_back_late": 3, "lets_expire": 3,
    "changes_his_mind": 2, "orders_anew": 3, "is_silent": 10,
}  # fmt: skip


class Customers:
    """All customers of the town."""

    def __init__(self, rng: Random, book: Book, agenda: Agenda, newcomers: Newcomers):
        self.rng, self.book, self.agenda, self.newcomers = rng, book, agenda, newcomers
        self.town, self.bank = newcomers.town, newcomers.bank
        self.planned: dict[int, date] = {}

    def look_ahead(self, now: datetime) -> None:
        """Each name with a new term gets a temper for it, once its end is near."""
        near = clock.local_date(now) + timedelta(days=32)
        held = Domain.objects.filter(state__in=["registered", "grace"], paid_through__lte=near)
        for pk, end in held.order_by("pk").values_list("pk", "paid_through"):
            if self.planned.get(pk) != end:
                self.planned[pk] = end
                temper = self.rng.choices([*TEMPERS], [*TEMPERS.values()])[0]
                getattr(self, f"_{temper}")(pk, end)

    # --- before the end ----------------------------------------------------------------------------------
    def _pays_by_card(self, pk: int, end: date) -> None:
        self._before(pk, end, lambda p, now: self.bank.card(p, now))

    def _pays_by_transfer(self, pk: int, end: date) -> None:
        self._before(pk, end, lambda p, now: self.bank.transfer(p, p.remaining, now))

    def _shows_a_slip(self, pk: int, end: date) -> None:
        self._before(pk, end, lambda p, now: self.bank.slip(p, now))

    def _takes_two_years(self, pk: int, end: date) -> None:
        self._on(
            self._day(end, -25, 5), pk, lambda d, now: self.bank.card(self._renewal(d, now, years=2), now)
        )

    def _pays_too_much(self, pk: int, end: date) -> None:
        self._before(pk, end, lambda p, now: self.bank.transfer(p, p.remaining + 1_000, now))

    def _pays_in_two_parts(self, pk: int, end: date) -> None:
        def first_a_part(proforma: Proforma, now: datetime) -> None:
            part = proforma.remaining // 3
            self.bank.transfer(proforma, part, now)
            self.bank.transfer(proforma, proforma.remaining - part, now + timedelta(days=3))

        self._before(pk, end, first_a_part, latest=-7)

    def _pays_twice(self, pk: int, end: date) -> None:
        def twice(proforma: Proforma, now: datetime) -> None:
            self.bank.transfer(proforma, proforma.remaining, now)
            self.bank.card(proforma, now)

        self._before(pk, end, twice)

    def _pays_two_proformas(self, pk: int, end: date) -> None:
        """The one proposed and, with the money still under way, one asked for."""

        def both(domain: Domain, now: datetime) -> None:
            if proposed := bills.open_proposal(domain.public_id):
                self.bank.transfer(proposed, proposed.remaining, now)
            self.bank.card(self._renewal(domain, now), now)

        self._on(self._day(end, -28, -5), pk, both)

    def _mistypes(self, pk: int, end: date) -> None:
        self._before(
            pk, end, lambda p, now: self.bank.transfer(p, p.remaining, now, typed="facture nom de domaine")
        )

    def _uses_credit(self, pk: int, end: date) -> None:
        def what_there_is(proforma: Proforma, now: datetime) -> None:
            try:
                self.bank.credit(proforma, now)
            finally:
                proforma.refresh_from_db()
                if proforma.is_open:
                    self.bank.transfer(proforma, proforma.remaining, now)

        self._before(pk, end, what_there_is)

    def _forges_a_slip(self, pk: int, end: date) -> None:
        self._before(pk, end, lambda p, now: self.bank.slip(p, now, false=True))

    def _pays_too_little(self, pk: int, end: date) -> None:
        self._before(pk, end, lambda p, now: self.bank.transfer(p, p.remaining // 2, now))

    def _lets_expire(self, pk: int, end: date) -> None:
        self._on(self._day(end, -20, 3), pk, lambda d, now: lifecycle.let_expire(d, Act(now, "usr_customer")))

    # --- after the end -----------------------------------------------------------------------------------
    def _in_grace_by_card(self, pk: int, end: date) -> None:
        self._on(self._day(end, 1, 27), pk, lambda d, now: self.bank.card(self._renewal(d, now), now))

    def _in_grace_by_slip(self, pk: int, end: date) -> None:
        self._on(self._day(end, 1, 27), pk, lambda d, now: self.bank.slip(self._renewal(d, now), now))

    def _in_the_last_hour(self, pk: int, end: date) -> None:
        """With proof, minutes before it would be too late; staff look at it afterwards."""
        ma = Domain.objects.filter(pk=pk, extension__family=Family.MA).exists()
        last = clock.at_local(end + timedelta(days=29), 18) if ma else clock.opening(end + timedelta(days=37))
        pay = self.rng.choice([self.bank.slip, self.bank.card])
        minutes = timedelta(minutes=self.rng.choice([1, 7, 50, 600]))
        self._on(last - minutes, pk, lambda d, now: pay(self._renewal(d, now), now))

    def _after_the_end(self, pk: int, end: date) -> None:
        """The transfer for an old proforma comes when the name is past saving."""

        def remember(domain: Domain, now: datetime) -> None:
            proforma = self._renewal(domain, now)
            late = clock.at_local(end + timedelta(days=self.rng.randint(36, 72)), 11)
            self.agenda.wish(late, lambda at: self.bank.transfer(proforma, proforma.total_ttc, at))

        self._on(self._day(end, 1, 20), pk, remember)

    def _buys_back(self, pk: int, end: date) -> None:
        pay = self.rng.choice([self.bank.card, self.bank.slip])
        self._on(self._day(end, 39, 64), pk, lambda d, now: pay(self._buy_back(d, now), now))

    def _buys_back_late(self, pk: int, end: date) -> None:
        def later(domain: Domain, now: datetime) -> None:
            proforma = self._buy_back(domain, now)
            self.bank.transfer(proforma, proforma.remaining, now)

        self._on(self._day(end, 64, 70), pk, later)

    def _changes_his_mind(self, pk: int, end: date) -> None:
        self._lets_expire(pk, end)
        self._on(self._day(end, 6, 9), pk, lambda d, now: lifecycle.keep(d, Act(now, "usr_customer")))
        self._on(self._day(end, 10, 25), pk, lambda d, now: self.bank.card(self._renewal(d, now), now))

    def _orders_anew(self, pk: int, end: date) -> None:
        """Gone or cancelled, and wanted again after all."""

        def anew(domain: Domain, now: datetime) -> None:
            self.newcomers.order(domain.customer, domain.name, domain.extension, now)

        self._on(self._day(end, 31, 80), pk, anew)

    def _is_silent(self, pk: int, end: date) -> None:
        pass

    # --- inside ------------------------------------------------------------------------------------------
    def _renewal(self, domain: Domain, now: datetime, years: int = 1) -> Proforma:
        act = Act(now, self.town.users[domain.customer_id].public_id, ip="192.0.2.1")
        accepted = {v.public_id for v in ordering.consents(domain, "renew", act)}
        if domain.state not in {"registered", "grace"}:
            raise NotAllowed("the page offers no renewal")
        return ordering.order_renewal(
            domain, self.town.users[domain.customer_id], years, accepted, act, "simulation"
        )

    def _buy_back(self, domain: Domain, now: datetime) -> Proforma:
        act = Act(now, self.town.users[domain.customer_id].public_id, ip="192.0.2.1")
        if domain.state != "redemption":
            raise NotAllowed("the page offers no buy-back")
        accepted = {v.public_id for v in ordering.consents(domain, "redeem", act)}
        return ordering.order_redemption(
            domain, self.town.users[domain.customer_id], accepted, act, "simulation"
        )

    def _before(self, pk: int, end: date, pay: Callable, latest: int = 0) -> None:
        """Pay the open proposal some day before the end."""

        def at_once(domain: Domain, now: datetime) -> None:
            proforma = bills.open_proposal(domain.public_id)
            if proforma is None or not proforma.is_open:
                raise NotAllowed("there is no proposal")
            pay(proforma, now)

        self._on(self._day(end, -29, latest), pk, at_once)

    def _day(self, end: date, earliest: int, latest: int) -> datetime:
        return clock.at_local(
            end + timedelta(days=self.rng.randint(earliest, latest)), self.rng.randint(8, 22)
        )

    def _on(self, instant: datetime, pk: int, deed: Callable[[Domain, datetime], object]) -> None:
        def meet(now: datetime) -> None:
            deed(Domain.objects.select_related("extension", "customer").get(pk=pk), now)

        self.agenda.wish(instant, meet)
