"""Hosting for the tests: plans, paid orders at the sandbox panel, and what has happened to an account."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from accounts.models import Customer, User
from billing import cart, ordering, payments
from billing.models import Proforma
from core import clock, worker
from core.acts import Act
from core.models import Attention, StateChange
from notifications.models import Email
from tests import names
from web_hosting import catalogue
from web_hosting import ordering as hosting_orders
from web_hosting.models import HostingAccount, HostingPlan
from web_hosting.ordering import Choice
from web_hosting.outsourcing import contracts
from web_hosting.outsourcing.models import OutsourcingContract
from web_hosting.terms import HOSTING
from web_hosting.usage import reading

LOADED_ON = date(2024, 1, 1)
ORDERED = clock.at_local(date(2026, 11, 22), 10)
NAME = "argan.example.ma"


def plan(code: str = "start") -> HostingPlan:
    """A plan of the demo's catalogue, with its prices."""
    catalogue.load(LOADED_ON)
    return HostingPlan.objects.get(code=code)


def act(instant: datetime, actor: str = "usr_test", reason: str = "test") -> Act:
    return Act(instant, actor, reason)


def ordered(
    customer: Customer, user: User, now: datetime = ORDERED, code: str = "start", domain: str = NAME, cycle: int = 12,
    immediate: bool = True,
) -> Proforma:  # fmt: skip
    """A confirmed order's proforma, still to be paid."""
    hosting_orders.into_cart(customer, user, Choice(plan(code), domain, cycle, immediate), act(now))
    return confirmed(customer, user, now)


def confirmed(customer: Customer, user: User, now: datetime) -> Proforma:
    """The cart, confirmed twice, every document accepted."""
    mine = cart.cart_for(customer)
    found, _prices = cart.priced(mine, clock.local_date(now))
    ticked = {version.public_id for version in ordering.documents(found, clock.local_date(now))}
    return ordering.confirm(mine, act(now, user.public_id), user, ticked, seen_ttc=cart.sums(found).ttc)


def pay(proforma: Proforma | str, now: datetime) -> None:
    """The money is in, and the portal does what follows from it."""
    found = Proforma.objects.get(public_id=getattr(proforma, "public_id", proforma))
    payments.received(found.remaining, found.payment_reference, clock.local_date(now), act(now))
    worker.settle(now)


def an_account(customer: Customer, user: User, now: datetime = ORDERED, **choice) -> HostingAccount:
    """A paid account as the sandbox panel has made it."""
    pay(ordered(customer, user, now, **choice), now)
    return again(HostingAccount.objects.order_by("-pk").first())


def a_contract(customer: Customer, user: User, now: datetime = ORDERED, label: str = "srv1", about: str = ""):
    """A paid monthly outsourcing contract."""
    catalogue.load(LOADED_ON)
    cart.add(customer, user, contracts.order_line(label, about), act(now))
    pay(confirmed(customer, user, now), now)
    return OutsourcingContract.objects.select_related("customer").order_by("-pk").first()


def live_and_count(until: datetime, since: datetime = ORDERED) -> None:
    """Live through the days; in each one's morning the panels are asked what their spaces use, as beat makes it."""
    day = clock.local_date(since)
    while (knock := clock.at_local(day, HOSTING.morning)) <= until:
        if knock >= since:
            names.live_through(knock)
            reading.read_all(Act(knock))
        day += timedelta(days=1)
    names.live_through(until)


def again(thing):
    """The thing as it is now."""
    model = type(thing)
    return model._base_manager.select_related(*model.schedule_related).get(pk=thing.pk)


def calendar(thing) -> Iterator[tuple[str, str, str]]:
    """What has happened to a thing: (day, state or mail, clause), in order."""
    moves = StateChange.objects.filter(about=thing.public_id, kind="state")
    seen = [(m.at, 0, m.pk, m.data["to"], m.clause) for m in moves]
    mails = Email.objects.filter(about=thing.public_id)
    seen += [(m.created_at, 1, m.pk, m.kind.partition(".")[2], m.clause) for m in mails]
    for at, _order, _seq, what, clause in sorted(seen):
        yield clock.local_date(at).isoformat(), what, clause


def mails(kind: str) -> list[Email]:
    return list(Email.objects.filter(kind=f"web_hosting.{kind}").order_by("pk"))


def staff(queue: str) -> list[str]:
    """What staff are shown."""
    return list(Attention.objects.filter(queue=queue, closed_at=None).values_list("title", flat=True))
