"""The life of a name: its verbs, in the order in which they happen. The only place that moves a `Domain`.

`schedule.py` says when the clock performs which; customers and staff perform the rest. Verbs that follow a paid
line receive it, and finish or credit it.
"""

from django.utils.translation import gettext_lazy as _

from core import clock, evidence
from core.acts import Act
from core.ports import PortRefused
from core.transitions import Flow

from . import answers, emails, prices, registry_calls, renewals
from .files import at_renewal as papers_at_renewal
from .managing.acts import after_registration
from .models import Domain
from .phases import end_clause, grace_clause
from .registry import NameTaken

flow = Flow(Domain, prepare=prices.share)


# --- registration ---------------------------------------------------------------------------------------


@flow.verb(source="registering", target="registered", clause="DN-2.4a")
def confirm_registration(domain: Domain, act: Act, answer) -> None:
    """The registry has registered the name: only now is it a registration."""
    domain.registry_created_at, domain.registry_expires_at = answer.created_at, answer.expires_at
    domain.paid_through, domain.auth_code = registry_calls.expiry_day(answer), answer.auth_code
    answers.settle_call(domain)
    for old in Domain.objects.filter(name=domain.name).exclude(pk=domain.pk):
        _end_of_predecessor(old, act)
    renewals.finish_line(domain, act)
    emails.validated(domain, act)
    after_registration(domain, act)


@flow.verb(source="registering", target="unavailable", clause="DN-2.2b")
def lose_name(domain: Domain, act: Act, refusal: PortRefused) -> str | None:
    """The registry says no after payment: the money becomes credit and the customer chooses another name."""
    if refusal.code in answers.OURS:
        return answers.ask_tomorrow(domain, act, refusal, "registering")
    words = answers.in_words(domain, refusal)
    domain.call_error, domain.call_at = str(refusal.code), None
    renewals.credit_line(domain, act, words)
    emails.not_registered(domain, act, words)
    return None if isinstance(refusal, NameTaken) else "refused"


@flow.verb(source="registering", clause="DN-2.4b")
def report_late_validation(domain: Domain, act: Act) -> None:
    """Two working days have passed without a registration: a promise is broken and staff are told."""
    evidence.record(
        domain.public_id, "breach", "late_validation", act, "DN-2.4b", due=domain.validation_due_at
    )
    answers.tell_staff(domain, act, "late", _("validation is late"), "DN-2.4b")


@flow.verb(source=["registered", "renewing", "grace"], clause="DN-3.2b")
def start_term(domain: Domain, act: Act) -> None:
    """The first term starts when the validation mail is delivered."""
    domain.term_started_at = domain.term_started_at or act.now


def validation_delivered(email, act: Act) -> None:
    """The outbox says that a validation mail has left."""
    domain = Domain.objects.filter(public_id=email.about, term_started_at=None).first()
    if domain and start_term.allowed(domain):
        start_term(domain, act)


# --- expiry ----------------------------------------------------------------------------------------------


@flow.verb(source=["registered", "grace", "redemption", "cancel_grace"], clause="DN-3.3")
def warn(domain: Domain, act: Act, notice: str) -> None:
    """Tell the holder where the name stands, until when he can act, and at what price."""
    emails.notice(domain, act, notice)


@flow.verb(source=["registered"], clause="HD-3.5")
def propose_renewal(domain: Domain, act: Act) -> None:
    """Thirty days before expiry the renewal proforma goes out; nothing renews unless it is paid (HD-6.2)."""
    renewals.propose(domain, act)
    papers_at_renewal.ask(domain, act)


@flow.verb(source=["registered", "grace"], clause="HD-6.3", label=_("let expire"))
def let_expire(domain: Domain, act: Act) -> None:
    """The customer will not renew: notices go on, no proforma is made (C-11)."""
    domain.letting_expire = True
    renewals.withdraw_proposals(domain, act)


@flow.verb(source=["registered", "grace"], clause="DN-3.2c", label=_("wants to renew after all"))
def keep(domain: Domain, act: Act) -> None:
    """The customer changed his mind: proformas are made again."""
    domain.letting_expire = False


@flow.verb(source="registered", target="grace", clause="DN-5.2", clause_of=grace_clause)
def enter_grace(domain: Domain, act: Act) -> None:
    """The day after expiry: the name can still be renewed."""
    emails.phase(domain, act, "grace")


@flow.verb(source=["registered", "grace"], clause="DN-12.1")
def list_for_staff(domain: Domain, act: Act) -> None:
    """Shortly before the end of the grace the name is shown to staff."""
    answers.tell_staff(domain, act, "ending", _("leaves the grace soon"), "DN-12.1")


# --- renewal ---------------------------------------------------------------------------------------------


@flow.verb(source=["registered", "grace"], target="renewing", clause="DN-3.2c")
def begin_renewal(domain: Domain, act: Act, line) -> None:
    """A renewal has been paid: the registry is asked."""
    domain.line, domain.pending_years = line.public_id, line.quantity
    renewals.withdraw_proposals(domain, act)
    answers.call_now(domain, act)


@flow.verb(source="renewing", target="registered", clause="DN-5.2")
def confirm_renewal(domain: Domain, act: Act, answer) -> None:
    """The registry's expiry covers the paid years."""
    domain.paid_through = clock.years_later(domain.paid_through, domain.pending_years)
    domain.registry_expires_at, domain.cutoff_missed_on = answer.expires_at, None
    domain.letting_expire = domain.notices_waived = False
    answers.settle_call(domain)
    answers.begin_term(domain)
    renewals.finish_line(domain, act)
    emails.renewed(domain, act)


@flow.verb(source="renewing", target="grace", clause="DN-6.2.5")
def refuse_renewal(domain: Domain, act: Act, refusal: PortRefused) -> str | None:
    """The registry refuses the renewal: the money becomes credit, the name stands where it stood."""
    if refusal.code in answers.OURS:
        return answers.ask_tomorrow(domain, act, refusal, "renewing")
    answers.refused(domain, act, refusal, _("the renewal was refused"))
    was_in_grace = domain.acted_through >= clock.opening(domain.paid_through + clock.days(1))
    return "grace" if was_in_grace else "registered"


# --- the end of a gTLD name ------------------------------------------------------------------------------


@flow.verb(source="grace", target="deleting", clause="DN-12.1")
def delete_name(domain: Domain, act: Act) -> None:
    """The grace is over, nothing was paid and nothing holds the name: it goes to the registry for deletion."""
    answers.call_now(domain, act)


@flow.verb(source="deleting", target="redemption", clause="DN-5.3")
def enter_redemption(domain: Domain, act: Act, answer) -> None:
    """The registry has taken the deletion: thirty days in which the name can be bought back."""
    domain.redemption_on = act.today
    answers.settle_call(domain)
    renewals.withdraw_proposals(domain, act)
    emails.phase(domain, act, "redemption")


@flow.verb(source="deleting", clause="DN-12.1")
def refuse_deletion(domain: Domain, act: Act, refusal: PortRefused) -> str:
    """The registry does not delete: asked again, and a person must look; a spared name is back in its grace."""
    if isinstance(refusal, registry_calls.Spared):
        answers.come_back(domain, act)
        return "grace"
    return answers.ask_tomorrow(domain, act, refusal, "deleting")


@flow.verb(source="redemption", target="pending_delete", clause="DN-5.4")
def enter_pending_delete(domain: Domain, act: Act) -> None:
    """Nothing can be done any more; the registry deletes within five days."""
    renewals.withdraw_proposals(domain, act)
    emails.phase(domain, act, "pending_delete")


# --- redemption ------------------------------------------------------------------------------------------


@flow.verb(source="redemption", target="restoring", clause="DN-5.3")
def begin_restore(domain: Domain, act: Act, line) -> None:
    """The buy-back has been paid: the registry is asked to restore the name."""
    domain.line, domain.pending_years = line.public_id, line.quantity
    answers.call_now(domain, act)


@flow.verb(source="restoring", target="registered", clause="DN-5.3")
def confirm_restore(domain: Domain, act: Act, answer) -> None:
    """The name is back, with the year that the buy-back includes (C-25)."""
    domain.paid_through = clock.years_later(domain.paid_through, 1)
    domain.registry_expires_at, domain.redemption_on = answer.expires_at, None
    answers.settle_call(domain)
    answers.begin_term(domain)
    renewals.finish_line(domain, act)
    emails.restored(domain, act)


@flow.verb(source="restoring", target="redemption", clause="DN-5.3")
def refuse_restore(domain: Domain, act: Act, refusal: PortRefused) -> str | None:
    """The registry does not restore: the money becomes credit and staff look."""
    if refusal.code in answers.OURS:
        return answers.ask_tomorrow(domain, act, refusal, "restoring")
    answers.refused(domain, act, refusal, _("the restore was refused"))
    return None


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
    domain.cancelled_on = act.today
    answers.settle_call(domain)
    renewals.withdraw_proposals(domain, act)
    emails.phase(domain, act, "cancel_grace")


@flow.verb(source="cancelling", clause="DN-A2-4.2.2")
def refuse_cancellation(domain: Domain, act: Act, refusal: PortRefused) -> str:
    """The registry does not cancel: asked again, and a person must look; a spared name is back in its grace."""
    if isinstance(refusal, registry_calls.Spared):
        answers.come_back(domain, act)
        return "grace"
    return answers.ask_tomorrow(domain, act, refusal, "cancelling")


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


# --- the registry's calls --------------------------------------------------------------------------------

for _name, _source, _clause, _ask, _done, _refused_by in (
    ("register_at_registry", "registering", "DN-2.3a", "registration", confirm_registration, lose_name),
    ("renew_at_registry", "renewing", "DN-5.2", "renewal", confirm_renewal, refuse_renewal),
    ("restore_at_registry", "restoring", "DN-5.3", "restore", confirm_restore, refuse_restore),
    ("delete_at_registry", "deleting", "DN-12.1", "deletion", enter_redemption, refuse_deletion),
    (
        "cancel_at_registry",
        "cancelling",
        "DN-A2-4.2.2",
        "cancellation",
        enter_cancel_grace,
        refuse_cancellation,
    ),
):
    flow.call(
        _name,
        source=_source,
        clause=_clause,
        ask=getattr(registry_calls, f"ask_{_ask}"),
        done=_done,
        refused=_refused_by,
    )
flow.call(
    "confirm_deletion", source=["pending_delete", "cancel_grace"], clause="DN-5.4",
    ask=registry_calls.ask_whether_gone, done=confirm_deletion, refused=not_gone,
)  # fmt: skip


def _end_of_predecessor(old: Domain, act: Act) -> None:
    """The registry has given the name anew: what it was before has ended."""
    if give_way.allowed(old):
        give_way(old, act)
    elif old.state == "pending_delete":
        confirm_deletion(old, act, answer=None)


__all__ = ["flow"]
