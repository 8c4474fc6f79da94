"""Mitigating circumstances (DN-A1-2): claimed by the customer with proof, or opened by staff; closed by staff."""

from datetime import datetime

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from billing import papers
from core import clock, evidence, workdays
from core.acts import Act
from core.attention import raise_attention
from core.transitions import Flow, NotAllowed, claim
from domains.changes.lifecycle import ask_for
from domains.models import Domain, Hold
from domains.terms import END

from . import emails

flow = Flow(Hold)
PROTECTED = ["registered", "renewing", "grace", "redemption", "deleting", "cancelling"]


def claim_circumstance(domain: Domain, act: Act, kind: str, detail: str, proof: bytes) -> Hold:
    """The customer says what protects his name: it does so at once, until staff have decided. Raises NotAllowed."""
    paper = papers.keep(proof, act)
    with transaction.atomic():
        claim(domain)
        _check_claim(domain, kind)
        due = workdays.deadline(act.now, END.claim_working_days, workdays.closed_from(act.today))
        hold = _opened(domain, act, kind, state="claimed", detail=detail, proof=paper, decide_by=due)
        evidence.record(domain.public_id, "act", "claim_circumstance", act, "DN-A1-2", hold=hold.public_id)
        emails.claim_received(hold, act)
        _tell_staff(hold, act, _("a circumstance is claimed"), "claimed")
    return hold


def open_circumstance(domain: Domain, act: Act, kind: str, clause: str = "DN-9.5(2)") -> Hold:
    """Staff know of a circumstance: it stands until they close it. A dispute is locked under `clause`."""
    return _opened(domain, act, kind, detail=act.reason, lock_by=_locked_by(domain, kind, act, clause))


@flow.verb(source="claimed", target="open", clause="DN-A1-2", label=_("accept"))
def accept(hold: Hold, act: Act) -> None:
    """The proof is good: it protects the name until it is over."""
    hold.answer = act.reason
    hold.lock_by = _locked_by(hold.domain, hold.kind, act, "DN-9.5(2)")
    emails.claim_decided(hold, act)


@flow.verb(source="claimed", target="rejected", clause="DN-A1-2", label=_("do not accept"))
def reject(hold: Hold, act: Act) -> None:
    """The proof is not good: the schedule goes on, and the customer reads why."""
    hold.answer, hold.closed_at, hold.closed_by = act.reason, act.now, act.actor
    emails.claim_decided(hold, act)


@flow.verb(source=["claimed", "open"], target="closed", clause="DN-A1-2", label=_("it is over"))
def close(hold: Hold, act: Act) -> None:
    """The circumstance is over: the schedule goes on."""
    hold.closed_at, hold.closed_by, hold.lock_by = act.now, act.actor, None


@flow.verb(source="claimed", clause="DN-A1-2")
def report_late_decision(hold: Hold, act: Act) -> None:
    """Nobody has decided in time: staff are told once more; the name stays protected."""
    _tell_staff(hold, act, _("a claimed circumstance waits for its decision"), "late")


@flow.verb(source="open", clause="DN-9.5(2)")
def check_lock(hold: Hold, act: Act) -> None:
    """A name in a dispute procedure is locked within two working days (facts B3); otherwise staff must act."""
    hold.lock_by = None
    if not hold.domain.locked:
        evidence.record(hold.domain.public_id, "breach", "not_locked_in_dispute", act, "DN-9.5(2)")
        _tell_staff(hold, act, _("in dispute, and still not locked at the registry"), "unlocked")


def _check_claim(domain: Domain, kind: str) -> None:
    if domain.state not in PROTECTED or domain.ended_by == Domain.EndedBy.DECISION:
        words = _("%(name)s is %(state)s: there is nothing to protect any more.")
        raise NotAllowed(words % {"name": domain, "state": domain.get_state_display()}, "DN-A1-2")
    if domain.holds.filter(closed_at=None, kind=kind).exists():
        raise NotAllowed(_("This circumstance protects the name already."), "DN-A1-2")
    since = clock.opening(domain.paid_through - domain.terms.first_notice)
    if (
        domain.holds.filter(opened_at__gte=since).exclude(decide_by=None, answer="").count()
        >= END.claims_a_term
    ):
        words = _(
            "Several circumstances have been claimed for this name already. Please write to our support."
        )
        raise NotAllowed(words, "DN-A1-2")


def _opened(domain: Domain, act: Act, kind: str, **facts) -> Hold:
    hold = Hold(
        customer_id=domain.customer_id, domain=domain, kind=kind, opened_at=act.now, opened_by=act.actor,
        acted_through=act.now, **facts,
    )  # fmt: skip
    hold.reschedule()
    hold.save()
    paper = hold.proof.sha256 if hold.proof else ""
    evidence.record(hold.public_id, "decision", "opened", act, "DN-A1-2", domain=domain.public_id,
                    circumstance=kind, detail=hold.detail, proof=paper)  # fmt: skip
    return hold


def _locked_by(domain: Domain, kind: str, act: Act, clause: str) -> datetime | None:
    """A dispute locks the name at the registry; the instant by which staff must see it locked (facts B3)."""
    if kind not in Hold.DISPUTES or domain.locked or domain.state not in {"registered", "renewing", "grace"}:
        return None
    ask_for(domain, "lock", {"on": True}, act, clause)
    return workdays.deadline(act.now, END.lock_working_days, workdays.closed_from(act.today))


def _tell_staff(hold: Hold, act: Act, words, what: str) -> None:
    title, key = format_lazy("{} – {}", hold, words), f"{hold.public_id}:{what}"
    raise_attention("claims", key, hold.public_id, title, act=act, detail=hold.detail, clause="DN-A1-2")
