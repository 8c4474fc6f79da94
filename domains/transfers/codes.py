"""Authorisation codes: free, shown only after signing in anew, given by staff where the registry needs a person.

The only place that moves a `CodeRequest`. Each showing is logged with who, from where and when (DN-6.p1(2)).
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import clock, evidence, workdays
from core.acts import Act
from core.clock import days
from core.transitions import Flow, NotAllowed, amend, claim
from domains import answers
from domains.models import CodeRequest, Domain
from domains.terms import TRANSFER, Family

from . import emails, guards, landing
from .landing import SELF_SERVICE

flow = Flow(CodeRequest)


# --- asked ------------------------------------------------------------------------------------------------


def ask(domain: Domain, act: Act) -> CodeRequest:
    """The customer wants the code: ready at once, or a staff item with its clock (C-05); asked twice is once."""
    with transaction.atomic():
        claim(domain)
        if why := guards.may_leave(domain, act.today):
            why.refuse()
        if known := open_request(domain):
            return known
        by_hand = domain.extension.auth_code != SELF_SERVICE
        return _asked(domain, act) if by_hand else _at_once(domain, act)


def open_request(domain: Domain) -> CodeRequest | None:
    return domain.code_requests.filter(state__in=CodeRequest.OPEN).select_related("domain").first()


def clocks(domain: Domain, asked_at: datetime) -> dict:
    """Our target, the shorter of one working day and three days; the promise of the extension's own clause (C-05)."""
    day = clock.local_date(asked_at)
    closed = workdays.closed_from(day)
    third = clock.opening(day + TRANSFER.code_days + days(1)) - workdays.ONE_SECOND
    working = workdays.deadline(asked_at, TRANSFER.code_working_days, closed)
    sooner = workdays.deadline(asked_at, TRANSFER.code_working_days, closed, counts=workdays.is_target_day)
    moroccan = domain.terms.family == Family.MA
    due, clause = (third, "DN-A2-3.1c") if moroccan else (working, "DN-8.3")
    return {"target_at": min(sooner, third), "due_at": due, "clause": clause}


def _asked(domain: Domain, act: Act) -> CodeRequest:
    request = _new(domain, act, **clocks(domain, act.now))
    answers.tell_staff(request, act, "codes", _("an authorisation code is to be given"), request.clause)
    return request


def _at_once(domain: Domain, act: Act) -> CodeRequest:
    if not domain.auth_code:
        landing.new_code(domain, act)
    return _new(domain, act, state=CodeRequest.State.READY, clause="DN-8.3", given_at=act.now)


def _new(domain: Domain, act: Act, **facts) -> CodeRequest:
    request = CodeRequest(
        customer_id=domain.customer_id, domain=domain, asked_at=act.now, asked_by=act.actor,
        acted_through=act.now, **facts,
    )  # fmt: skip
    request.reschedule()
    request.save()
    evidence.record(domain.public_id, "act", "code_asked", act, request.clause, due=request.due_at)
    return request


# --- given by staff ---------------------------------------------------------------------------------------


@flow.verb(source="asked", target="ready", clause="DN-8.3", label=_("give the code"))
def give(request: CodeRequest, act: Act, code: str) -> None:
    """Staff have it from the registry: the holder is told that it is ready, not what it is."""
    amend(request.domain, act, "code_given", request.clause, auth_code=code)
    request.given_at = act.now
    emails.code_ready(request, act)


@flow.verb(source="asked", target="refused", clause="C-07", label=_("do not give the code"))
def refuse_code(request: CodeRequest, act: Act) -> None:
    """Something forbids the transfer: the holder reads what and the way out."""
    emails.code_refused(request, act, act.reason)


@flow.verb(source="asked", clause="C-05")
def urge_staff(request: CodeRequest, act: Act) -> None:
    """Our own target has passed, the promise not yet."""
    answers.tell_staff(request, act, "codes_late", _("a code should have been given by now"), "C-05")


@flow.verb(source="asked", clause="C-05")
def report_breach(request: CodeRequest, act: Act) -> None:
    """The promise is broken: recorded under the clause of the extension."""
    facts = {"asked": request.asked_at, "due": request.due_at}
    evidence.record(request.domain.public_id, "breach", "late_code", act, request.clause, **facts)
    title = _("the promise about an authorisation code is broken")
    answers.tell_staff(request, act, "codes_broken", title, request.clause)


# --- shown ----------------------------------------------------------------------------------------------


@flow.verb(source=["ready", "shown"], target="shown", clause="DN-6.p1(2)")
def show(request: CodeRequest, act: Act, understood: bool = False) -> None:
    """The person who has just signed in anew sees the code: logged, and told to the holder without the code."""
    domain = request.domain
    if why := guards.may_leave(domain, act.today):
        why.refuse()
    if (late := guards.warning(domain, act.today)) and not understood:
        raise NotAllowed(str(late), late.clause)
    if not domain.auth_code:
        raise NotAllowed(_("The registry is setting the code: look again in a minute."), "DN-8.3")
    request.shown_at, request.watch_until = act.now, act.now + TRANSFER.watch
    request.call_at, request.call_attempts = act.now + TRANSFER.watch_every, 0
    evidence.record(domain.public_id, "act", "code_shown", act, "DN-6.p1(2)", request=request.public_id)
    emails.code_shown(request, act)


@flow.verb(source=CodeRequest.OPEN, target="closed", clause="DN-6.p2")
def close(request: CodeRequest, act: Act) -> None:
    """The name has left, or the request has no more use."""
    answers.settle_call(request)
