"""The life of a registration file: what is waited for, who looks, and how the name goes to the registry or does not.

Three clocks: two working days to validate, pausable (DN-2.4b, C-19); fifteen days for an answer (DN-7.3.3);
seven days in which we may refuse, never paused (DN-9.3).
"""

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import lines
from billing.models import OrderLine
from core import evidence
from core.acts import Act
from core.attention import close_attention, raise_attention
from core.ports import PortRefused, PortWaiting
from core.transitions import Flow, NotAllowed, amend
from domains.models import Domain, InformationRequest, Paper, RegistrationFile
from domains.models.files import OPEN, WAITING
from domains.registry import NameTaken, registry_for

from . import clockwork, emails, needs, sending

flow = Flow(RegistrationFile)


# --- the customer's part ----------------------------------------------------------------------------------
@flow.verb(source=WAITING, clause="DN-7.3.3")
def answer(file: RegistrationFile, act: Act, text: str = "") -> str | None:
    """The customer has answered and uploaded; what he still owes is named and waited for on."""
    if "answer" in file.wanted and not text:
        raise NotAllowed(_("Answer the question in words too: our staff read it."), "DN-7.3.3")
    said = {"answer": text, "answered_at": act.now, "answered_by": act.actor}
    file.requests.filter(answered_at=None).update(**said)
    file.wanted = needs.still_wanted(file, act.today)
    if file.wanted:
        return None
    file.waiting_since = None
    if _needs_nobody(file, act):
        _queue(file, act)
        return "complete"
    clockwork.moved(file, act, "review")
    tell_staff(file, act, gettext_lazy("the customer has answered"), "DN-7.3.3")
    return "review"


@flow.verb(source=WAITING, clause="DN-7.3.3")
def remind(file: RegistrationFile, act: Act, day: str) -> None:
    """The answer is still awaited: until when, and that the name is not held meanwhile."""
    emails.reminder(file, act, day)


@flow.verb(source=WAITING, target="failed_incomplete", clause="DN-7.3.3")
def close_incomplete(file: RegistrationFile, act: Act) -> None:
    """The time is over: the file is closed, the money is on the account and the customer is told."""
    _end(file, act, gettext_lazy("the papers or the answer did not come in time"))
    emails.closed(file, act, "failed")


# --- our staff's part -------------------------------------------------------------------------------------
@flow.verb(source=["review", "registry_review"], target="awaiting_customer_info", clause="DN-7.3.3",
           label=gettext_lazy("ask for information"))  # fmt: skip
def ask_information(
    file: RegistrationFile, act: Act, question: str = "", wanted: tuple[str, ...] = ("answer",)
) -> None:
    """Something is missing or unclear: fifteen days to answer; the name is not held meanwhile, and the mail says so."""
    question = question or act.reason
    InformationRequest.objects.create(file=file, question=question, asked_at=act.now, asked_by=act.actor)
    _wait(file, act, "awaiting_customer_info", [*wanted, *needs.still_wanted(file, act.today)])
    emails.request(file, act, question)


@flow.verb(
    source="review",
    target="registry_review",
    clause="C-19",
    label=gettext_lazy("hand to the registry's review"),
)
def hand_over(file: RegistrationFile, act: Act) -> None:
    """Form and papers have gone to the registry, which must agree: our clock stands still meanwhile."""
    if file.review_kind not in needs.BY_REGISTRY:
        raise NotAllowed(_("The registry does not review this name: decide yourself."), "DN-A2-1.2")
    clockwork.moved(file, act, "registry_review")


@flow.verb(source=["review", "registry_review"], target="complete", clause="DN-2.3a",
           label=gettext_lazy("send to the registry"))  # fmt: skip
def complete(file: RegistrationFile, act: Act) -> None:
    """Nothing is missing any more: the file takes its place in the queue (DN-2.5)."""
    if not needs.can_be_sent(file, act.today):
        raise NotAllowed(
            _("First check the holder's identity paper: without it the registry refuses."), "DN-2.1"
        )
    _queue(file, act)


@flow.verb(source=OPEN, target="refused_by_provider", clause="DN-9.3", label=gettext_lazy("refuse"))
def refuse(file: RegistrationFile, act: Act) -> None:
    """Contrary to the terms, the registry's rules or the law (DN-9.1): within seven days of receipt only."""
    if not may_refuse(file, act.now):
        raise NotAllowed(
            _("The seven days in which we may refuse are over: only the registry can refuse now (DN-9.3)."),
            "DN-9.3",
        )
    _end(file, act, act.reason)
    emails.closed(file, act, "refused")


@flow.verb(source="registry_review", target="refused_by_registry", clause="DN-A2-1.2",
           label=gettext_lazy("the registry has refused"))  # fmt: skip
def record_refusal(file: RegistrationFile, act: Act) -> None:
    """The registry does not agree to the name: its reason is passed on, the money is on the account."""
    _end(file, act, act.reason)
    emails.closed(file, act, "registry_refused")


@flow.verb(source=["review", "complete"], clause="DN-2.4b")
def report_late_validation(file: RegistrationFile, act: Act) -> None:
    """Two working days have passed without a registration: a promise is broken and staff are told."""
    _breach(file, act, "late_validation", "DN-2.4b", file.validation_due_at)


@flow.verb(source="complete", clause="C-17")
def report_late_forwarding(file: RegistrationFile, act: Act) -> None:
    """A complete file has not gone out within our own target: staff are told."""
    _breach(file, act, "late_forwarding", "C-17", file.forward_due_at)


# --- to the registry --------------------------------------------------------------------------------------
@flow.verb(source="complete", target="sent", clause="DN-2.3a")
def send(file: RegistrationFile, act: Act, answer) -> None:
    """It is this file's turn and the name seems free: the name comes to be and the registry is asked."""
    file.domain = sending.begin_registration(
        line_of(file),
        act,
        received_at=file.received_at,
        completed_at=file.completed_at,
        due=file.validation_due_at,
    )
    file.call_at, file.call_error, file.closed_at = None, "", act.now
    close_attention(act, about=file.public_id)


@flow.verb(source="complete", target="unavailable", clause="DN-2.2b")
def lose(file: RegistrationFile, act: Act, refusal: PortRefused) -> None:
    """Somebody was faster: it is seen just before sending, and the money is on the account."""
    _end(file, act, gettext_lazy("the name has been taken meanwhile"))
    emails.closed(file, act, "lost")


def check_once_more(file: RegistrationFile, act: Act) -> None:
    """Whose turn it is, and whether the name is still free. Raises PortWaiting behind an earlier file (DN-2.5)."""
    rivals = RegistrationFile.objects.filter(name=file.name, state="complete", set_aside_at=None)
    sooner = Q(completed_at__lt=file.completed_at) | Q(completed_at=file.completed_at, pk__lt=file.pk)
    if rivals.filter(sooner).exists() or Domain.objects.filter(name=file.name, state="registering").exists():
        raise PortWaiting("a file for the same name that was complete sooner goes first")
    found = registry_for(file.extension.code).check([file.name], act.now)[file.name]
    if found.free is False and not sending.kept_for(file):
        raise NameTaken(found.reason)


flow.call(
    "check_once_more", source="complete", clause="DN-2.2b", ask=check_once_more, done=send, refused=lose
)


# --- what others call -------------------------------------------------------------------------------------
def open_file(line: OrderLine, act: Act) -> RegistrationFile:
    """A paid line that needs papers or people: its file, in the state that fits what is there already."""
    file = sending.new_file(line, act)
    file.wanted = needs.still_wanted(file, act.today)
    state = _first_state(file)
    if file.wanted:
        _wait(file, act, state, file.wanted)
    else:
        clockwork.moved(file, act, state)
    born = sending.written(file, act, state)
    Paper.objects.filter(public_id=born.mandate).update(about=born.public_id)
    if file.wanted:
        emails.papers_wanted(born, act)
    else:
        tell_staff(born, act, gettext_lazy("a file to look at"), "DN-2.4b")
    return born


def identity_received(contact_id: str, act: Act) -> None:
    """A holder's paper is here: the files that waited for it wait for what else they lack, or go to our staff."""
    waiting = RegistrationFile.objects.filter(contacts__holder__public_id=contact_id, state__in=WAITING)
    for file in waiting.select_related(*RegistrationFile.schedule_related).order_by("pk"):
        owed = [one for one in file.wanted if one != "identity"]
        if owed == file.wanted or "identity" in needs.still_wanted(file, act.today):
            continue
        if owed:
            amend(file, act, "identity_received", "DN-7.3.3", wanted=owed)
        else:
            answer(file, act)


def paper_accepted(contact_id: str, act: Act) -> None:
    """A holder's paper was accepted: the files that waited for nothing else go on."""
    for file in _in_review(Q(contacts__holder__public_id=contact_id)):
        if _needs_nobody(file, act):
            complete(file, act)


def paper_refused(contact_id: str, about: str, act: Act) -> int:
    """A paper was not accepted: the files that rest on it ask for another. Returns how many."""
    holder = Q(contacts__holder__public_id=contact_id, needs_identity=True)
    found = _in_review(holder if contact_id else Q(public_id=about))
    for file in found:
        ask_information(file, act, wanted=())
    return len(found)


def may_refuse(file: RegistrationFile, now) -> bool:
    """Whether the refusal window is still open: seven calendar days from receipt, never paused."""
    return now <= file.refusable_until


def line_of(file: RegistrationFile) -> OrderLine:
    """The paid line behind the file."""
    return OrderLine.objects.select_related("customer", "order").get(public_id=file.line)


def tell_staff(file: RegistrationFile, act: Act, title, clause: str, detail: str = "") -> None:
    """A work item about the file."""
    key, title = f"{file.public_id}:{clause}:{act.now:%Y%m%d%H%M}", format_lazy("{} – {}", file, title)
    raise_attention("files", key, file.public_id, title, act=act, detail=detail, clause=clause)


def _first_state(file: RegistrationFile) -> str:
    if not file.wanted:
        return "review"
    return "awaiting_papers" if file.review_kind in needs.BY_REGISTRY else "awaiting_customer_info"


def _needs_nobody(file: RegistrationFile, act: Act) -> bool:
    """Whether our staff have nothing to decide about the file."""
    asked = file.requests.exclude(answer="").exists()
    return not file.review_kind and not asked and needs.can_be_sent(file, act.today)


def _in_review(which: Q):
    found = RegistrationFile.objects.filter(which, state="review")
    return list(found.select_related(*RegistrationFile.schedule_related))


def _queue(file: RegistrationFile, act: Act) -> None:
    clockwork.moved(file, act, "complete")
    file.completed_at = file.call_at = act.now
    file.forward_due_at = clockwork.forward_due(act)


def _wait(file: RegistrationFile, act: Act, state: str, wanted: list[str]) -> None:
    clockwork.moved(file, act, state)
    file.waiting_since, file.wanted = act.now, list(dict.fromkeys(wanted))


def _end(file: RegistrationFile, act: Act, reason) -> None:
    """Closed without a name: the money goes to the account (DN-2.2b)."""
    clockwork.moved(file, act, "closed")
    file.closed_at, file.call_at = act.now, None
    file.closed_because = emails.in_words(file, reason)
    file.validation_due_at = None
    close_attention(act, about=file.public_id)
    lines.credit_line(line_of(file), act, file.closed_because)


def _breach(file: RegistrationFile, act: Act, what: str, clause: str, due) -> None:
    evidence.record(file.public_id, "breach", what, act, clause, due=due)
    tell_staff(file, act, gettext_lazy("late"), clause)


__all__ = ["flow"]
