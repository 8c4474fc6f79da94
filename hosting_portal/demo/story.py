"""The demo's story: what was taken over, then four months lived by the portal's own machinery, up to now.

Nothing is painted: orders are confirmed and paid through the verbs of the pages, the worker does what falls
due at each event, the outbox sends. All of it is one transaction: a seed that fails leaves nothing behind.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import idna
from django.db import transaction

from accounts.models import User
from billing import payments
from billing.ledger import exchange, proofs
from billing.models import Proforma
from core import clock, outage, simulation
from core.acts import Act
from domains.models import Domain
from domains.registry import faults
from hosting_portal.installing import install

from . import certificates, deeds, euros, hosting, law, logins, people, servers, support, takeover
from .people import Household

TAKEN_OVER = timedelta(days=112)  # long enough for a name's whole end, from its first notice to its deletion
CARD, SLIP, BANK = timedelta(minutes=9), timedelta(minutes=40), timedelta(days=1)  # after the order
HELD_UP = 10**6
STRAY = 480_00  # centimes of a transfer whose reference says nothing


@dataclass
class Story:
    """What happens when; `now` is the instant at which the story ends and the demo begins."""

    now: datetime
    users: dict[str, User]
    deeds: list[tuple[datetime, Callable[[Act], object]]] = field(default_factory=list)
    silences: list[tuple[datetime, datetime]] = field(
        default_factory=list
    )  # in which the clock does not tick

    def clerk(self, group: str) -> User:
        return next(self.users[login.email] for login in logins.LOGINS if login.group == group)

    def when(self, days: int = 0, hours: int = 0) -> datetime:
        """Some days from today in office hours, or so many hours ago."""
        if hours:
            return self.now - timedelta(hours=hours)
        n = len(self.deeds)
        return clock.at_local(clock.local_date(self.now) + clock.days(days), 9 + n % 6, n * 7 % 60)

    def plan(self, at: datetime, actor: User, deed: Callable[[Act], object]) -> None:
        """At that instant the person does it; what would lie ahead is done an hour before the story ends."""
        at = min(at, self.now - timedelta(hours=1))
        self.deeds.append((at, lambda _act: deed(Act(at, actor.public_id, ip=deeds.IP))))

    def live(self, since: datetime) -> None:
        """Event by event and deed by deed to the end."""
        for at, deed in sorted(self.deeds, key=lambda planned: planned[0]):
            self._tick(since, at)
            with clock.frozen(at):
                deed(Act(at))
                if not self._silent(at):
                    simulation.settle_at(at)
            since = at
        self._tick(since, self.now)
        simulation.settle_at(self.now)

    def _tick(self, since: datetime, until: datetime) -> None:
        """What falls due between two deeds; after an outage it is noticed first, as the first tick does."""
        for began, ended in self.silences:
            if since < ended and began < until:
                if since < began:
                    simulation.live_through(since, began)
                    simulation.settle_at(began)
                if until < ended:
                    return
                outage.pulse(ended)
                simulation.settle_at(ended)
                since = ended
        simulation.live_through(since, until)

    def _silent(self, at: datetime) -> bool:
        return any(began < at < ended for began, ended in self.silences)


def tell(now: datetime) -> None:
    """Fill an empty database."""
    opening = clock.at_local(clock.local_date(now - TAKEN_OVER), 8)
    with clock.frozen(now), transaction.atomic():
        install(opening, through=now)
        euros.add_prices(clock.local_date(opening))
        story = Story(now, logins.make_users())
        homes = people.open_accounts(story.users, opening)
        for home in homes.values():
            for line in home.plan.get("names", []):
                _name(story, home, line, opening)
            for planned in home.plan.get("orders", []):
                _order(story, home, planned)
            certificates.plan(story, home, opening)
        servers.plan(story, homes)
        support.plan(story, homes)
        hosting.plan(story, homes)
        law.plan(story, homes)
        story.plan(story.when(-3), story.clerk("billing"), _stray_money)
        with faults.injected(_faults(homes)), servers.no_room(), _unheard("core.calls"):
            story.live(opening)
        exchange.value(Act(now))  # what beat has done meanwhile
        proofs.prove(Act(now))


def _name(story: Story, home: Household, line: str, opening: datetime) -> None:
    """`name  J0  years  act@when …`: taken over at the opening, then what the customer did."""
    typed, ends, years, *acts = line.split()
    expires = clock.local_date(story.now) + clock.days(int(ends))
    domain = takeover.take_over(home, typed, expires, int(years), opening)
    for act in acts:
        verb, _at, when = act.partition("@")
        hours = -int(when.removesuffix("h")) if when.endswith("h") else 0
        at = story.when(hours=hours) if hours else story.when(days=int(when))
        verb, _colon, number = verb.partition(":")
        story.plan(at, home.owner, partial(_act_on, story, home, domain.pk, verb, int(number or 1)))


def _act_on(story: Story, home: Household, key: int, verb: str, years: int, act: Act) -> None:
    domain = Domain.objects.select_related(*Domain.schedule_related).get(pk=key)
    if verb == "renew":
        deeds.pay_by_card(deeds.renew(domain, home, years, act), act)
    elif verb == "redeem":
        deeds.pay_by_card(deeds.redeem(domain, home, act), act)
    elif verb == "let":
        deeds.let_expire(domain, act)
    elif verb == "away":
        deeds.leave(domain, story.clerk("registry"), act)
    else:
        deeds.hold(domain, story.clerk("registry"), act)


def _order(story: Story, home: Household, planned: dict) -> None:
    """An order of names and how it was paid; a transfer takes a day."""
    names, years, pay = planned["names"], planned.get("years", 1), planned.get("pay", "")
    at, clerk = story.when(planned.get("day", 0), planned.get("hours", 0)), story.clerk("billing")
    if pay == "cart":
        return story.plan(at, home.owner, partial(deeds.fill_cart, home, names, years))
    placed: list[Proforma] = []
    story.plan(at, home.owner, lambda act: placed.append(deeds.order(home, names, years, act)))
    if pay == "card":
        story.plan(at + CARD, home.owner, lambda act: deeds.pay_by_card(placed[0], act))
    if pay in {"slip", "declared", "transfer"}:
        story.plan(at + SLIP, home.owner, lambda act: deeds.say_sent(placed[0], act, with_slip=pay == "slip"))
    if pay in {"transfer", "more", "less"}:
        story.plan(at + BANK, clerk, lambda act: deeds.book(placed[0], _sum(placed[0], pay), clerk, act))
    return None


def _sum(proforma: Proforma, pay: str) -> int:
    """What arrived on the bank account."""
    return {"more": proforma.total_ttc + deeds.TOO_MUCH, "less": proforma.total_ttc // deeds.HALF}.get(
        pay, proforma.total_ttc
    )


def _stray_money(act: Act) -> None:
    """A transfer that nobody can place."""
    payments.received(STRAY, "VIREMENT SALAIRE NOV", act.today, act)


@contextmanager
def _unheard(logger: str) -> Iterator[None]:
    """The registry's bad days are part of the story: nobody needs to read of them in the log."""
    log = logging.getLogger(logger)
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


def _faults(homes: dict[str, Household]) -> faults.FaultPlan:
    """The registry's bad days: `name command` is never answered, `name command refusal` is refused."""
    plan = faults.FaultPlan()
    for line in (line for home in homes.values() for line in home.plan.get("faults", [])):
        name, command, *rest = line.split()
        kind = faults.Kind.REFUSAL if rest else faults.Kind.UNAVAILABLE
        plan.scripted.append(faults.Fault(kind, command, idna.encode(name).decode(), HELD_UP))
    return plan
