"""Support in the demo: requests in every state, an incident 25 minutes old, hours used to 80 %, a report of abuse.

The servers are those of `servers.py`; what support they have follows from their options.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from core import clock
from core.acts import Act
from servers.models import Server
from support import access, hours, incidents, maintenance, reports, tickets
from support.mail_in import taking
from support.models import Ticket

from .people import Household

SHOP, INTRANET = "boutique.argan-studio.example", "intranet.argan-studio.example"  # Fully Managed, Managed
AGE = timedelta(minutes=25)
HOUR = timedelta(hours=1)
SPENT = 96  # of 120 minutes: 80 %
STRANGER = (
    b"From: Omar <omar.perso@courriel.example>\r\nTo: support@atlas-nuage.example\r\nSubject: Urgent, mon site\r\n"
    b"Message-ID: <demo-1@courriel.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    b"Bonjour, je suis en deplacement, pouvez-vous changer mon adresse de contact ?\r\n"
)


def plan(story, homes: dict[str, Household]) -> None:
    """Everything that the demo's customers and staff have to do with support."""
    home, clerk = homes["argan"], story.clerk("support")
    _past(story, home, clerk)
    _requests(story, home, clerk)
    first = clock.opening(hours.month_of(clock.local_date(story.now)))
    at = max(story.now - timedelta(days=1), first)
    _do(story, min(first + 6 * HOUR, story.now - HOUR), clerk, lambda act: reports.make_due(act.now))
    _do(
        story,
        at,
        clerk,
        lambda act: hours.log(
            _about(INTRANET), SPENT, act=act, what="Mise à jour du noyau, contrôle des sauvegardes"
        ),
    )
    _do(story, story.now - timedelta(days=2), clerk, _window)
    _do(story, story.now - 5 * HOUR, clerk, lambda act: taking.take(STRANGER, Act(act.now, taking.SYSTEM)))
    _do(story, story.now - AGE, clerk, partial(_now_disturbed, story.now - AGE))


def _do(story, at: datetime, actor, deed: Callable[[Act], object]) -> None:
    story.deeds.append((at, lambda _act: deed(act=Act(at, actor.public_id))))


def _about(hostname: str) -> str:
    """The public id of a server of the demo; empty where the request is about none."""
    return Server.objects.get(hostname=hostname).public_id if hostname else ""


def _past(story, home: Household, clerk) -> None:
    """Two disturbances of last month: one kept its promises, one did not."""
    first = clock.opening(hours.month_of(clock.local_date(story.now)))
    for ago, took, abouts, words in (
        (17, HOUR, [SHOP], "Un disque de la baie de stockage est remplacé ; les accès sont ralentis."),
        (9, 6 * HOUR, [INTRANET], "Le lien du site est interrompu chez l’opérateur."),
    ):
        at, found = first - timedelta(days=ago) + 10 * HOUR, []
        title = "Stockage ralenti" if ago > 10 else "Lien réseau interrompu"
        _do(story, at, clerk, partial(_report, found, title, abouts, words, ago < 10))
        _do(story, at + took, clerk, partial(_resolve, found))


def _report(found: list, title: str, abouts: list[str], words: str, major: bool, act: Act) -> None:
    found.append(
        incidents.report(
            title,
            "network" if major else "hardware",
            act,
            abouts=[_about(one) for one in abouts],
            words=words,
            major=major,
        )
    )
    incidents.take_in_hand(found[0], act)


def _resolve(found: list, act: Act) -> None:
    found[0].refresh_from_db()
    incidents.resolve(found[0], act, words="Le service fonctionne normalement. Merci de votre patience.")


def _now_disturbed(at: datetime, act: Act) -> None:
    """A Fully Managed server, 25 minutes ago: nobody has been told yet, five minutes are left (SRV-A2-2.2)."""
    incidents.report(
        "Serveur injoignable", "hardware", act, abouts=[_about(SHOP)], major=True, occurred_at=at
    )


def _window(act: Act) -> None:
    starts = clock.at_local(clock.local_date(act.now) + clock.days(6), 2)
    maintenance.plan(
        "Remplacement du cœur de réseau", "L’équipement actuel n’est plus maintenu par son constructeur.",
        "interruption", starts, starts + 2 * HOUR, act, sites=["ma"],
    )  # fmt: skip


def _requests(story, home: Household, clerk) -> None:
    """One request in each state."""
    for subject, body, about, ago, acts in (
        (
            "Ajouter une adresse IP",
            "Peut-on ajouter une seconde adresse IP à ce serveur ?",
            SHOP,
            2 * HOUR,
            (),
        ),
        (
            "Facture au nom de la filiale",
            "Pouvez-vous nous expliquer la marche à suivre ?",
            "",
            26 * HOUR,
            ("take",),
        ),
        ("Lenteur le matin", "La boutique est lente entre 9 h et 10 h.", SHOP, 74 * HOUR, ("ask",)),
        (
            "Certificat à installer",
            "Le certificat est émis, merci de l’installer.",
            INTRANET,
            50 * HOUR,
            ("resolve",),
        ),
        (
            "Redirection du site",
            "Rediriger l’ancien site vers le nouveau.",
            "",
            600 * HOUR,
            ("resolve", "close"),
        ),
    ):
        found: list[Ticket] = []
        at = story.now - ago
        _do(story, at, home.owner, partial(_open, found, home, subject, body, about))
        for n, verb in enumerate(acts, 1):
            actor = home.owner if verb == "close" else clerk
            _do(story, at + n * HOUR, actor, partial(DEEDS[verb], found))


def _open(found: list, home: Household, subject: str, body: str, about: str, act: Act) -> None:
    found.append(tickets.open_ticket(home.customer, subject, body, act, _about(about)))


def _ask(found: list, act: Act) -> None:
    ticket = _again(found)
    tickets.reply(ticket, "Nous avons besoin du journal d’accès de 9 h à 10 h. Pouvez-vous nous autoriser à le lire ?",
                  act, by_staff=True, waiting=True)  # fmt: skip
    access.authorise(_again(found), Act(act.now, ticket.opened_by))


def _again(found: list) -> Ticket:
    return Ticket.objects.get(pk=found[0].pk)


DEEDS = {
    "take": lambda found, act: tickets.take(_again(found), act),
    "ask": _ask,
    "resolve": lambda found, act: tickets.resolve(_again(found), act, body="C’est fait. Bonne journée !"),
    "close": lambda found, act: tickets.flow.verbs["close_quietly"](_again(found), act),
}
