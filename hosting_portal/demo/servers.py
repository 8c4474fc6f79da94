"""Servers of the demo: ordered, paid and lived through by the portal's own verbs; one in each state that people meet.

`ORDERS` is the plan: household, configuration, host name, when (days from today, or `-22h`), what was chosen, acts as
`verb@when`. Machines stand in the racks before; the site in Canada has no room left on the last evening.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from billing import cart, ordering
from billing.models import Proforma
from core import clock
from core.acts import Act
from servers import ordering as orders_of_servers
from servers.ending import decisions
from servers.flows import servers
from servers.hypervisor import Usage, faults
from servers.lifecycle import checklist, provisioning
from servers.managing import usage
from servers.models import Image, Machine, Server, ServerProduct, Site

from . import deeds
from .people import Household

PAID_AFTER = timedelta(minutes=9)
DAYS, A_DAY, DISK, GROWTH = 30, 76 * 10**9, 31 * 10**9, 2 * 10**8  # bytes
PASSWORD = "Demo-only-7391-zellige"
RACKS = (("d1", "R240-0107", "A1-U07"), ("d1", "R240-0108", "A1-U08"), ("d1", "R240-0109", "A1-U09"),
         ("d2", "R6515-0021", "A2-U03"), ("d3", "R640-0004", "A2-U11"))  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """One order and what became of it."""

    home: str
    code: str
    hostname: str
    when: str
    chosen: dict[str, Any] = field(default_factory=dict)
    acts: tuple[str, ...] = ()


MANAGED, FULLY, BACKUP = ("managed", 1), ("fully_managed", 1), ("backup", 1)
ORDERS = (
    Plan("argan", "c2", "boutique.argan-studio.example", "-60", {"cycle": 6, "options": (FULLY, BACKUP)},
         ("count@0",)),
    Plan("argan", "c1", "intranet.argan-studio.example", "-60", {"cycle": 6, "options": (MANAGED,)}),
    Plan("argan", "c1", "essai.argan-studio.example", "-28"),
    Plan("argan", "d1", "base.argan-studio.example", "-22h", {"cycle": 12}),
    Plan("riad", "c4", "reservations.riad-zellige.example", "-20", {}, ("cut@-1", "corrected@-2h")),
    Plan("riad", "c1", "photos.riad-zellige.example", "-15", {"cycle": 3}, ("degrade@-3h",)),
    Plan("amina", "c1", "atelier.amina.example", "-2", {"withdrawal": "kept"}),
    Plan("ecole", "d2", "cours.almassira-ecole.example", "-60", {"cycle": 12, "options": (FULLY,)}, ("deliver@-60",)),
    Plan("association", "c1", "tiwizi.example", "-36"),
    Plan("association", "c1", "archives.tiwizi.example", "-10", {}, ("not_renewed@-4",)),
    Plan("association", "c1", "lettre.tiwizi.example", "-9", {}, ("terminate@-3",)),
    Plan("ecole", "c8", "examens.almassira-ecole.example", "-1h", {"site": "ca"}),
)  # fmt: skip


def plan(story, homes: dict[str, Household]) -> None:
    """Everything that the demo's people have to do with servers."""
    story.plan(story.when(-100), story.clerk("support"), _stock)
    for row in ORDERS:
        home, at = homes[row.home], _instant(story, row.when)
        placed: list[Proforma] = []
        story.plan(at, home.owner, partial(_order, placed, home, row))
        story.plan(at + PAID_AFTER, home.owner, partial(_pay, placed))
        for said in row.acts:
            verb, _at, when = said.partition("@")
            actor = story.clerk("support") if verb in BY_STAFF else home.owner
            deed = partial(DEEDS[verb], story, row.hostname)
            story.plan(max(_instant(story, when), at + 2 * PAID_AFTER), actor, deed)


def no_room() -> AbstractContextManager[None]:
    """The site in Canada is full while the story is told: the last order there is late, and said to be."""
    return faults.no_room("ca")


def _instant(story, when: str) -> datetime:
    return story.when(hours=-int(when[:-1])) if when.endswith("h") else story.when(int(when))


def _stock(act: Act) -> None:
    site = Site.objects.get(code="ma")
    for code, serial, rack in RACKS:
        product = ServerProduct.objects.get(code=code)
        Machine.objects.create(product=product, serial=serial, model=f"Dell {serial.partition('-')[0]}", site=site,
                               rack=rack, changed_at=act.now)  # fmt: skip


def _order(placed: list[Proforma], home: Household, row: Plan, act: Act) -> None:
    """Choose, read everything, accept every document, confirm twice."""
    chosen = dict(row.chosen)
    choice = orders_of_servers.Choice(
        ServerProduct.objects.get(code=row.code), Site.objects.get(code=chosen.pop("site", "ma")),
        Image.objects.get(code="debian-12"), row.hostname, **chosen,
    )  # fmt: skip
    kept = list(cart.cart_for(home.customer).lines.all()) if cart.cart_for(home.customer) else []
    if kept:  # what lies in the cart already is not part of this order
        raise ValueError(f"{home.customer}: the cart is not empty")
    orders_of_servers.into_cart(home.customer, home.owner, choice, act)
    found = cart.cart_for(home.customer)
    lines, _prices = cart.priced(found, act.today)
    accepted = {version.public_id for version in ordering.documents(lines, act.today)}
    total = cart.sums(lines).ttc
    placed.append(ordering.confirm(found, act, home.owner, accepted, seen_ttc=total, user_agent=deeds.AGENT))


def _pay(placed: list[Proforma], act: Act) -> None:
    deeds.pay_by_card(placed[0], act)


def _server(hostname: str) -> Server:
    return Server.objects.select_related(*Server.schedule_related).get(hostname=hostname)


# --- deeds -----------------------------------------------------------------------------------------------
def deliver(story, hostname: str, act: Act) -> None:
    """Staff assign a machine, tick everything, hand over."""
    server, by_staff = _server(hostname), act.because("installed and tried")
    machine = Machine.objects.filter(product=server.product, state="free").order_by("rack").first()
    provisioning.assign(server, by_staff, machine=machine)
    provisioning.tick(server, by_staff, done=list(checklist.ITEMS))
    provisioning.deliver(server, by_staff, password=PASSWORD)


def cut(story, hostname: str, act: Act) -> None:
    text = "Votre serveur envoie des milliers de tentatives de connexion à d’autres réseaux (SSH, port 22)."
    by_staff = act.because("reported by two networks")
    servers.verbs["suspend"](_server(hostname), by_staff, ground="security", text=text)


def corrected(story, hostname: str, act: Act) -> None:
    what = "Le mot de passe trop simple est changé, le programme étranger est supprimé."
    servers.verbs["say_corrected"](_server(hostname), act, what=what)


def degrade(story, hostname: str, act: Act) -> None:
    note = "Déplacé sur une autre plateforme après une panne d’alimentation."
    servers.verbs["flag_degraded"](_server(hostname), act.because("power failure in A3"), note=note)


def not_renewed(story, hostname: str, act: Act) -> None:
    servers.verbs["note_non_renewal"](_server(hostname), act)


def terminate(story, hostname: str, act: Act) -> None:
    """Entered by support, executed by the manager."""
    detail = "Envoi de courriels non sollicités, après deux avertissements."
    by_staff = act.because("third report of spam")
    servers.verbs["enter_decision"](_server(hostname), by_staff, ground="aup_breach", detail=detail)
    second = Act(act.now, story.clerk("manager").public_id, "agreed")
    decisions.execute(_server(hostname).decisions.get(), second)


def count(story, hostname: str, act: Act) -> None:
    """A month of counters, as its hypervisor would have given them: the traffic is nearly used up."""
    for n in range(DAYS + 1):
        counted = Usage(
            received=n * A_DAY // 3, sent=n * A_DAY * 2 // 3, disk=DISK + n * GROWTH, cpu=20 + n % 9
        )
        usage.take_usage(_server(hostname), Act(act.now - clock.days(DAYS - n)), usage=counted)


DEEDS: dict[str, Callable[..., None]] = {
    f.__name__: f for f in (deliver, cut, corrected, degrade, not_renewed, terminate, count)
}
BY_STAFF = {"deliver", "cut", "degrade", "terminate"}
