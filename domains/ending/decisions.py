"""Decisions that end, move or lock a name: entered by one person, executed by another, told afterwards (DN-6.1.1)."""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import papers
from core import deciding
from core.acts import Act
from core.ports import PortRefused, PortWaiting
from core.transitions import Flow, NotAllowed, amend
from domains import renewals
from domains.changes.lifecycle import ask_for
from domains.flow import flow as names
from domains.models import Authority, Domain, Hold, LegalDecision, ReasonCode

from . import claims, emails

flow = Flow(LegalDecision)
ALIVE = ["registered", "renewing", "grace", "deleting", "cancelling", "redemption", "restoring",
         "pending_delete", "cancel_grace"]  # fmt: skip


@names.verb(source=ALIVE, clause="DN-6.1.1", label=_("enter a decision"))
def enter_decision(domain: Domain, act: Act, grounds: str, document: bytes = b"", **facts: Any) -> None:
    """One person reads the decision and enters it; another one executes it."""
    paper = papers.keep(document, act)
    decision = LegalDecision(domain=domain, document=paper, reason=grounds, **facts)
    proof = {
        "effect": decision.effect,
        "reference": decision.reference,
        "paper": paper.sha256 if paper else "",
    }
    title = _("{decision}: to be executed by a second person")
    deciding.enter(decision, domain, act, "decisions", title, **proof)


@flow.verb(source="entered", target="executing", clause="DN-6.1.1", label=_("execute"))
def execute(decision: LegalDecision, act: Act) -> None:
    """At once and without notice, by another person than the one who entered it."""
    deciding.by_another(decision, act, "DN-6.1.1")
    decision.executed_at, decision.executed_by, decision.call_at = act.now, act.actor, act.now
    decision.told_to = _addresses(decision.domain)
    EFFECTS[decision.effect](decision, act)
    deciding.executed(decision, decision.domain, act, effect=decision.effect)


def end_for_breach(
    domain: Domain, first: Act, second: Act, words: str, grounds: str = ReasonCode.FORMAL
) -> None:
    """A formal notice has ended in a termination: one person has decided it, another carries it out (SSL-8.3)."""
    cancelled = {"authority": Authority.PROVIDER, "effect": LegalDecision.Effect.CANCEL, "detail": words}
    enter_decision(domain, first, grounds=grounds, **cancelled)
    execute(domain.decisions.get(state="entered", reason=grounds), second)


end_with_account = partial(end_for_breach, grounds=ReasonCode.ACCOUNT)  # its data are inaccurate (DN-7.3.2)


@flow.verb(source="entered", target="withdrawn", clause="DN-6.1.1", label=_("withdraw"))
def withdraw(decision: LegalDecision, act: Act) -> None:
    """It was entered by mistake, or has been overturned before it was executed."""


@flow.verb(source="executing", target="executed", clause="DN-6.1.1")
def confirm(decision: LegalDecision, act: Act, answer) -> None:
    """The registry has done it: now those concerned are told, unless the law forbids it until a day (C-29)."""
    decision.call_at, decision.call_error = None, ""
    if decision.effect == LegalDecision.Effect.TRANSFER:
        emails.handed_over(decision, act)
    if not decision.gag_until or decision.gag_until < act.today:
        tell(decision, act)


@flow.verb(source="executing", clause="DN-6.1.1")
def not_confirmed(decision: LegalDecision, act: Act, refusal: PortRefused) -> None:
    """The registry has refused a part of it: staff have been told, and send it again."""
    decision.call_error = str(refusal)


@flow.verb(source="executed", clause="C-29")
def tell_holder(decision: LegalDecision, act: Act) -> None:
    """The gag is over: who held the name is told now."""
    tell(decision, act)


def tell(decision: LegalDecision, act: Act) -> None:
    """After the act (C-29)."""
    decision.told_at = act.now
    emails.decision_executed(decision, act)


def ask_whether_done(decision: LegalDecision, act: Act) -> None:
    """Raises PortWaiting until the registry has answered to what the decision wants."""
    domain = Domain.objects.get(pk=decision.domain_id)
    asked = domain.changes.filter(clause="DN-6.1.1", asked_at__gte=decision.executed_at)
    asked = asked.filter(state__in=["sending", "failed"])
    if domain.asking or asked.exists():
        raise PortWaiting("the registry has not carried it out yet")


flow.call(
    "confirm_execution", source="executing", clause="DN-6.1.1", ask=ask_whether_done, done=confirm,
    refused=not_confirmed,
)  # fmt: skip


# --- effects ---------------------------------------------------------------------------------------------
def _cancel(decision: LegalDecision, act: Act) -> None:
    """Nothing protects the name against the decision: what was open is over."""
    domain = decision.domain
    for hold in domain.holds.filter(closed_at=None):
        claims.close(hold, act)
    verb = names.verbs["end_early" if domain.state in {"registered", "grace"} else "forbid_return"]
    more = {"by": Domain.EndedBy.DECISION} if verb.name == "end_early" else {}
    verb(domain, act, **more)


def _lock(decision: LegalDecision, act: Act) -> None:
    """A hold of the court: no deletion, no transfer, locked at the registry."""
    claims.open_circumstance(decision.domain, act, Hold.Kind.COURT, "DN-6.1.1")


@transaction.atomic
def _transfer(decision: LegalDecision, act: Act) -> None:
    """The name goes into the account of the person to whom it was awarded, and its holder changes."""
    domain, contact = decision.domain, decision.beneficiary
    if domain.state not in {"registered", "grace"}:
        words = _("%(name)s is %(state)s: it can be handed over once it is registered.")
        raise NotAllowed(words % {"name": domain, "state": domain.get_state_display()}, "DN-6.1.1")
    for hold in domain.holds.filter(closed_at=None):
        claims.close(hold, act)
    renewals.withdraw_proposals(domain, act)
    amend(
        domain,
        act,
        "handed_over",
        "DN-6.1.1",
        customer_id=contact.customer_id,
        proposal="",
        letting_expire=False,
    )
    who = contact.snapshot()
    ask_for(domain, "contacts", {"holder": who, "admin": who}, act, "DN-6.1.1")


EFFECTS = {"cancel": _cancel, "lock": _lock, "transfer": _transfer}


def _addresses(domain: Domain) -> list[str]:
    """Who is told: the holder and the account as they were."""
    known = [domain.contacts.get("holder", {}).get("email"), domain.customer.billing_email]
    return list(dict.fromkeys(filter(None, known)))
