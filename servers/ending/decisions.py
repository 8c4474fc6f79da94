"""What we decide ourselves: a server terminated by two people, without refund (SRV-6.2.2, SRV-7.1.3, HD-3.4)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from core import deciding
from core.acts import Act
from core.attention import close_attention
from core.transitions import NotAllowed
from servers import emails
from servers.flows import decisions as flow
from servers.flows import servers
from servers.models import Server, ServerDecision
from servers.schedule import LIVE

Ground = ServerDecision.Ground


@servers.verb(source=list(LIVE), clause="SRV-7.1.3", label=_("enter a termination"))
def enter_decision(
    server: Server, act: Act, ground: str, detail: str = "", note: str = "", reference: str = "",
    gag_until: date | None = None,
) -> None:  # fmt: skip
    """A termination is written down with its ground; it waits for a second person (guard 18)."""
    if gag_until and ground != Ground.AUTHORITY:
        raise NotAllowed(_("Only an order of an authority delays the customer's notice."), "C-29")
    if server.decisions.filter(state="entered").exists():
        raise NotAllowed(_("A decision about this server waits already for its second person."), "SRV-7.1.3")
    enter(server, act, ground, detail=detail, note=note, reference=reference, gag_until=gag_until)


def enter(server: Server, act: Act, ground: str, **facts) -> None:
    """Write it down, by a person or by the clock; one that waits already is not entered twice."""
    if server.decisions.filter(state="entered").exists():
        return
    decision = ServerDecision(server=server, ground=ground, **facts)
    deciding.enter(decision, server, act, "server_decisions", ground=ground, reference=decision.reference)


@flow.verb(source="entered", target="executed", clause="SRV-7.1.3", label=_("execute"),
           clause_of=lambda decision: decision.clause)  # fmt: skip
def execute(decision: ServerDecision, act: Act) -> None:
    """It is executed by another person than the one who entered it; money on its way stops an abandonment."""
    deciding.by_another(decision, act, "SRV-7.1.3")
    server = decision.server
    if decision.ground == Ground.ABANDONED and (why := server.impediment(None, act.now)):
        raise NotAllowed(why, "HD-3.4")
    decision.executed_at, decision.executed_by = act.now, act.actor
    deciding.executed(decision, server, act)
    servers.verbs["end_by_decision"](server, act)
    if not decision.gag_until or decision.gag_until < act.today:
        _tell(decision, act)


def end_for_breach(server: Server, first: Act, second: Act, words: str) -> None:
    """A formal notice has ended in a termination: one person has decided it, another carries it out (SSL-8.3)."""
    enter_decision(server, first, ground=Ground.FORMAL, detail=words)
    execute(server.decisions.get(state="entered"), second)


@flow.verb(source="entered", target="withdrawn", clause="SRV-7.1.3", label=_("withdraw"))
def withdraw(decision: ServerDecision, act: Act) -> None:
    """It was entered by mistake, or its reason is gone."""
    close_attention(act, about=decision.public_id)


@flow.verb(source="executed", clause="C-29")
def tell_customer(decision: ServerDecision, act: Act) -> None:
    """The delay is over: the customer is told now."""
    _tell(decision, act)


def drop_abandoned(server: Server, act: Act) -> None:
    """It has been paid: it is not abandoned."""
    for decision in server.decisions.filter(state="entered", ground=Ground.ABANDONED):
        withdraw(decision, act)


def _tell(decision: ServerDecision, act: Act) -> None:
    decision.told_at = act.now
    emails.terminated(decision, act)
