"""The life of a formal notice: written, posted, received, answered or not, decided by people (SSL-8.3, guard 18)."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import display, evidence
from core.acts import CLOCK, Act
from core.attention import close_attention, raise_attention
from core.transitions import Flow, NotAllowed
from core.uploads import Upload

from . import emails, endings, papers
from .models import FormalNotice, NoticePaper

CLAUSE = "SSL-8.3"
QUEUE = "formal_notices"
flow = Flow(FormalNotice)
Kind, Decision = NoticePaper.Kind, FormalNotice.Decision


# --- written down -----------------------------------------------------------------------------------------
def draft(
    customer, act: Act, *, broken: str, breach: str, about: str = "", damages: bool = True
) -> FormalNotice:
    """Our notice to a customer, before its letter is posted: he sees nothing of it yet."""
    return _written(customer, act, "ours", about, broken=broken, breach=breach, damages=damages)


@transaction.atomic
def file(
    customer, act: Act, *, broken: str, breach: str, tracking: str, sent_on: date, letter: Upload, about: str = "",
    received_on: date | None = None,
) -> FormalNotice:  # fmt: skip
    """A customer's notice to us. Its letter counts as received on the day of his return receipt, today at the latest:
    from today on we have his scan."""
    received = min(received_on or act.today, act.today)
    _in_order(sent_on, received, act)
    facts = {"state": "received", "tracking": tracking, "sent_on": sent_on, "received_on": received}
    notice = _written(customer, act, "theirs", about, broken=broken, breach=breach, **facts)
    papers.keep(notice, Kind.LETTER, letter, act)
    _call_staff(notice, act, "filed", gettext_lazy("a customer sends us a formal notice: answer it"))
    _tell(notice, act, "filed")
    return lapse(notice, act) if act.today > notice.answer_until else notice


# --- the letter -------------------------------------------------------------------------------------------
@flow.verb(
    source="drafted", target="sent", clause=CLAUSE, label=gettext_lazy("posted as a registered letter")
)
def post(notice: FormalNotice, act: Act, tracking: str, sent_on: date, letter: Upload) -> None:
    """By registered letter with return receipt, and the customer is told at once what stands in it."""
    _in_order(sent_on, sent_on, act)
    if FormalNotice.objects.filter(customer=notice.customer_id, tracking=tracking).exists():
        raise NotAllowed(_("A formal notice with this number is there already."), CLAUSE)
    notice.tracking, notice.sent_on = tracking, sent_on
    papers.keep(notice, Kind.LETTER, letter, act)
    _tell(notice, act, "sent")


@flow.verb(
    source="sent",
    target="received",
    clause=CLAUSE,
    label=gettext_lazy("received: the return receipt is here"),
)
def receive(notice: FormalNotice, act: Act, received_on: date, receipt: Upload) -> str:
    """From the day of the receipt the other side has thirty days; what has run out already is over."""
    _in_order(notice.sent_on, received_on, act)
    notice.received_on = received_on
    close_attention(act, about=notice.public_id)
    papers.keep(notice, Kind.RECEIPT, receipt, act)
    _tell(notice, act, "received")
    if act.today > notice.answer_until:
        _unanswered(notice, act)
        return "unanswered"
    return "received"


@flow.verb(source="sent", clause=CLAUSE)
def miss_receipt(notice: FormalNotice, act: Act) -> None:
    """The return receipt has not come: without it no day counts."""
    _call_staff(notice, act, "receipt", gettext_lazy("the return receipt has not come: ask the post"))


@flow.verb(source="received", clause=CLAUSE)
def remind_us(notice: FormalNotice, act: Act) -> None:
    """Our own thirty days are nearly over."""
    title = format_lazy(gettext_lazy("answer the customer by {day}"), day=display.day(notice.answer_until))
    _call_staff(notice, act, "ours", title)


# --- the answer -------------------------------------------------------------------------------------------
@flow.verb(
    source=["received", "unanswered"], target="answered", clause=CLAUSE, label=gettext_lazy("note the answer")
)
def answer(notice: FormalNotice, act: Act, words: str, answered_on: date | None = None,
           scan: Upload | None = None) -> None:  # fmt: skip
    """The other side has answered, in time or late: a person reads it and decides."""
    day = answered_on or act.today
    _in_order(notice.received_on, day, act)
    notice.answer, notice.answered_on = words, day
    papers.keep(notice, Kind.ANSWER, scan, act)
    close_attention(act, about=notice.public_id)
    _tell(notice, act, "answered")
    if notice.ours:
        _call_staff(notice, act, "answered", gettext_lazy("the customer has answered: decide"))


@flow.verb(source="received", target="unanswered", clause=CLAUSE)
def lapse(notice: FormalNotice, act: Act) -> None:
    """Thirty days after the receipt there is no answer: who gave notice may terminate, or not."""
    _unanswered(notice, act)


# --- the decision -----------------------------------------------------------------------------------------
@flow.verb(source=["answered", "unanswered"], target="decided", clause=CLAUSE, label=gettext_lazy("decide"))
def decide(notice: FormalNotice, act: Act, decision: str, ground: str, words: str = "") -> str:
    """By a person, with a reason code. A termination follows silence or a late answer and waits for a second person."""
    if ground not in FormalNotice.WHY.get(decision, ()):
        raise NotAllowed(_("This reason code does not go with this decision: choose another one."), CLAUSE)
    if decision == Decision.TERMINATED:
        _may_terminate(notice, ground, act)
    notice.decision, notice.ground, notice.words = decision, ground, words
    notice.decided_at, notice.decided_by = act.now, act.actor
    evidence.record(notice.public_id, "decision", "decided", act, CLAUSE, decision=decision, ground=ground)
    close_attention(act, about=notice.public_id)
    if decision == Decision.TERMINATED:
        _call_staff(
            notice, act, f"second:{act.now:%Y%m%d%H%M%S}", gettext_lazy("termination: for a second person")
        )
        return "ending"
    _tell(notice, act, "decided")
    return "decided"


@flow.verb(source="ending", target="decided", clause=CLAUSE, label=gettext_lazy("carry the termination out"))
def execute(notice: FormalNotice, act: Act) -> None:
    """By another person than who decided it; each service ends by its product's own way, or by a task for its staff."""
    if act.actor in {notice.decided_by, CLOCK}:
        raise NotAllowed(_("You have decided this yourself: another person must carry it out."), CLAUSE)
    things = endings.services(notice.customer)
    if notice.about:
        things = [thing for thing in things if thing.public_id == notice.about]
    notice.executed_at, notice.executed_by = act.now, act.actor
    first = Act(act.now, notice.decided_by, notice.words or notice.breach)
    close_attention(act, about=notice.public_id)
    by_hand = [thing.public_id for thing in things if not _ended(notice, thing, first, act)]
    evidence.record(notice.public_id, "decision", "terminated", act, CLAUSE, by_hand=by_hand,
                    services=[thing.public_id for thing in things], decided_by=notice.decided_by)  # fmt: skip
    _tell(notice, act, "decided")


@flow.verb(source="ending", clause=CLAUSE, label=gettext_lazy("do not terminate: decide anew"))
def give_back(notice: FormalNotice, act: Act) -> str:
    """The second person does not agree."""
    notice.decision = notice.ground = notice.words = notice.decided_by = ""
    notice.decided_at = None
    close_attention(act, about=notice.public_id)
    _call_staff(
        notice,
        act,
        f"back:{act.now:%Y%m%d%H%M%S}",
        gettext_lazy("the termination is not carried out: decide"),
    )
    return "answered" if notice.answered_on else "unanswered"


@flow.verb(source=["drafted", "sent", "received", "answered", "unanswered"], target="withdrawn", clause=CLAUSE,
           label=gettext_lazy("withdraw"))  # fmt: skip
def withdraw(notice: FormalNotice, act: Act) -> None:
    """Who gave it takes it back: nothing follows from it."""
    close_attention(act, about=notice.public_id)
    if notice.sent_on:
        _tell(notice, act, "withdrawn")


# --- inside -----------------------------------------------------------------------------------------------
def _written(customer, act: Act, direction: str, about: str, **facts) -> FormalNotice:
    thing = endings.service(about, customer) if about else None
    if about and thing is None:
        raise NotAllowed(_("This customer has no running service of this number."), CLAUSE)
    notice = FormalNotice(customer=customer, direction=direction, about=about, label=str(thing or "")[:200],
                          drafted_at=act.now, drafted_by=act.actor, acted_through=act.now, **facts)  # fmt: skip
    notice.reschedule()
    try:
        with transaction.atomic():
            notice.save()
    except IntegrityError:
        raise NotAllowed(_("A formal notice with this number is there already."), CLAUSE) from None
    evidence.record(notice.public_id, "act", "written", act, CLAUSE, direction=direction, broken=notice.broken,
                    service=about, tracking=notice.tracking, sent=notice.sent_on,
                    received=notice.received_on)  # fmt: skip
    return notice


def _in_order(before: date | None, after: date, act: Act) -> None:
    """A letter is posted, then received, then answered, and none of it tomorrow. Raises NotAllowed."""
    if (before and after < before) or max(before or after, after) > act.today:
        raise NotAllowed(
            _("These days cannot be: a letter is posted, then received, then answered, today at the latest."),
            CLAUSE,
        )


def _may_terminate(notice: FormalNotice, ground: str, act: Act) -> None:
    if notice.in_time:
        raise NotAllowed(
            _("The answer came in time: this notice does not allow to terminate. Either side may give notice of two"
              " months (SSL-8.1a), or send a new formal notice."), CLAUSE,
        )  # fmt: skip
    if ground != ("late" if notice.answered_on else "silent"):
        raise NotAllowed(_("This reason code does not go with this decision: choose another one."), CLAUSE)


def _unanswered(notice: FormalNotice, act: Act) -> None:
    word = (
        gettext_lazy("no answer in time: decide")
        if notice.ours
        else gettext_lazy("we have not answered in time")
    )
    _call_staff(notice, act, "unanswered", word)
    _tell(notice, act, "unanswered")


def _ended(notice: FormalNotice, thing, first: Act, second: Act) -> bool:
    """Whether the product has begun to end it; else its staff get a task."""
    why = ""
    try:
        if endings.end(thing, first, second, notice.words or notice.breach):
            return True
    except NotAllowed as refusal:
        why = refusal.message
    title = format_lazy(gettext_lazy("{thing} – terminated by a formal notice: end it by hand"), thing=thing)
    raise_attention(QUEUE, f"{notice.public_id}:{thing.public_id}", thing.public_id, title, act=second, detail=why,
                    clause=CLAUSE)  # fmt: skip
    return False


def _tell(notice: FormalNotice, act: Act, event: str) -> None:
    """By mail; and it stands in the evidence of the service that it is about."""
    emails.told(notice, act, event)
    if notice.about:
        evidence.record(notice.about, "act", f"formal_notice_{event}", act, CLAUSE, notice=notice.public_id)


def _call_staff(notice: FormalNotice, act: Act, what: str, words: str | Promise) -> None:
    title = format_lazy("{} – {}", notice, words)
    raise_attention(QUEUE, f"{notice.public_id}:{what}", notice.public_id, title, act=act, clause=CLAUSE)
