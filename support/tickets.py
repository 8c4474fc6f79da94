"""The life of a ticket: written, answered, waited for, resolved, closed; each contact is one (HD-2.4)."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core import evidence, workdays
from core.acts import Act
from core.answering import tell_staff
from core.attention import close_attention, raise_attention
from core.clock import local_date
from core.transitions import NotAllowed
from core.uploads import Upload

from . import access, attachments, coverage, emails, remembered, subjects
from .flows import tickets as flow
from .models import Incident, Message, Pause, Ticket
from .policy import SupportPolicy
from .terms import TICKETS

TINY = timedelta(microseconds=1)
LIVE = Ticket.LIVE
ANY = (*LIVE, "resolved", "closed")
QUEUE, LATE = "tickets", "tickets_late"


def open_ticket(
    customer, subject: str, body: str, act: Act, about: str = "", channel: str = "web",
    priority: str = "normal", queue: str = "", *, uploads: Iterable[Upload] = (), author_name: str = "",
) -> Ticket:  # fmt: skip
    """A new request of a customer; its answer is due by the policy of the service that it is about (C-16)."""
    subject, body = " ".join(subject.split())[:200], _written(body)
    if not subject:
        raise NotAllowed(_("Say in a few words what it is about."), "HD-2.4")
    label = _label(customer, about)
    policy = coverage.of(about) if about else coverage.strictest([])
    with transaction.atomic():
        ticket = Ticket(
            customer=customer, subject=subject, channel=channel, priority=priority, queue=queue, about=about,
            label=label, opened_at=act.now, opened_by=act.actor, last_message_at=act.now,
            acted_through=act.now - TINY, resolve_within=policy.resolved, resolve_clause=policy.resolve_clause,
        )  # fmt: skip
        _await(ticket, policy, act)
        ticket.reschedule()
        ticket.save()
        message = _say(ticket, Message.Kind.CUSTOMER, body, act, channel, author_name)
        attachments.keep(message, uploads)
        evidence.record(ticket.public_id, "act", "opened", act, "HD-2.4", channel=channel, service=about,
                        policy=policy.code, due=ticket.answer_due_at)  # fmt: skip
        raise_attention(QUEUE, f"{ticket.public_id}:new", ticket.public_id, ticket.subject, act=act,
                        clause=ticket.answer_clause)  # fmt: skip
        emails.ticket_opened(ticket, act)
    return ticket


def reply(
    ticket: Ticket, body: str, act: Act, *, by_staff: bool = False, waiting: bool = False,
    uploads: Iterable[Upload] = (), channel: str = "web", author_name: str = "",
) -> Ticket:  # fmt: skip
    """A word of the customer, or of support; a customer's word opens what was resolved again."""
    if by_staff:
        return answer(ticket, act, body=body, waiting=waiting, uploads=uploads)
    return hear(ticket, act, body=body, uploads=uploads, channel=channel, author_name=author_name)


# --- the customer's -------------------------------------------------------------------------------------
@flow.verb(source=ANY, clause="HD-2.4", label=gettext_lazy("write down what the customer said"))
def hear(
    ticket: Ticket, act: Act, body: str, uploads: Iterable[Upload] = (), channel: str = "web",
    author_name: str = "",
) -> str | None:  # fmt: skip
    """The customer's word: from now on an answer is owed; what was waiting, resolved or closed is open again."""
    if ticket.state == "closed" and act.now > ticket.closed_at + TICKETS.reopen_within:
        raise NotAllowed(
            _("This request was closed long ago. Open a new one, and name its number."), "HD-2.4"
        )
    message = _say(ticket, Message.Kind.CUSTOMER, _written(body), act, channel, author_name)
    attachments.keep(message, uploads)
    _end_pause(ticket, act)
    if ticket.awaiting_since is None:
        _await(ticket, _policy(ticket), act)
    ticket.resolved_at = ticket.closed_at = None
    if ticket.state == "new":
        return None
    return "open"


@flow.verb(source=LIVE, target="closed", clause="HD-2.4", label=gettext_lazy("close"))
def close(ticket: Ticket, act: Act) -> None:
    """The customer, or support in his name, says that it is done."""
    _over(ticket, act)
    ticket.closed_at = act.now


@flow.verb(source="resolved", target="closed", clause="HD-2.4")
def close_quietly(ticket: Ticket, act: Act) -> None:
    """Resolved, and nothing more was said: it is put away."""
    ticket.closed_at = act.now


# --- of staff ---------------------------------------------------------------------------------------------
@flow.verb(source=LIVE, target="open", clause="HD-2.4", label=gettext_lazy("answer"))
def answer(
    ticket: Ticket, act: Act, body: str, waiting: bool = False, uploads: Iterable[Upload] = ()
) -> str | None:
    """Support's word, by mail too; with `waiting` our clocks stop until the customer speaks (SSL-10.2)."""
    message = _say(ticket, Message.Kind.STAFF, _written(body), act, "web", "")
    attachments.keep(message, uploads)
    ticket.first_answer_at = ticket.first_answer_at or act.now
    ticket.assignee = ticket.assignee or User.objects.filter(public_id=act.actor, is_staff=True).first()
    _answered(ticket, act)
    emails.ticket_answered(ticket, message, act, waiting)
    if waiting:
        _pause(ticket, act, act.reason or body)
        return "waiting_customer"
    _end_pause(ticket, act)
    return None


@flow.verb(source=ANY, clause="HD-2.4", label=gettext_lazy("note for staff"))
def note(ticket: Ticket, act: Act, body: str) -> None:
    """An internal note: the customer never sees it."""
    _say(ticket, Message.Kind.NOTE, _written(body), act, "web", "", spoken=False)


@flow.verb(source=LIVE, target="open", clause="HD-2.4", label=gettext_lazy("take in hand"))
def take(ticket: Ticket, act: Act, person: User | None = None) -> str | None:
    """A member of staff has it in hand; the answer is still owed."""
    ticket.assignee = person or User.objects.filter(public_id=act.actor, is_staff=True).first()
    return "waiting_customer" if ticket.state == "waiting_customer" else None


@flow.verb(source=LIVE, clause="HD-2.4", label=gettext_lazy("sort"))
def sort(ticket: Ticket, act: Act, priority: str, queue: str) -> None:
    """Another priority or queue."""
    ticket.priority, ticket.queue = priority, queue


@flow.verb(source=LIVE, target="resolved", clause="HD-2.4", label=gettext_lazy("resolved"))
def resolve(ticket: Ticket, act: Act, body: str = "") -> None:
    """The matter is settled; the customer is told, and a word of his opens it again."""
    if body.strip():
        _say(ticket, Message.Kind.STAFF, _written(body), act, "web", "")
        ticket.first_answer_at = ticket.first_answer_at or act.now
    _over(ticket, act)
    emails.ticket_resolved(ticket, act, body.strip())


@flow.verb(source=LIVE, clause="SRV-6.1.2(5)", label=gettext_lazy("belongs to an incident"))
def join(ticket: Ticket, act: Act, incident: Incident) -> None:
    """What the customer reports is an incident: each page leads to the other; the request keeps its own clocks."""
    ticket.incident = incident
    evidence.record(
        incident.public_id, "act", "request_joined", act, "SRV-6.1.2(5)", request=ticket.public_id
    )


@flow.verb(source=["resolved", "closed"], target="open", clause="HD-2.4", label=gettext_lazy("open again"))
def reopen(ticket: Ticket, act: Act) -> None:
    """It was not settled."""
    ticket.resolved_at = ticket.closed_at = None


@flow.verb(source=LIVE, clause="SRV-6.1.2(2)", label=gettext_lazy("go to the data"))
def enter_data(ticket: Ticket, act: Act, purpose: str = "work") -> None:
    """Staff go to the data of the request's service, if the customer lets them; it is written down (guard 14)."""
    access.require(ticket.about, act, purpose)


# --- of the clock -----------------------------------------------------------------------------------------
@flow.verb(source=LIVE, clause="C-20")
def warn_answer(ticket: Ticket, act: Act) -> None:
    """The company's own date for the answer is over; the contract's may still be ahead (C-20)."""
    _tell(ticket, act, QUEUE, gettext_lazy("to be answered now"), ticket.answer_clause)


@flow.verb(source=LIVE, clause="HD-2.3.2(2)")
def record_late_answer(ticket: Ticket, act: Act) -> None:
    """No answer within the promised working days: a breach, proven and shown."""
    _breach(ticket, act, "answer_late", ticket.answer_clause, due=ticket.answer_due_at)


@flow.verb(source=LIVE, clause="SRV-A2-2.4(2)")
def warn_resolution(ticket: Ticket, act: Act) -> None:
    """The clock of the resolution will soon run out."""
    _tell(ticket, act, QUEUE, gettext_lazy("to be resolved soon"), ticket.resolve_clause)


@flow.verb(source=LIVE, clause="SRV-A2-2.4(2)")
def record_late_resolution(ticket: Ticket, act: Act) -> None:
    """Not resolved within the promised hours: a breach, proven and shown."""
    _breach(ticket, act, "resolution_late", ticket.resolve_clause, due=ticket.resolve_due_at)


@flow.verb(source="waiting_customer", clause="SSL-10.2")
def remind_customer(ticket: Ticket, act: Act) -> None:
    """The customer is asked again."""
    emails.ticket_reminder(ticket, act)


# --- inside -----------------------------------------------------------------------------------------------
def _await(ticket: Ticket, policy: SupportPolicy, act: Act) -> None:
    """An answer is owed from now: counted on both calendars (C-20)."""
    n, closed = policy.response_working_days, workdays.closed_from(local_date(act.now))
    ticket.awaiting_since, ticket.answer_clause = act.now, policy.response_clause
    ticket.answer_due_at = workdays.deadline(act.now, n, closed)
    ticket.answer_target_at = workdays.deadline(act.now, n, closed, counts=workdays.is_target_day)


def _answered(ticket: Ticket, act: Act) -> None:
    ticket.awaiting_since = ticket.answer_target_at = ticket.answer_due_at = None
    close_attention(act, about=ticket.public_id, queue__in=[QUEUE, LATE])


def _over(ticket: Ticket, act: Act) -> None:
    """It needs nobody any more: clocks end, authorisations end with it."""
    _end_pause(ticket, act)
    _answered(ticket, act)
    ticket.resolved_at = act.now


def _pause(ticket: Ticket, act: Act, why: str) -> None:
    if ticket.paused_since is None:
        ticket.paused_since = act.now
        remembered.forget(ticket.customer)
        Pause.objects.create(about=ticket.public_id, started_at=act.now, reason=why)


def _end_pause(ticket: Ticket, act: Act) -> None:
    if ticket.paused_since is not None:
        ticket.paused_for += act.now - ticket.paused_since
        ticket.paused_since = None
        remembered.forget(ticket.customer)
        Pause.objects.filter(about=ticket.public_id, ended_at=None).update(ended_at=act.now)


def _say(
    ticket: Ticket, kind: str, body: str, act: Act, channel: str, author_name: str, spoken: bool = True
) -> Message:
    if spoken:
        ticket.last_message_at = act.now
    name = author_name or str(User.objects.filter(public_id=act.actor).first() or "")
    return Message.objects.create(
        ticket=ticket,
        kind=kind,
        body=body,
        at=act.now,
        author=act.actor,
        author_name=name[:200],
        channel=channel,
    )


def _written(body: str) -> str:
    """The text as it is kept. Raises NotAllowed where there is none, or too much of it."""
    text = body.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise NotAllowed(_("Write something: an empty message tells nobody anything."), "HD-2.4")
    if len(text) > TICKETS.body_characters:
        words = _("The message has %(n)s characters, %(most)s at most: send the rest as a file.")
        raise NotAllowed(words % {"n": len(text), "most": TICKETS.body_characters}, "HD-2.4")
    return text


def _label(customer, about: str) -> str:
    """The thing's name; another customer's is nobody's here."""
    name = subjects.name_of(about, customer) if about else ""
    if about and not name:
        raise NotAllowed(_("This service is not one of yours: choose one from the list."), "HD-2.4")
    return name


def _policy(ticket: Ticket) -> SupportPolicy:
    return coverage.of(ticket.about) if ticket.about else coverage.strictest([])


def _tell(ticket: Ticket, act: Act, queue: str, title: str | Promise, clause: str) -> None:
    tell_staff(ticket, act, queue, title, clause)


def _breach(ticket: Ticket, act: Act, what: str, clause: str, **facts) -> None:
    evidence.record(ticket.public_id, "breach", what, act, clause, **facts)
    title = format_lazy("{} – {}", ticket, gettext_lazy("the promised time is over"))
    raise_attention(LATE, f"{ticket.public_id}:{what}:{act.now:%Y%m%d%H%M}", ticket.public_id, title, act=act,
                    clause=clause)  # fmt: skip
