"""From the payment to the delivery: an address, a machine, the activation (SRV-3.1, SRV-3.2, SRV-4.1)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import lines
from billing.models import OrderLine
from core import evidence
from core.acts import Act
from core.answering import ask_tomorrow, call_now, settle_call, tell_staff
from core.attention import close_attention
from core.ports import PortRefused
from core.transitions import NotAllowed
from servers import coverage, emails, inventory
from servers.access import codes
from servers.flows import servers
from servers.hypervisor import BUILDING, Guest
from servers.models import Machine, Server
from servers.ordering import term_end
from servers.terms import DELIVERY

from . import checklist

QUEUE = "server_delivery"


@servers.verb(source="paid", target="provisioning", clause="SRV-3.2")
def begin(server: Server, act: Act) -> str | None:
    """An address and access codes for a cloud server; where no address is free it is looked for again."""
    if _taken_back(server):
        return _undo(server, act, Server.EndedBy.REFUND)
    if not inventory.lease(server, act):
        server.call_at = act.now + DELIVERY.no_address
        tell_staff(server, act, QUEUE, gettext_lazy("no address is free at this site"), "SRV-3.2")
        return "paid"
    codes.keep_first(server, codes.invented(), act)
    call_now(server, act)
    return None


@servers.verb(source="provisioning", target="active", clause="SRV-3.2")
def be_created(server: Server, act: Act, answer: Guest) -> str | None:
    """The machine runs: it is delivered. One whose payment was taken back meanwhile is destroyed, not delivered."""
    line = _line(server)
    if line and line.credit_note_id:
        return _undo(server, act, Server.EndedBy.REFUND)
    if answer.state == BUILDING:
        settle_call(server, next_at=act.now + DELIVERY.look_again)
        return "provisioning"
    server.power = answer.state
    _activate(server, act, line)
    return None


@servers.verb(source="provisioning", clause="SRV-3.2")
def not_created(server: Server, act: Act, refusal: PortRefused) -> None:
    """The hypervisor refuses for a reason of ours: asked again tomorrow, staff look today."""
    ask_tomorrow(server, act, str(refusal))
    tell_staff(server, act, QUEUE, gettext_lazy("the hypervisor refuses"), "SRV-3.2", str(refusal))


@servers.verb(source=["paid", "provisioning"], clause="SRV-3.2", label=gettext_lazy("try again now"))
def try_again(server: Server, act: Act) -> None:
    """What stood against it is settled."""
    if not server.product.is_cloud:
        raise NotAllowed(_("A dedicated server is delivered by hand."), "SRV-3.1")
    call_now(server, act)


# --- promises -------------------------------------------------------------------------------------------
@servers.verb(
    source=["paid", "provisioning"], clause="SRV-3.1", clause_of=lambda server: server.product.promise_clause
)
def call_staff(server: Server, act: Act, tone: str) -> str | None:
    """The promise runs out: staff are called before it does (amber, red); nobody for a payment that was taken back."""
    if _taken_back(server):
        return _undo(server, act, Server.EndedBy.REFUND)
    words = {"amber": gettext_lazy("half of the time to deliver has passed"),
             "red": gettext_lazy("delivery is urgent")}  # fmt: skip
    why = server.call_error or f"{server.promised_at:%Y-%m-%d %H:%M} UTC"
    tell_staff(server, act, f"{QUEUE}_{tone}", words[tone], server.product.promise_clause, why)
    return None


@servers.verb(
    source=["paid", "provisioning"], clause="SRV-3.1", clause_of=lambda server: server.product.promise_clause
)
def report_late_delivery(server: Server, act: Act) -> str | None:
    """The promise is missed: it is recorded, staff and customer are told, the work goes on."""
    if _taken_back(server):
        return _undo(server, act, Server.EndedBy.REFUND)
    clause = server.product.promise_clause
    evidence.record(server.public_id, "breach", "late_delivery", act, clause, due=server.promised_at,
                    why=server.call_error, attempts=server.call_attempts)  # fmt: skip
    tell_staff(server, act, f"{QUEUE}_late", gettext_lazy("the delivery is late"), clause, server.call_error)
    emails.delayed(server, act)
    return None


# --- dedicated servers, by staff --------------------------------------------------------------------------
@servers.verb(source="paid", target="provisioning", clause="SRV-3.1", label=gettext_lazy("assign a machine"))
def assign(server: Server, act: Act, machine: Machine) -> str | None:
    """A machine of the stock and its addresses; the checklist begins."""
    if server.product.is_cloud:
        raise NotAllowed(_("A cloud server is prepared by itself."), "SRV-3.2")
    if _taken_back(server):
        return _undo(server, act, Server.EndedBy.REFUND)
    if not inventory.lease(server, act):
        raise NotAllowed(_("No address is free at %(site)s: add a network first.") % {"site": server.site})
    inventory.be_assigned(machine, act, server=server)
    server.machine, server.checklist = machine, []
    return None


@servers.verb(source="provisioning", clause="SRV-3.1", label=gettext_lazy("tick the checklist"))
def tick(server: Server, act: Act, done: list[str]) -> None:
    """What has been done to the machine so far."""
    checklist.check_known(done)
    server.checklist = [code for code in checklist.ITEMS if code in {*server.checklist, *done}]


@servers.verb(source="provisioning", target="active", clause="SRV-3.1", label=gettext_lazy("deliver"))
def deliver(server: Server, act: Act, password: str) -> str | None:
    """Everything is ticked: the customer gets his access codes, the term begins."""
    if server.product.is_cloud:
        raise NotAllowed(_("A cloud server is delivered by itself."), "SRV-3.2")
    if _taken_back(server):
        return _undo(server, act, Server.EndedBy.REFUND)
    if missing := checklist.missing(server):
        words = _("Still to be done before the delivery: %(items)s. Tick the checklist first.")
        raise NotAllowed(words % {"items": ", ".join(missing)}, "SRV-3.1")
    codes.keep(server, codes.sealed(password), act)
    server.power = "running"
    _activate(server, act, _line(server))
    return None


# --- undone before it was delivered ------------------------------------------------------------------------
@servers.verb(
    source=["paid", "provisioning"], target="ending", clause="C-21", label=gettext_lazy("undo the order")
)
def undo(server: Server, act: Act) -> str | None:
    """It cannot be delivered: the money goes back to the credit account, what was begun is taken down."""
    _credit(server, act, gettext_lazy("the server could not be delivered"))
    return _undo(server, act, Server.EndedBy.COMPANY)


@servers.verb(source="paid", target="ending", clause="C-21")
def withdraw(server: Server, act: Act) -> str | None:
    """A consumer withdraws inside the seven days in which nothing was activated: all is paid back (C-21)."""
    if server.withdrawal != Server.Withdrawal.KEPT or act.now >= server.starts_at:
        words = _("The right of withdrawal has ended or was given up when %(server)s was ordered.")
        raise NotAllowed(words % {"server": server}, "C-21")
    _credit(server, act, gettext_lazy("withdrawal within seven days"))
    tell_staff(
        server,
        act,
        "server_refunds",
        gettext_lazy("withdrawn: pay back the way it was paid, if asked"),
        "C-21",
    )
    return _undo(server, act, Server.EndedBy.WITHDRAWAL)


def _taken_back(server: Server) -> bool:
    """Whether the line that paid for it has been credited meanwhile."""
    if server.taken_back is not None:
        return server.taken_back
    return OrderLine.objects.filter(public_id=server.line, credit_note__isnull=False).exists()


def _line(server: Server) -> OrderLine | None:
    """The line that paid for it; none for one taken over from elsewhere."""
    return OrderLine.objects.select_related("customer", "proforma").filter(public_id=server.line).first()


def _credit(server: Server, act: Act, reason) -> None:
    line = _line(server)
    if line and line.credit_note_id is None and not line.outcome:
        lines.credit_line(line, act, reason)


def _undo(server: Server, act: Act, by: str) -> str:
    """Nothing is delivered: what exists is destroyed."""
    server.ended_by = by
    close_attention(act, about=server.public_id)
    call_now(server, act)
    return "ending"


def _activate(server: Server, act: Act, line: OrderLine | None) -> None:
    """The term starts with the activation (SRV-4.1, C-12)."""
    settle_call(server)
    server.delivered_at, server.term_started_on, server.months = act.now, act.today, server.cycle
    server.term_ends_on, server.traffic_since = term_end(server, server.cycle), act.today
    if line:
        lines.finish(line, OrderLine.Outcome.DONE, act)
    codes.publish(server, act)
    close_attention(act, about=server.public_id)
    coverage.begin(server, act)
    evidence.record(server.public_id, "act", "delivered", act, "SRV-3.p2", in_time=act.now <= server.promised_at,
                    seconds=int((act.now - server.starts_at).total_seconds()))  # fmt: skip
    emails.activated(server, act)
