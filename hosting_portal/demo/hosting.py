"""Hosting of the demo: spaces ordered at the portal at different times and lived through, missions, a monthly contract.

Days count from the day of the seed. Each row is one space: its customer, plan, name, period, the day of its order, and
what was done with it afterwards.
"""

from dataclasses import dataclass
from functools import partial

from billing import cart, ordering
from billing.models import Proforma
from core import clock
from core.acts import Act
from web_hosting import ordering as hosting_orders
from web_hosting.flows import accounts, missions
from web_hosting.models import HostingAccount, HostingPlan
from web_hosting.ordering import Choice
from web_hosting.outsourcing import contracts
from web_hosting.outsourcing import missions as mission_acts
from web_hosting.outsourcing.models import Mission, MissionQuote, OutsourcingContract
from web_hosting.restores import restoring

from . import deeds
from .certificates import PAID_AFTER
from .people import Household


@dataclass(frozen=True)
class Row:
    """A space of the demo; `later` names an act of `LATER` and the day on which it is done."""

    home: str
    plan: str
    name: str
    cycle: int
    day: int
    later: tuple[tuple[str, int], ...] = ()


ROWS = (
    Row("argan", "pro", "argan-studio.com", 12, -80, (("restore", -3),)),
    Row("argan", "business", "argan-boutique.shop", 3, -84),
    Row("argan", "start", "gourmand.argan-gourmet.com", 12, -30, (("overuse", -1),)),
    Row("argan", "email", "argan-gourmet.ma", 1, -62),
    Row("argan", "start", "plein.argan-festival.com", 12, -2),
    Row("argan", "start", "ancien.argan-studio.ma", 1, -70, (("notice", -55),)),
)


def plan(story, homes: dict[str, Household]) -> None:
    """Everything that the demo's people have to do with hosting."""
    for row in ROWS:
        home = homes[row.home]
        placed: list[Proforma] = []
        at = story.when(row.day)
        story.plan(at, home.owner, partial(_order, home, row, placed))
        story.plan(at + PAID_AFTER, home.owner, partial(_pay, placed))
        for what, day in row.later:
            actor = story.clerk("support") if what == "overuse" else home.owner
            story.plan(story.when(day), actor, partial(_later, what, row.name))
    _outsourcing(story, homes["argan"])


def _order(home: Household, row: Row, placed: list[Proforma], act: Act) -> None:
    choice = Choice(HostingPlan.objects.get(code=row.plan), row.name, row.cycle)
    hosting_orders.into_cart(home.customer, home.owner, choice, act)
    placed.append(_confirm(home, act))


def _confirm(home: Household, act: Act) -> Proforma:
    """Everything read, every document accepted, confirmed twice."""
    found = cart.cart_for(home.customer)
    lines, _prices = cart.priced(found, act.today)
    accepted = {version.public_id for version in ordering.documents(lines, act.today)}
    return ordering.confirm(
        found, act, home.owner, accepted, seen_ttc=cart.sums(lines).ttc, user_agent=deeds.AGENT
    )


def _pay(placed: list[Proforma], act: Act) -> None:
    deeds.pay_by_card(placed[0], act)


def _later(what: str, name: str, act: Act) -> None:
    account = HostingAccount.objects.select_related(*HostingAccount.schedule_related).get(domain=name)
    LATER[what](account, act)


def _restore(account: HostingAccount, act: Act) -> None:
    restoring.ask(account, act, "databases", note="A plugin was updated and the shop is empty.")


def _overuse(account: HostingAccount, act: Act) -> None:
    seen = "1 900 processus PHP simultanés depuis wp-cron.php"
    accounts.verbs["warn_overuse"](account, act.because("seen on the load graph"), seen=seen)


def _notice(account: HostingAccount, act: Act) -> None:
    accounts.verbs["give_notice"](account, act)


LATER = {"restore": _restore, "overuse": _overuse, "notice": _notice}


# --- outsourcing --------------------------------------------------------------------------------------------
def _outsourcing(story, home: Household) -> None:
    """A mission that is worked, one that waits for its estimate, a monthly contract half set up."""
    staff = story.clerk("support")
    placed: list[Proforma] = []
    story.plan(story.when(-20), home.owner, partial(_contract, home, placed))
    story.plan(story.when(-20) + PAID_AFTER, home.owner, partial(_pay, placed))
    story.plan(story.when(-17), staff, _tick)
    story.plan(story.when(-8), home.owner, partial(_ask, home, "hardening", "Pare-feu de la boutique"))
    story.plan(story.when(-7), staff, _offer)
    story.plan(story.when(-6), home.owner, partial(_accept, home))
    story.plan(story.when(-4), staff, _work)
    story.plan(story.when(-1), home.owner, partial(_ask, home, "apache", "Activer mod_security"))


def _contract(home: Household, placed: list[Proforma], act: Act) -> None:
    cart.add(home.customer, home.owner, contracts.order_line("srv1.argan-studio.com"), act)
    placed.append(_confirm(home, act))


def _tick(act: Act) -> None:
    contract = OutsourcingContract.objects.select_related("customer").get()
    for kind in ("install", "monitoring"):
        contracts.tick(contract, act.because("done"), kind=kind, note="")


def _ask(home: Household, task: str, title: str, act: Act) -> None:
    mission_acts.ask(home.customer, act, task, title, "Fermer ce qui n’a pas à être ouvert, puis vérifier.")


def _offer(act: Act) -> None:
    mission = Mission.objects.select_related("customer").get(task="hardening")
    missions.verbs["offer"](mission, act.because("asked"), minutes=120, words="Audit, règles, essai.")


def _accept(home: Household, act: Act) -> None:
    quote = MissionQuote.objects.select_related(*MissionQuote.schedule_related).get()
    ticked = {version.public_id for version in mission_acts.documents(act.today)}
    proposal = mission_acts.accept(quote, home.owner, ticked, act, deeds.AGENT)
    deeds.pay_by_card(Proforma.objects.get(public_id=proposal), act)


def _work(act: Act) -> None:
    mission = Mission.objects.select_related("customer").get(task="hardening")
    if mission.state == Mission.State.WORKING:
        day = clock.local_date(act.now)
        missions.verbs["log_time"](
            mission, act.because("worked"), minutes=75, worked_on=day, words="Audit et règles"
        )
