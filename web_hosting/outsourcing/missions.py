"""A mission: estimate, acceptance, payment, work, report; never a minute beyond what was accepted (HD-2.3.1, guard 15).

HD-3.1c asks for payment in advance: the accepted estimate is a proforma, work begins once it is paid, and at the end
what was not worked is credited, so that the time worked is what was billed.
"""

import hashlib
import json
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import invoicing, lines, ordering
from billing.lines import NewLine
from billing.models import OrderLine
from contracts import acceptances
from core import clock, evidence
from core.acts import Act
from core.attention import close_attention, raise_attention
from core.transitions import NotAllowed, claim
from core.workdays import add_working_days, closed_from
from support import coverage, hours
from web_hosting import prices
from web_hosting.flows import missions as flow
from web_hosting.flows import quotes
from web_hosting.terms import HANDLING

from . import emails
from .models import Mission, MissionQuote, TimeEntry
from .terms import OUTSOURCING

MISSION, QUEUE, HOUR = "outsourcing.mission", "missions", 60
SCOPES, OPERATION = {"outsourcing"}, "mission"


def ask(customer, act: Act, task: str, title: str, purpose: str, about: str = "") -> Mission:
    """A customer asks for a job; staff answer with an estimate."""
    day = add_working_days(act.today, OUTSOURCING.quote_working_days, closed_from(act.today))
    mission = Mission(
        customer=customer, task=task, title=title, purpose=purpose, about=about, asked_at=act.now, asked_by=act.actor,
        quote_by=clock.opening(day + clock.days(1)), acted_through=act.now,
    )  # fmt: skip
    mission.reschedule()
    with transaction.atomic():
        mission.save()
        evidence.record(mission.public_id, "act", "asked", act, "HD-2.3.1", task=task)
        _staff(mission, act, gettext_lazy("{thing}: an estimate is asked for"), "asked")
        emails.mission_received(mission, act)
    return mission


@transaction.atomic
def accept(quote: MissionQuote, user, accepted: Collection[str], act: Act, user_agent: str = ""):
    """The customer accepts the estimate: the documents, then its proforma. Raises AcceptanceMissing, NotAllowed."""
    claim(quote)
    if not take_up.allowed(quote):
        words = _("%(thing)s is %(state)s: it can no longer be accepted.")
        raise NotAllowed(words % {"thing": quote, "state": quote.get_state_display()}, "HD-2.3.1")
    acceptances.accept(quote.customer, user, documents(act.today), quote.public_id, act.now, act.ip, user_agent,
                       accepted_ids=accepted)  # fmt: skip
    until = act.now + HANDLING.proposal_payable
    take_up(quote, act, proposal=_proposed(quote, act, until).public_id, payable_until=until)
    return quote.proposal


def documents(today: date):
    """What is accepted with an estimate."""
    return acceptances.applicable(SCOPES, {OPERATION}, today)


def amount(minutes: int, rate_ht: int) -> int:
    """The price of so many minutes, half up to the centime."""
    return (2 * minutes * rate_ht + HOUR) // (2 * HOUR)


def digest(minutes: int, rate_ht: int, words: str) -> str:
    """What seals an estimate."""
    return hashlib.sha256(json.dumps([minutes, rate_ht, words]).encode()).hexdigest()


# --- the mission's verbs ------------------------------------------------------------------------------------
@flow.verb(source=["asked", "working"], clause="HD-2.3.1", label=gettext_lazy("offer an estimate"))
def offer(mission: Mission, act: Act, minutes: int, words: str) -> str:
    """Staff tell the time and the price in advance; beyond an earlier one it is another estimate."""
    if mission.quotes.filter(state__in=["offered", "accepted"]).exists():
        raise NotAllowed(_("An estimate is still open: withdraw it first."), "HD-2.3.1")
    rate = prices.fee(prices.HOUR, "hour", act.today, mission.customer.currency)
    if rate is None:
        raise NotAllowed(_("An hour has no price in the customer’s currency."), "HD-3.1a")
    quote = MissionQuote(
        customer_id=mission.customer_id, mission=mission, number=mission.quotes.count() + 1, minutes=minutes,
        rate_ht=rate.ht, amount_ht=amount(minutes, rate.ht), words=words, digest=digest(minutes, rate.ht, words),
        offered_at=act.now, offered_by=act.actor, valid_until=act.now + OUTSOURCING.quote_valid,
        acted_through=act.now,
    )  # fmt: skip
    quote.reschedule()
    quote.save()
    evidence.record(mission.public_id, "decision", "estimate", act, "HD-2.3.1", quote=quote.public_id,
                    minutes=minutes, amount=quote.amount_ht, sha256=quote.digest)  # fmt: skip
    close_attention(act, about=mission.public_id)
    emails.quote_offered(quote, act)
    return "working" if mission.state == "working" else "quoted"


@flow.verb(source=["quoted", "working"], clause="HD-2.3.1")
def go_on(mission: Mission, act: Act) -> str:
    """An estimate was paid, declined or has lapsed: work goes on, or another estimate is wanted."""
    return "working" if mission.quotes.filter(state="paid").exists() else "asked"


@flow.verb(source="working", clause="HD-2.3.1", label=gettext_lazy("write down time"))
def log_time(mission: Mission, act: Act, minutes: int, worked_on: date, words: str) -> None:
    """Time worked: no minute beyond the accepted and paid estimates (guard 15); the service's hour bank shows it."""
    left = mission.paid_minutes - mission.worked_minutes
    if minutes > left:
        refusal = _("%(left)s minutes are left of what the customer has accepted: offer another estimate before more"
                    " is worked.")  # fmt: skip
        raise NotAllowed(refusal % {"left": left}, "HD-2.3.1")
    entry = TimeEntry.objects.create(mission=mission, minutes=minutes, worked_on=worked_on, words=words,
                                     entered_at=act.now, entered_by=act.actor)  # fmt: skip
    if mission.about and coverage.rows(mission.about):
        hours.log_quoted(mission.about, minutes, f"{mission.public_id}:{entry.pk}", act, customer=mission.customer,
                         what=words, month=worked_on)  # fmt: skip
    evidence.record(
        mission.public_id, "act", "time", act, "HD-2.3.1", minutes=minutes, day=worked_on, left=left - minutes
    )


@flow.verb(
    source="working",
    target="done",
    clause="HD-2.3.1",
    label=gettext_lazy("finish, credit what was not worked"),
)
def finish(mission: Mission, act: Act, report: str) -> None:
    """The purpose is reached: what was paid and not worked is credited, the newest estimate first."""
    if mission.quotes.filter(state__in=["offered", "accepted"]).exists():
        raise NotAllowed(_("An estimate is still open: withdraw it first."), "HD-2.3.1")
    mission.report, mission.finished_at = report, act.now
    unused = mission.credited_minutes = mission.paid_minutes - mission.worked_minutes
    credited = 0
    for quote in mission.quotes.filter(state="paid").order_by("-number"):
        minutes = min(unused, quote.minutes)
        unused -= minutes
        credited += _credited(quote, minutes, act)
    close_attention(act, about=mission.public_id)
    emails.mission_done(mission, act, credited)


@flow.verb(source=["asked", "quoted"], target="given_up", clause="HD-2.3.1", label=gettext_lazy("give up"))
def give_up(mission: Mission, act: Act) -> None:
    """Nothing was worked and nothing is owed."""
    for quote in mission.quotes.filter(state__in=["offered", "accepted"]):
        _end(quote, act)
        close_quote(quote, act)
    close_attention(act, about=mission.public_id)


@flow.verb(source="asked", clause="HD-2.3.1")
def report_late_quote(mission: Mission, act: Act) -> None:
    """Two working days, and still no estimate."""
    evidence.record(mission.public_id, "breach", "late_quote", act, "HD-2.3.1", due=mission.quote_by)
    _staff(mission, act, gettext_lazy("{thing}: the estimate is late"), "late")


# --- the quote's verbs --------------------------------------------------------------------------------------
@quotes.verb(source="offered", target="accepted", clause="HD-2.3.1")
def take_up(quote: MissionQuote, act: Act, proposal: str, payable_until: datetime) -> None:
    """Accepted: its proforma is to be paid before the work (HD-3.1c)."""
    quote.accepted_at, quote.proposal, quote.payable_until = act.now, proposal, payable_until
    evidence.record(quote.mission.public_id, "acceptance", "estimate_accepted", act, "HD-2.3.1",
                    quote=quote.public_id, sha256=quote.digest)  # fmt: skip


@quotes.verb(source="accepted", target="paid", clause="HD-3.1c")
def be_paid(quote: MissionQuote, act: Act, line: OrderLine) -> None:
    """Paid: so many minutes may be worked, beside the month's own hours of the same service (C-15)."""
    quote.line = line.public_id
    lines.finish(line, OrderLine.Outcome.DONE, act)
    _staff(quote.mission, act, gettext_lazy("{thing}: paid, to be worked"), f"paid{quote.number}")
    emails.mission_started(quote, act)


@quotes.verb(
    source=["offered", "accepted"], target="declined", clause="HD-2.3.1", label=gettext_lazy("decline")
)
def decline(quote: MissionQuote, act: Act) -> None:
    """The customer does not want it, or staff take it back: nothing is owed."""
    _end(quote, act)
    go_on(quote.mission, act)


@quotes.verb(source=["offered", "accepted"], target="declined", clause="HD-2.3.1")
def close_quote(quote: MissionQuote, act: Act) -> None:
    """It falls with its mission."""


@quotes.verb(source=["offered", "accepted"], target="lapsed", clause="HD-6.2")
def lapse(quote: MissionQuote, act: Act) -> None:
    """Not accepted, or not paid in time: nothing is owed."""
    _end(quote, act)
    go_on(quote.mission, act)
    emails.quote_lapsed(quote, act)


def _proposed(quote: MissionQuote, act: Act, until: datetime):
    """The proforma of an accepted estimate."""
    words = gettext_lazy("Outsourcing, estimate {n}: {minutes} minutes")
    line = NewLine(
        MISSION, quote.mission.title, prices.HOUR, "hour",
        format_lazy(words, n=quote.number, minutes=quote.minutes), about=quote.public_id, unit_ht=quote.amount_ht,
        options={"clause": "HD-2.3.1", "sha256": quote.digest}, scopes=tuple(SCOPES),
    )  # fmt: skip
    return ordering.propose(quote.customer, [line], act, due_on=act.today, payable_until=until, origin="request",
                            at_once=True)  # fmt: skip


def _end(quote: MissionQuote, act: Act) -> None:
    ordering.void_open_proposals(quote.public_id, act, gettext_lazy("the estimate is no longer wanted"))


def _credited(quote: MissionQuote, minutes: int, act: Act) -> int:
    """Credit so many minutes of one estimate; how much that is before tax."""
    line = OrderLine.objects.select_related("proforma").get(public_id=quote.line)
    ht = quote.amount_ht - amount(quote.minutes - minutes, quote.rate_ht)
    if not ht or not line.proforma.total_ttc:
        return 0
    words = format_lazy(gettext_lazy("{minutes} minutes of the estimate were not worked"), minutes=minutes)
    note = invoicing.credit_amount(line, ht, act, words)
    MissionQuote.objects.filter(pk=quote.pk).update(credit_note=note)
    return ht


def _staff(mission: Mission, act: Act, title, what: str) -> None:
    raise_attention(QUEUE, f"{mission.public_id}:{what}", mission.public_id, format_lazy(title, thing=mission),
                    act=act, clause="HD-2.3.1")  # fmt: skip
