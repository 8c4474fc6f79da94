"""The life of a report of abuse: received, the customer asked and heard, decided; both sides are told (DN-7.4.2)."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import evidence, throttle
from core.acts import Act
from core.answering import tell_staff
from core.attention import close_attention, raise_attention
from core.transitions import Flow, NotAllowed, amend

from . import emails, services
from .models import AbuseCase
from .terms import ABUSE

TINY = timedelta(microseconds=1)
QUEUE = "abuse"
flow = Flow(AbuseCase)


def count_report(ip: str) -> None:
    """Count a report from an address. Raises NotAllowed once there are too many in an hour."""
    key = f"abuse-reports:{ip}"
    if throttle.count(key, ABUSE.hour) > ABUSE.reports_an_hour:
        raise NotAllowed(
            _("That was many reports in a short time. Send the others in an hour, or by e-mail."), "SSL-10.8"
        )


@transaction.atomic
def report(case: AbuseCase, act: Act) -> AbuseCase:
    """A report that was typed on the public page: its service is looked for, staff see it with its clock."""
    found = services.found(case.target)
    if found and len({service.customer.pk for service in found}) == 1:
        case.service, case.label, case.customer = found[0].about, found[0].label[:200], found[0].customer
    case.reported_at, case.ip, case.acted_through = act.now, act.ip, act.now - TINY
    case.reschedule()
    case.save()
    evidence.record(case.public_id, "act", "reported", act, case.clause, category=case.category, target=case.target,
                    named=case.service)  # fmt: skip
    title = format_lazy(_("Abuse reported: {case}"), case=case)
    raise_attention(QUEUE, f"{case.public_id}:new", case.public_id, title, act=act, clause=case.clause)
    emails.received(case, act)
    return case


def name_service(case: AbuseCase, act: Act, about: str) -> None:
    """Staff know whose service it is. Raises NotAllowed where there is no such service."""
    service = services.service_of(about)
    if service is None:
        raise NotAllowed(_("No service has this number: copy it from the service's page."), case.clause)
    if case.state != "new":
        raise NotAllowed(_("The customer has been asked already."), case.clause)
    amend(case, act, "service_named", case.clause, service=service.about, label=service.label[:200],
          customer_id=service.customer.pk)  # fmt: skip


@flow.verb(source=["new", "answered"], target="asked", clause="DN-7.4.2(1-5)", label=gettext_lazy("ask the customer"),
           clause_of=lambda case: case.clause)  # fmt: skip
def ask(case: AbuseCase, act: Act, question: str) -> None:
    """The customer is asked for his word, in staff's own words: who reported it stays unknown to him."""
    _known(case)
    case.question, case.asked_at, case.answer_due_at = question, act.now, act.now + ABUSE.answer
    case.answer, case.answered_at = "", None
    emails.asked(case, act)


@flow.verb(source="asked", target="answered", clause="DN-7.4.2(1-5)", clause_of=lambda case: case.clause)
def hear(case: AbuseCase, act: Act, answer: str) -> None:
    """The customer's word: staff decide now."""
    _hear(case, act, answer)


@flow.verb(source="upheld", clause="C-29")
def hear_late(case: AbuseCase, act: Act, answer: str) -> None:
    """The word of a customer who may not know yet that it is decided: it is taken as before, and changes nothing."""
    if case.told_at or case.answered_at:
        raise NotAllowed(_("This is decided, or answered already."), case.clause)
    _hear(case, act, answer)


@flow.verb(source=AbuseCase.OPEN, target="upheld", clause="DN-7.4.2(1-5)", label=gettext_lazy("confirm: act"),
           clause_of=lambda case: case.clause)  # fmt: skip
def uphold(case: AbuseCase, act: Act, measure: str, decision: str, gag_until: date | None = None) -> None:
    """It is so. `cut` acts by the product's own verb; only an authority's order delays every notice (C-29)."""
    _known(case)
    case.measure, case.decision, case.gag_until = measure, decision, gag_until
    case.decided_at, case.decided_by = act.now, act.actor
    if measure == AbuseCase.Measure.CUT:
        _cut(case, act, decision, gag_until)
    if not case.is_gagged(act.today):
        _tell(case, act)
    emails.decided(case, act)


@flow.verb(source=AbuseCase.OPEN, target="dismissed", clause="DN-7.4.2(1-5)", label=gettext_lazy("not confirmed"),
           clause_of=lambda case: case.clause)  # fmt: skip
def dismiss(case: AbuseCase, act: Act, decision: str) -> None:
    """It is not so, or it is no service of ours; a customer who was asked is told."""
    case.decision, case.decided_at, case.decided_by = decision, act.now, act.actor
    close_attention(act, about=case.public_id)
    if case.asked_at:
        _tell(case, act)
    emails.decided(case, act)


@flow.verb(source="upheld", clause="C-29")
def tell_customer(case: AbuseCase, act: Act) -> None:
    """The delay that an authority ordered is over: the customer is told now."""
    _tell(case, act)


@flow.verb(source="new", clause="DN-7.4.2(1-5)", clause_of=lambda case: case.clause)
def report_late_look(case: AbuseCase, act: Act) -> None:
    """Nobody has looked at it in time: recorded, and shown once more."""
    evidence.record(case.public_id, "breach", "late_look", act, case.clause, due=case.look_by)
    tell_staff(case, act, f"{QUEUE}_late", gettext_lazy("nobody has looked at it"), case.clause)


@flow.verb(source="asked", clause="DN-7.4.2(1-5)", clause_of=lambda case: case.clause)
def report_no_answer(case: AbuseCase, act: Act) -> None:
    """The customer has not answered in time: staff decide without him."""
    tell_staff(case, act, f"{QUEUE}_late", gettext_lazy("the customer has not answered"), case.clause)


def _hear(case: AbuseCase, act: Act, answer: str) -> None:
    case.answer, case.answered_at = answer, act.now
    tell_staff(case, act, f"{QUEUE}_answers", gettext_lazy("the customer has answered"), case.clause)


def _known(case: AbuseCase) -> None:
    if not case.service or case.customer_id is None:
        raise NotAllowed(_("Name the service first: nobody knows whose it is."), case.clause)


def _cut(case: AbuseCase, act: Act, text: str, gag_until: date | None) -> None:
    """A server, a space and a name are stopped at once; a certificate's end waits for a second person (guard 18)."""
    finder = services.finder_of(case.service)
    if finder is None:
        raise NotAllowed(_("Name the service first: nobody knows whose it is."), case.clause)
    said = act.because(f"{case.public_id}: {act.reason}")
    finder.cut(case.service, said, text, gag_until if gag_until and gag_until >= act.today else None)


def _tell(case: AbuseCase, act: Act) -> None:
    case.told_at = act.now
    emails.told(case, act)
