"""The life of a request about personal data: asked, examined in ten clear days, answered or refused (SSL-11.3(8))."""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock, evidence, vault, workdays
from core.acts import Act
from core.answering import call_now, settle_call, tell_staff
from core.attention import close_attention, raise_attention
from core.tasks import knock
from core.transitions import Flow, NotAllowed
from core.uploads import Upload

from . import consents, copying, emails
from .models import PrivacyCopy, PrivacyPaper, PrivacyRequest
from .schedule import CLAUSE, promised
from .terms import PRIVACY

TINY = timedelta(microseconds=1)
QUEUE = "privacy"
flow = Flow(PrivacyRequest, turn=5)


# --- asking -----------------------------------------------------------------------------------------------
def ask_for_copy(customer, person, whole_account: bool, act: Act) -> PrivacyRequest:
    """Who has just shown that it is he asks for all his data, or for all the account's: the worker makes the file."""
    waiting = PrivacyRequest.objects.of(customer).filter(person=person, state="preparing").first()
    if waiting:
        return waiting
    since = act.now - clock.days(1)
    if _mine(customer, person).filter(kind="access", asked_at__gt=since).count() >= PRIVACY.copies:
        message = _("You have asked for %(n)s copies in a day: take one of them, or ask again tomorrow.")
        raise NotAllowed(message % {"n": PRIVACY.copies}, CLAUSE)
    request = _new(customer, person, "access", act, state="preparing", whole_account=whole_account)
    knock()
    return request


def ask(
    customer, person, kind: str, words: str, act: Act, *, marketing: bool = False, proof: Upload | None = None
) -> PrivacyRequest:
    """A correction, an erasure, an opposition; marketing ends at once, and where nothing else is said, that is all."""
    with transaction.atomic():
        request = _new(
            customer, person, kind, act, state="identity_checked", words=words, marketing=marketing
        )
        keep_paper(request, proof, act)
        if marketing:
            consents.withdraw(person, "request", act)
        if marketing and not words:
            answer(request, act, words=_("We no longer write to you about our offers, as of now."))
    return request


@transaction.atomic
def enter(request: PrivacyRequest, act: Act, proof: Upload | None = None) -> PrivacyRequest:
    """What came by letter, by mail, at the desk or by the public page: first it is shown who asks."""
    return keep_paper(_begin(request, act), proof, act)


def keep_paper(request: PrivacyRequest, proof: Upload | None, act: Act) -> PrivacyRequest:
    """Seal what shows that it is he, or that he is right."""
    if proof:
        digest = hashlib.sha256(proof.content).hexdigest()
        PrivacyPaper.objects.create(
            request=request, name=proof.name, media_type=proof.media_type, size=len(proof.content), sha256=digest,
            token=vault.sealed(proof.content),
        )  # fmt: skip
        evidence.record(request.public_id, "act", "paper_received", act, CLAUSE, sha256=digest)
    return request


def read_paper(paper: PrivacyPaper, act: Act) -> bytes:
    """The paper's content; who opens it, when and why stay as proof."""
    evidence.record(paper.request.public_id, "act", "paper_opened", act, CLAUSE, sha256=paper.sha256)
    return vault.opened(bytes(paper.token))


def _new(customer, person, kind: str, act: Act, **facts) -> PrivacyRequest:
    with transaction.atomic():
        who = {"name": str(person), "email": person.email, "language": person.language}
        return _begin(PrivacyRequest(customer=customer, person=person, kind=kind, **who, **facts), act)


def _begin(request: PrivacyRequest, act: Act) -> PrivacyRequest:
    request.asked_at, request.asked_by, request.acted_through = act.now, act.actor, act.now - TINY
    request.promised_at, request.due_at = promised(act.now, workdays.closed_from(act.today))
    request.reschedule()
    request.save()
    said = {"asked": request.kind, "channel": request.channel, "due": request.due_at}
    evidence.record(request.public_id, "act", "asked", act, CLAUSE, **said)
    if request.kind != PrivacyRequest.Kind.ACCESS or request.state != "preparing":
        title = format_lazy(gettext_lazy("Personal data: {request}"), request=request)
        raise_attention(QUEUE, f"{request.public_id}:new", request.public_id, title, act=act, clause=CLAUSE)
        emails.received(request, act)
    return request


def _mine(customer, person):
    return PrivacyRequest.objects.of(customer).filter(person=person)


# --- the copy ---------------------------------------------------------------------------------------------
def make_copy(request: PrivacyRequest, act: Act) -> bytes:
    """Gather and pack: read only, without a lock."""
    return copying.packed(request, act)


@flow.verb(source="preparing", target="answered", clause=CLAUSE)
def deliver_copy(request: PrivacyRequest, act: Act, answer: bytes) -> None:
    """The file is there, sealed; its address is told by mail, its content never is."""
    PrivacyCopy.objects.update_or_create(request=request, defaults={"token": vault.sealed(answer)})
    request.made_at = request.closed_at = act.now
    request.size, request.sha256 = len(answer), hashlib.sha256(answer).hexdigest()
    settle_call(request)
    emails.copy_ready(request, act)


@flow.verb(source="preparing", target="identity_checked", clause=CLAUSE)
def copy_failed(request: PrivacyRequest, act: Act, refusal) -> None:
    """It cannot be made: staff see why, and the clock goes on."""
    settle_call(request)
    tell_staff(request, act, QUEUE, gettext_lazy("the copy could not be made"), CLAUSE, str(refusal))


flow.call(
    "make_copy", source="preparing", clause=CLAUSE, ask=make_copy, done=deliver_copy, refused=copy_failed
)


@flow.verb(source="identity_checked", target="preparing", clause=CLAUSE, label=gettext_lazy("make the copy"))
def prepare_copy(request: PrivacyRequest, act: Act) -> None:
    """Of a request that staff entered, or once more."""
    if request.kind != PrivacyRequest.Kind.ACCESS or request.customer_id is None or request.person_id is None:
        message = _("A copy is made for a person who signs in to an account: answer this request in words.")
        raise NotAllowed(message, CLAUSE)
    call_now(request, act)
    knock()


@flow.verb(source="answered", clause=CLAUSE)
def forget_copy(request: PrivacyRequest, act: Act) -> None:
    """Kept long enough: the file goes, its hash stays."""
    PrivacyCopy.objects.filter(request=request).delete()
    request.forgotten_at = act.now


def read_copy(request: PrivacyRequest, act: Act) -> bytes | None:
    """The file, for the person who asked; who takes it leaves proof."""
    kept = PrivacyCopy.objects.filter(request=request).first() if request.has_copy else None
    if kept is None:
        return None
    evidence.record(request.public_id, "act", "copy_taken", act, CLAUSE, sha256=request.sha256)
    return vault.opened(bytes(kept.token))


# --- staff ------------------------------------------------------------------------------------------------
@flow.verb(
    source="received",
    target="identity_checked",
    clause=CLAUSE,
    label=gettext_lazy("the person is identified: examine"),
)
def check_identity(request: PrivacyRequest, act: Act) -> None:
    """Who asks has shown who he is; how, stands in the reason."""


@flow.verb(source=("received", "identity_checked"), target="awaiting", clause=CLAUSE,
           label=gettext_lazy("ask for information"))  # fmt: skip
def ask_information(request: PrivacyRequest, act: Act, words: str) -> None:
    """What is missing is asked for; the law's clock does not stop."""
    request.question, request.question_at, request.reply = words, act.now, ""
    emails.information_wanted(request, act)


@flow.verb(
    source="awaiting", target="identity_checked", clause=CLAUSE, label=gettext_lazy("enter his answer")
)
def inform(request: PrivacyRequest, act: Act, words: str) -> None:
    """The person has answered."""
    request.reply = words
    tell_staff(request, act, f"{QUEUE}_answers", gettext_lazy("the person has answered"), CLAUSE)


@flow.verb(
    source="identity_checked", target="answered", clause=CLAUSE, label=gettext_lazy("answer: it is done")
)
def answer(request: PrivacyRequest, act: Act, words: str) -> None:
    """What was done is told to who asked."""
    request.answer, request.closed_at = words, act.now
    close_attention(act, about=request.public_id)
    emails.answered(request, act)


@flow.verb(source=("received", "identity_checked", "awaiting"), target="refused", clause=CLAUSE,
           label=gettext_lazy("refuse, by a ground of the law"))  # fmt: skip
def refuse(request: PrivacyRequest, act: Act, ground: str, words: str) -> None:
    """It is not done, on a ground that the law gives; the person may turn to the CNDP."""
    request.ground, request.answer, request.closed_at = ground, words, act.now
    close_attention(act, about=request.public_id)
    emails.refused(request, act)


@flow.verb(source=("received", "identity_checked", "awaiting"), target="withdrawn", clause=CLAUSE)
def withdraw(request: PrivacyRequest, act: Act) -> None:
    """The person asks for it no more."""
    request.closed_at = act.now
    close_attention(act, about=request.public_id)


# --- the clock --------------------------------------------------------------------------------------------
@flow.verb(source=PrivacyRequest.OPEN, clause=CLAUSE)
def remind_staff(request: PrivacyRequest, act: Act) -> None:
    """The promised day comes near."""
    tell_staff(request, act, QUEUE, gettext_lazy("the ten days are nearly over"), CLAUSE)


@flow.verb(source=PrivacyRequest.OPEN, clause=CLAUSE)
def report_late(request: PrivacyRequest, act: Act) -> None:
    """The ten clear days are over without an answer: recorded, and shown once more."""
    evidence.record(request.public_id, "breach", "late_answer", act, CLAUSE, due=request.due_at)
    tell_staff(request, act, f"{QUEUE}_late", gettext_lazy("the ten days are over"), CLAUSE)


@flow.verb(source="awaiting", clause=CLAUSE)
def report_no_answer(request: PrivacyRequest, act: Act) -> None:
    """The person has not answered: staff decide with what they have."""
    tell_staff(request, act, f"{QUEUE}_answers", gettext_lazy("the person has not answered"), CLAUSE)
