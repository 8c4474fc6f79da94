"""The end of a name: deletion and redemption (DN-5), under .ma the cancellation and its grace (DN-A2-4)."""

from django.utils.translation import gettext_lazy as _

from core import clock, evidence
from core.acts import Act
from core.ports import PortRefused
from domains import answers, emails, guards, registry_calls, renewals
from domains.ending import cancellations
from domains.flow import flow
from domains.models import Domain
from domains.phases import end_clause
from domains.terms import Family

from .expiry import interrupt_dns


@flow.verb(source="grace", target="deleting", clause="DN-12.1")
def delete_name(domain: Domain, act: Act) -> str | None:
    """The grace is over, nothing was paid and nothing holds the name: it goes to the registry for deletion.

    A name that has not been out of the DNS leaves it first, and is deleted some days later (DN-15.2).
    """
    if domain.parked_on is None:
        interrupt_dns(domain, act)
        return "grace"
    answers.call_now(domain, act)
    return None


def _why_early(domain: Domain) -> str:
    """Decided by a court or an authority, or wanted by the holder: under .ma his right at any time."""
    if domain.ended_by == Domain.EndedBy.DECISION:
        return "DN-6.1.1"
    return "DN-A2-4.1.1" if domain.terms.family == Family.MA else "DN-6.2.5"


@flow.verb(source=["registered", "grace"], clause="DN-6.2.5", clause_of=_why_early)
def end_early(domain: Domain, act: Act, by: str) -> str:
    """The holder wants it (`by` customer), or it has been decided: the name ends before its time, without refund."""
    domain.ended_by = by
    renewals.withdraw_proposals(domain, act)
    answers.call_now(domain, act)
    return "cancelling" if domain.terms.family == Family.MA else "deleting"


@flow.verb(source=["redemption", "cancel_grace", "pending_delete"], clause="DN-6.1.1")
def forbid_return(domain: Domain, act: Act) -> None:
    """A decision falls upon a name that is ending already: it goes on, and cannot be brought back."""
    domain.ended_by = Domain.EndedBy.DECISION
    renewals.withdraw_proposals(domain, act)


@flow.verb(source="deleting", target="redemption", clause="DN-5.3")
def enter_redemption(domain: Domain, act: Act, answer) -> None:
    """The registry has taken the deletion: thirty days in which the name can be bought back."""
    domain.redemption_on = _day_of_deletion(answer, act)
    _given_up(domain, act)
    emails.phase(domain, act, "redemption")


@flow.verb(source="deleting", clause="DN-12.1")
def refuse_deletion(domain: Domain, act: Act, refusal: PortRefused) -> str:
    """The registry does not delete: asked again, and a person must look; a spared name is back in its grace."""
    return _kept(domain, act, refusal, "deleting")


@flow.verb(source="redemption", target="pending_delete", clause="DN-5.4")
def enter_pending_delete(domain: Domain, act: Act) -> None:
    """Nothing can be done any more; the registry deletes within five days."""
    renewals.withdraw_proposals(domain, act)
    emails.phase(domain, act, "pending_delete")


# --- the end of a .ma name -------------------------------------------------------------------------------


@flow.verb(source="grace", target="cancelling", clause="DN-A2-4.2.2")
def cancel_name(domain: Domain, act: Act) -> str | None:
    """At the registry's cut-off an unpaid name is cancelled; after day 30 it is too late and staff decide (C-01)."""
    if act.today > domain.paid_through + domain.terms.grace:
        domain.cutoff_missed_on = act.today
        evidence.record(domain.public_id, "breach", "missed_cutoff", act, "C-01", expired=domain.paid_through)
        title = _("the registry's cut-off was missed: it may have renewed tacitly")
        answers.tell_staff(domain, act, "cutoff", title, "C-01")
        return "grace"
    answers.call_now(domain, act)
    return None


@flow.verb(source="cancelling", target="cancel_grace", clause="DN-A2-4.1.2")
def enter_cancel_grace(domain: Domain, act: Act, answer) -> None:
    """Cancelled at the registry: for thirty days the customer, and nobody else, may register it anew."""
    domain.cancelled_on, domain.cutoff_missed_on = _day_of_deletion(answer, act), None
    _given_up(domain, act)
    emails.phase(domain, act, "cancel_grace")


@flow.verb(source="cancelling", clause="DN-A2-4.2.2")
def refuse_cancellation(domain: Domain, act: Act, refusal: PortRefused) -> str:
    """The registry does not cancel: asked again, and a person must look; a spared name is back in its grace."""
    return _kept(domain, act, refusal, "cancelling")


@flow.verb(source="cancel_grace", target="replaced", clause="DN-A2-4.1.3")
def give_way(domain: Domain, act: Act) -> None:
    """The same name has been registered anew: this one's age is lost (C-36)."""


@flow.verb(source=["pending_delete", "cancel_grace"], target="deleted", clause="DN-5.4", clause_of=end_clause)
def confirm_deletion(domain: Domain, act: Act, answer) -> None:
    """The registry no longer holds the name: it is free for all."""
    answers.settle_call(domain)
    emails.phase(domain, act, "deleted")


@flow.verb(source=["pending_delete", "cancel_grace"], clause="DN-5.4", clause_of=end_clause)
def not_gone(domain: Domain, act: Act, refusal: PortRefused) -> str:
    """The registry does not say whether the name is gone: asked again."""
    return answers.ask_tomorrow(domain, act, refusal, domain.state)


def end_predecessor(domain: Domain, old: Domain, act: Act) -> None:
    """The registry has given the name anew: what it was before has ended, and is linked to what it is now."""
    if old.customer_id == domain.customer_id:
        domain.predecessor = old
    if give_way.allowed(old):
        give_way(old, act)
    elif old.state == "pending_delete":
        confirm_deletion(old, act, answer=None)


def _day_of_deletion(answer, act: Act):
    """The registry's own day, where it says so: an answer may have been lost for days."""
    return clock.local_date(answer.deleted_at) if answer and answer.deleted_at else act.today


def _given_up(domain: Domain, act: Act) -> None:
    """The registry has it; what came too late to keep the name is shown to staff, who may bring it back."""
    answers.settle_call(domain)
    if why := guards.protection(domain):
        evidence.record(domain.public_id, "breach", "given_up_though_protected", act, "DN-12.1", why=str(why))
        title = _("the registry had it before it was known what protects it: bring it back at our cost")
        answers.tell_staff(domain, act, "protected", title, "DN-12.1", detail=str(why))
    cancellations.settle(domain, act)
    renewals.withdraw_proposals(domain, act)


def _kept(domain: Domain, act: Act, refusal: PortRefused, state: str) -> str:
    """Asked again tomorrow, still in `state`; a spared name is back where it stood, its cancellation with staff."""
    if not isinstance(refusal, registry_calls.Spared):
        return answers.ask_tomorrow(domain, act, refusal, state)
    domain.ended_by = ""
    answers.come_back(domain, act)
    cancellations.send_back(domain, act, str(refusal))
    return "grace" if answers.in_grace(domain) else "registered"
