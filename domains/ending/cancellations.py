"""Cancellations (DN-A2-4.1, DN-6.2.5): asked for by the holder, handled by staff within their clock."""

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core import workdays
from core.acts import Act
from core.attention import close_attention, raise_attention
from core.transitions import Flow, NotAllowed, claim
from domains import guards
from domains.flow import flow as names
from domains.models import Cancellation, Domain
from domains.terms import END

from . import emails

flow = Flow(Cancellation)
CANCELLABLE = {"registered", "grace"}
UNDER_WAY = ["asked", "accepted"]


def ask(domain: Domain, act: Act, reason: str, detail: str) -> Cancellation:
    """The holder asks for the end of his name. Raises NotAllowed."""
    with transaction.atomic():
        claim(domain)
        _check(domain)
        due = workdays.deadline(act.now, END.cancellation_working_days, workdays.closed_from(act.today))
        request = Cancellation(
            customer_id=domain.customer_id, domain=domain, reason=reason, detail=detail, asked_at=act.now,
            asked_by=act.actor, decide_by=due, acted_through=act.now,
        )  # fmt: skip
        request.reschedule()
        request.save()
        emails.cancellation_received(request, act)
        _tell_staff(request, act, _("a cancellation is asked for"), "asked")
    return request


@flow.verb(source="asked", target="accepted", clause="DN-A2-4.1.1", label=_("accept, cancel at the registry"))
def accept(request: Cancellation, act: Act) -> None:
    """The name is cancelled (.ma) or deleted at the registry; refused while something protects it."""
    domain = request.domain
    if why := guards.protection(domain):
        raise NotAllowed(_("%(name)s: %(why)s") % {"name": domain, "why": why}, "DN-12.1")
    names.verbs["end_early"](domain, act, by=Domain.EndedBy.CUSTOMER)


@flow.verb(source="asked", target="refused", clause="DN-A2-4.1.1", label=_("refuse"))
def refuse(request: Cancellation, act: Act, refusal: str) -> None:
    """Not done, for a reason from the list and in words; the holder reads both."""
    request.refusal, request.settled_at = refusal, act.now
    emails.cancellation_refused(request, act)


@flow.verb(source="asked", target="withdrawn", clause="DN-A2-4.1.1", label=_("withdraw"))
def withdraw(request: Cancellation, act: Act) -> None:
    """The holder has thought better of it, or has renewed the name."""
    request.settled_at = act.now
    close_attention(act, about=request.public_id)


@flow.verb(source=UNDER_WAY, target="done", clause="DN-A2-4.1.2")
def finish(request: Cancellation, act: Act) -> None:
    """The registry has ended the name."""
    request.settled_at = act.now
    close_attention(act, about=request.public_id)


@flow.verb(source="accepted", target="asked", clause="DN-12.1")
def give_back(request: Cancellation, act: Act, why: str) -> None:
    """Something came in between at the registry: staff decide anew."""
    _tell_staff(request, act, _("the cancellation could not be carried out"), f"back:{act.today}", why)


@flow.verb(source="asked", clause="DN-A2-4.1.1")
def report_late_handling(request: Cancellation, act: Act) -> None:
    """Nobody has handled it in time."""
    _tell_staff(request, act, _("a cancellation waits for its decision"), "late")


def settle(domain: Domain, act: Act) -> None:
    """The name has ended at the registry, by this request or not: there is nothing left to ask for."""
    for request in domain.cancellations.filter(state__in=UNDER_WAY):
        finish(request, act)


def drop(domain: Domain, act: Act) -> None:
    """The name has been renewed: its holder wants to keep it."""
    for request in domain.cancellations.filter(state="asked"):
        withdraw(request, act)


def send_back(domain: Domain, act: Act, why: str) -> None:
    """The registry was told not to go on."""
    for request in domain.cancellations.filter(state="accepted"):
        give_back(request, act, why=why)


def _check(domain: Domain) -> None:
    if domain.state not in CANCELLABLE:
        words = _("%(name)s is %(state)s: it cannot be cancelled now.")
        raise NotAllowed(words % {"name": domain, "state": domain.get_state_display()}, "DN-A2-4.1.1")
    if why := guards.protection(domain):
        raise NotAllowed(_("%(name)s: %(why)s") % {"name": domain, "why": why}, "DN-12.1")
    if domain.cancellations.filter(state__in=UNDER_WAY).exists():
        raise NotAllowed(_("A cancellation of this name is under way already."), "DN-A2-4.1.1")


def _tell_staff(request: Cancellation, act: Act, words, what: str, detail: str = "") -> None:
    title, key = format_lazy("{} – {}", request, words), f"{request.public_id}:{what}"
    raise_attention("cancellations", key, request.public_id, title, act=act, detail=detail or request.detail,
                    clause=request.clause)  # fmt: skip
