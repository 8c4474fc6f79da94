"""The contract in the demo: formal notices, requests about personal data, a notice that came back, advice, an outage.

The letters and requests are entered by the verbs that staff and customers use; the returned mail comes back as a mail
server would send it; the outage is a morning in which the clock does not tick.
"""

from datetime import timedelta
from functools import partial

from accounts.models import PrivacyRequest
from accounts.privacy import lifecycle as privacy
from accounts.privacy import stranger
from contracts.formal import lifecycle as formal
from contracts.models import FormalNotice
from core import clock, outage
from core.acts import Act
from core.uploads import Upload
from notifications.bounces import playing
from notifications.models import Email
from servers.models import Server
from support import advice
from support.models import Advice

from . import deeds
from .people import Household
from .support import SHOP

OUTAGE, BEGAN, ENDED = (
    -22,
    3,
    (15, 30),
)  # that day the clock stood still from three in the morning to half past three
STRANGER = "y.ziani@courriel.example"
ADVICE = (
    "Les mises à jour de sécurité sont faites et les sauvegardes relues. La boutique approche de la limite de sa "
    "mémoire le samedi : passez à la taille supérieure avant les fêtes."
)


def plan(story, homes: dict[str, Household]) -> None:
    """Everything that the law and the contract ask for beside the services themselves."""
    _letters(story, homes, story.clerk("manager"))
    _personal_data(story, homes, story.clerk("support"))
    story.plan(story.when(-27), story.clerk("support"), _advise)
    story.plan(story.when(-3), story.clerk("support"), partial(_come_back, homes["reseller"]))
    day = clock.local_date(story.now) + clock.days(OUTAGE)
    ended = clock.at_local(day, *ENDED)
    story.silences.append((clock.at_local(day, BEGAN), ended))
    story.plan(ended + timedelta(hours=1), story.clerk("manager"), _release)


# --- formal notices (SSL-8.3) -----------------------------------------------------------------------------
def _letters(story, homes: dict[str, Household], clerk) -> None:
    """One of ours whose thirty days are over, one of ours that runs, one of a customer that we have to answer."""
    ours = (
        (
            "riad",
            -41,
            "RR123456785MA",
            "HD-7.1",
            "Les coordonnées du compte sont fausses malgré deux rappels.",
        ),
        ("cooperative", -16, "RR234567895MA", "DN-7.4.2", "Le site diffuse des courriers non sollicités."),
    )
    for key, day, tracking, broken, breach in ours:
        found: list[FormalNotice] = []
        story.plan(story.when(day), clerk, partial(_draft, found, homes[key], broken, breach))
        story.plan(story.when(day + 1), clerk, partial(_post, found, tracking))
        story.plan(story.when(day + 5), clerk, partial(_receive, found))
    story.plan(story.when(-26), homes["foreign"].owner, partial(_file, homes["foreign"]))


def _draft(found: list, home: Household, broken: str, breach: str, act: Act) -> None:
    found.append(formal.draft(home.customer, act, broken=broken, breach=breach))


def _post(found: list, tracking: str, act: Act) -> None:
    formal.post(_again(found), act, tracking=tracking, sent_on=act.today, letter=_scan("lettre"))


def _receive(found: list, act: Act) -> None:
    formal.receive(
        _again(found), act, received_on=act.today - clock.days(1), receipt=_scan("avis-de-reception")
    )


def _file(home: Household, act: Act) -> None:
    formal.file(
        home.customer, act, broken="HD-2.3.2(2)", tracking="RR345678909MA", letter=_scan("mise-en-demeure"),
        breach="Notre demande du mois dernier est restée sans réponse pendant huit jours ouvrables.",
        sent_on=act.today - clock.days(3),
    )  # fmt: skip


def _again(found: list) -> FormalNotice:
    return FormalNotice.objects.select_related("customer").get(pk=found[0].pk)


def _scan(name: str) -> Upload:
    return Upload(f"{name}.pdf", "application/pdf", deeds.PAPER)


# --- personal data (SSL-11.3(8)) --------------------------------------------------------------------------
def _personal_data(story, homes: dict[str, Household], clerk) -> None:
    """One near the end of its ten days, one answered, one of somebody without an account."""
    asked: list[PrivacyRequest] = []
    amina, riad = homes["amina"], homes["riad"]
    near = "Mon ancien nom de famille figure encore sur une facture : merci de le corriger."
    story.plan(story.when(-8), amina.owner, lambda act: privacy.ask(amina.customer, amina.owner, "rectification",
                                                                   near, act))  # fmt: skip
    words = "Effacez le numéro de portable de notre ancien gérant."
    story.plan(story.when(-24), riad.owner, lambda act: asked.append(
        privacy.ask(riad.customer, riad.owner, "erasure", words, act)))  # fmt: skip
    done = "C’est fait : le numéro ne figure plus dans vos contacts. Les factures le gardent dix ans (CGI, art. 211)."
    story.plan(story.when(-20), clerk, lambda act: privacy.answer(
        PrivacyRequest.objects.get(pk=asked[0].pk), act.because("the contact was corrected"), words=done))  # fmt: skip
    held = "Mon nom est indiqué comme contact technique de dunes-trek.com ; je n’y travaille plus."
    story.plan(story.now - timedelta(hours=27), clerk, lambda act: stranger.ask(
        STRANGER, "Yassine Ziani", "erasure", held, "fr", Act(act.now, "visitor", ip=deeds.IP)))  # fmt: skip


# --- mails and the clock ----------------------------------------------------------------------------------
def _advise(act: Act) -> None:
    """The Fully Managed server is looked after once a month (SRV-6.1.3): the review that is due is written."""
    about = Server.objects.get(hostname=SHOP).public_id
    advice.give(Advice.objects.filter(about=about, state="due").latest("due_on"), act, words=ADVICE)


def _come_back(home: Household, act: Act) -> None:
    """The newest notice of the contract to this customer is returned by his mail server (clauses §9)."""
    sent = Email.objects.filter(customer=home.customer, state="sent", repeats=None).exclude(clause="")
    playing.play(sent.filter(to=home.customer.billing_email).latest("pk"), act)


def _release(act: Act) -> None:
    """Staff have read what was late after the outage, and let it go on."""
    outage.release(act.because("the list was read: only notices were late, each says so"))
