"""The paid term: its proposal and notices, its renewal, the unpaid end, the announced end (SRV-4.1, HD-6)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import dunning, lines, ordering
from billing.models import OrderLine, Proforma
from billing.prices import shared
from contracts.leaving import noting
from core import clock
from core.acts import Act
from core.answering import call_now
from core.transitions import NotAllowed, amend, claim
from core.uploads import Upload
from servers import emails
from servers.ending import decisions
from servers.flows import servers
from servers.models import Server, ServerTask
from servers.ordering import RENEW, renewal_line, term_end
from servers.schedule import LIVE, proposal_lead
from servers.terms import TERM

from . import power

RUNNING = list(Server.RUNNING)
MOST_YEARS = 3  # paid ahead


@servers.verb(source=["active", "suspended"], clause="HD-6.2")
def propose_renewal(server: Server, act: Act) -> None:
    """Before the end the renewal proforma goes out; nothing renews unless it is paid (HD-6.2)."""
    if act.today <= server.term_ends_on:
        server.proposal = propose(server, server.cycle, act)
    emails.renewal_proposed(server, act)


@servers.verb(source=["active", "suspended"], clause="HD-6.2")
def warn(server: Server, act: Act, notice: str) -> None:
    """The term ends: until when it can be renewed, and what happens then."""
    emails.term_notice(server, act, notice)


@servers.verb(source="active", target="suspended", clause="HD-3.3")
def suspend_unpaid(server: Server, act: Act) -> None:
    """The term is over and not paid: the server is stopped, its data stay (HD-3.3). Money on its way delays that."""
    server.suspended_for, server.suspended_at = Server.Ground.BILLING, act.now
    power.by_us(server, ServerTask.Kind.CUT, act)
    emails.suspended(server, act)


@servers.verb(
    source="active",
    target="suspended",
    clause="HD-3.3",
    label=gettext_lazy("suspend the unpaid server at once"),
)
def suspend_at_once(server: Server, act: Act) -> None:
    """The right is immediate: a person uses it with a reason, once the term is over and no money is on its way."""
    if act.today <= server.term_ends_on:
        raise NotAllowed(_("%(server)s is paid until its last day.") % {"server": server}, "HD-3.3")
    if why := server.impediment(None, act.now):
        raise NotAllowed(why, "HD-3.3")
    suspend_unpaid.body(server, act)


@servers.verb(source=["active", "suspended"], clause="HD-3.4")
def warn_abandonment(server: Server, act: Act) -> None:
    """Unpaid for so long, it is deemed abandoned: from when on, and what is lost then."""
    emails.abandonment(server, act, server.dunning.end_on)


@servers.verb(source=["active", "suspended"], clause="HD-3.4")
def list_abandoned(server: Server, act: Act) -> None:
    """Deemed abandoned: a manager confirms the end, nothing is destroyed by the clock alone (guard 18)."""
    decisions.enter(server, act, ground="abandoned")


@servers.verb(source=list(LIVE), clause="SRV-4.1")
def renew(server: Server, act: Act, line: OrderLine) -> str | None:
    """Another term is paid, from J0 on; what was stopped for the bill starts again."""
    cycle = line.options["cycle"]
    if server.months + cycle > max(TERM.cycles) * MOST_YEARS:
        raise NotAllowed(_("%(server)s is paid far enough ahead.") % {"server": server}, "HD-3.1d")
    server.cycle, server.months = cycle, server.months + cycle
    server.term_ends_on = term_end(server, server.months)
    server.notice_at, server.notice_channel, server.proposal = None, "", ""
    ordering.void_open_proposals(server.public_id, act, gettext_lazy("the term has been renewed"))
    lines.finish(line, OrderLine.Outcome.DONE, act)
    decisions.drop_abandoned(server, act)
    emails.renewed(server, act)
    if server.state == "suspended" and server.suspended_for != Server.Ground.BILLING:
        return "suspended"
    if server.state == "suspended":
        power.lift(server, act)
    return "active"


# --- the announced end (HD-6.3) ---------------------------------------------------------------------------
@servers.verb(
    source="active", target="non_renewal_noted", clause="HD-6.3", label=gettext_lazy("note a non-renewal")
)
def note_non_renewal(
    server: Server,
    act: Act,
    channel: str = "portal",
    given_on: date | None = None,
    scan: Upload | None = None,
) -> None:
    """The customer will not renew: no proforma, no reminders; an open one is void (C-11)."""
    noting.note(server, act, channel, given_on, scan, server.term_ends_on)
    server.notice_at, server.notice_channel = act.now, channel
    ordering.void_open_proposals(server.public_id, act, gettext_lazy("the customer does not renew"))
    server.proposal = ""
    emails.notice_given(server, act)


@servers.verb(
    source="non_renewal_noted", target="active", clause="HD-6.3", label=gettext_lazy("renews after all")
)
def take_back_notice(server: Server, act: Act) -> None:
    """He has changed his mind: proformas are made again, at once where one would have been made."""
    server.notice_at, server.notice_channel = None, ""
    if act.today >= server.term_ends_on - proposal_lead(server.cycle):
        server.proposal = propose(server, server.cycle, act)


@servers.verb(source=[*RUNNING, "suspended"], target="ending", clause="HD-6.3")
def end_term(server: Server, act: Act) -> None:
    """The last day of an announced end has passed: the machine and its data are taken away."""
    server.ended_by = Server.EndedBy.CUSTOMER
    call_now(server, act)


def propose(server: Server, cycle: int, act: Act, at_once: bool = False) -> str:
    """The renewal proforma, due on J0, payable until the server is deemed abandoned; none where one is open."""
    if not at_once and (already := ordering.shared_proposal(server, RENEW)):
        return already
    line = renewal_line(server, cycle, act.today)
    last = dunning.payable_through(dunning.SERVER, server.product.product_code, server.public_id,
                                   server.term_ends_on, act.today)  # fmt: skip
    until = clock.opening(last + clock.days(1))
    origin = Proforma.Origin.REQUEST if at_once else Proforma.Origin.RENEWAL
    due = max(server.term_ends_on, act.today)
    proforma = ordering.propose(server.customer, [line], act, due_on=due, payable_until=until, origin=origin,
                                at_once=at_once, prices=shared(server))  # fmt: skip
    return proforma.public_id


def propose_again(server: Server, act: Act) -> None:
    """What its renewal costs has changed: a proforma that had gone out and was voided is made anew."""
    if server.proposal and server.state == "active" and act.today <= server.term_ends_on:
        amend(server, act, "proposed_anew", "HD-6.2", proposal=propose(server, server.cycle, act))


@transaction.atomic
def order_renewal(server: Server, act: Act, cycle: int) -> None:
    """The customer asks for a proforma of another term himself; the open one is void (HD-6.2)."""
    claim(server)
    if not server.is_live:
        words = _("%(server)s is %(state)s: there is no term to renew.")
        raise NotAllowed(words % {"server": server, "state": server.get_state_display()}, "HD-6.2")
    ordering.void_open_proposals(server.public_id, act, gettext_lazy("another term was chosen"))
    amend(server, act, "renewal_ordered", "HD-6.2", proposal=propose(server, cycle, act, at_once=True))
