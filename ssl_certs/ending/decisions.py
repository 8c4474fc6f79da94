"""What we decide ourselves: an order refused, locked, or ended by two people (SSL-12, SSL-10.5, SSL-10.9)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from billing import papers
from core import deciding
from core.acts import Act
from core.transitions import NotAllowed
from ssl_certs.flows import decisions as flow
from ssl_certs.flows import orders
from ssl_certs.models import Ground, SslDecision, SslOrder

from . import cancellations, emails

Effect = SslDecision.Effect
ENDING: dict[str, str] = {Ground.BAD_DATA: "end_for_bad_data", Ground.FORCE: "end_by_force_majeure"}
HARASSMENT = "ssl_certs.decide_harassment"  # the right of a manager (SSL-12.2)


@orders.verb(
    source=list(SslOrder.CANCELLABLE), clause="SSL-12.1", label=_("enter a decision: refuse, lock or end it")
)
def enter_decision(
    order: SslOrder, act: Act, effect: str, ground: str, detail: str = "", note: str = "", reference: str = "",
    gag_until: date | None = None, document: bytes = b"",
) -> None:  # fmt: skip
    """A decision is written down with its ground; an end waits for a second person (guard 18)."""
    if gag_until and ground != Ground.POLICE:
        raise NotAllowed(_("Only a request of the police delays the customer’s notice."), "SSL-12.1")
    _check(order, effect)
    paper = papers.keep(document, act)
    decision = SslDecision(order=order, effect=effect, ground=ground, detail=detail, note=note, reference=reference,
                           gag_until=gag_until, document=paper)  # fmt: skip
    deciding.enter(decision, order, act, "ssl_decisions", effect=effect, ground=ground, reference=reference,
                   document=paper.sha256 if paper else "")  # fmt: skip


@orders.verb(
    source=list(SslOrder.CANCELLABLE), clause="SSL-12.2", label=_("end it for harassment of our staff")
)
def end_for_harassment(order: SslOrder, act: Act, detail: str, note: str, document: bytes = b"") -> None:
    """Without a warning, by a manager; a second one executes it (guard 18)."""
    harassed = {"effect": Effect.TERMINATE, "ground": Ground.HARASSMENT}
    enter_decision.body(order, act, **harassed, detail=detail, note=note, document=document)


def end_for_breach(order: SslOrder, first: Act, second: Act, words: str) -> None:
    """A formal notice has ended in a termination: one person has decided it, another carries it out (SSL-8.3)."""
    enter_decision(order, first, effect=Effect.TERMINATE, ground=Ground.FORMAL, detail=words)
    execute(order.decisions.get(state="entered"), second)


def cut_for_abuse(about: str, act: Act, text: str, gag_until: date | None) -> None:
    """A report of abuse is confirmed: its end and the revocations are entered, for a second person (SSL-10.9)."""
    ground = Ground.POLICE if gag_until else Ground.MISUSE
    enter_decision(SslOrder.objects.get(public_id=about), act, effect=Effect.TERMINATE, ground=ground, detail=text,
                   gag_until=gag_until)  # fmt: skip


def _check(order: SslOrder, effect: str) -> None:
    if effect == Effect.REFUSE and order.term_started_on:
        raise NotAllowed(_("A certificate has been issued: the order can be ended, not refused."), "SSL-12.1")
    if effect == Effect.LOCK and order.locked_at:
        raise NotAllowed(_("This order is locked already."), "SSL-12.1")
    if order.decisions.filter(state="entered").exists():
        raise NotAllowed(_("A decision about this order waits already for its second person."), "SSL-12.1")


@flow.verb(source="entered", target="executed", clause="SSL-12.1", label=_("execute"),
           clause_of=lambda decision: decision.clause)  # fmt: skip
def execute(decision: SslDecision, act: Act) -> None:
    """An end is executed by another person than the one who entered it."""
    if decision.effect == Effect.TERMINATE:
        deciding.by_another(decision, act, "SSL-12.1")
    decision.executed_at, decision.executed_by = act.now, act.actor
    order = decision.order
    if decision.effect == Effect.REFUSE:
        cancellations.by_company(order, act)
    elif decision.effect == Effect.LOCK:
        orders.verbs["lock"](order, act)
    else:
        orders.verbs[ENDING.get(decision.ground, "end_by_decision")](order, act)
    deciding.executed(decision, order, act)
    told = decision.ground == Ground.FORCE  # by the mail of its end
    if not told and (not decision.gag_until or decision.gag_until < act.today):
        _tell(decision, act)


@flow.verb(source="executed", target="lifted", clause="SSL-12.1", label=_("lift the lock"))
def lift(decision: SslDecision, act: Act) -> None:
    """The reason of a lock is gone: the customer is told that all is open again."""
    if decision.effect != Effect.LOCK:
        raise NotAllowed(_("Only a lock is lifted: an end is final."), "SSL-12.1")
    decision.lifted_at = act.now
    orders.verbs["unlock"](decision.order, act)
    if decision.told_at:
        emails.unlocked(decision, act)


@flow.verb(source="entered", target="withdrawn", clause="SSL-12.1", label=_("withdraw"))
def withdraw(decision: SslDecision, act: Act) -> None:
    """It was entered by mistake, or its reason is gone."""


@flow.verb(source="executed", clause="C-29")
def tell_customer(decision: SslDecision, act: Act) -> None:
    """The delay is over: the customer is told now."""
    _tell(decision, act)


def _tell(decision: SslDecision, act: Act) -> None:
    decision.told_at = act.now
    emails.decided(decision, act)
