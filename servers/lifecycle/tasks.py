"""What is to be done at the machine, one thing after the other: asked, under way, done or refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import lines
from billing.models import OrderLine
from core import evidence
from core.acts import Act
from core.answering import call_now, settle_call, tell_staff
from core.attention import close_attention
from core.ports import PortRefused
from core.transitions import NotAllowed, amend, claim
from servers import emails
from servers.access import codes
from servers.flows import tasks as flow
from servers.hypervisor import refusal_text
from servers.models import Address, Image, Server, ServerTask
from servers.terms import DELIVERY, RUNNING

TINY = timedelta(microseconds=1)
Kind = ServerTask.Kind
CLAUSES = {Kind.REBUILD: "SRV-7.2", Kind.RESIZE: "SRV-3.p1", Kind.PASSWORD: "SRV-3.p2", Kind.REVERSE: "SRV-A1",
           Kind.CUT: "SRV-6.2.1", Kind.RESTORE: "SRV-6.2.1", Kind.OPTIONS: "SRV-6.1.3"}  # fmt: skip


def clause_of(task: ServerTask) -> str:
    """The clause behind a task."""
    return CLAUSES.get(Kind(task.kind), "SRV-6.1.2(1)")


def ask_for(server: Server, kind: str, wanted: dict[str, Any], act: Act, line: str = "") -> ServerTask:
    """Put a task in the server's row; it begins at once where nothing else is under way.

    Call it inside a transaction that holds the server's lock (a verb, or `transitions.claim`).
    """
    open_ones = server.tasks.filter(state__in=ServerTask.OPEN)
    busy = open_ones.exists()
    if (
        kind not in (Kind.CUT, Kind.RESTORE, Kind.RESIZE, Kind.OPTIONS)
        and open_ones.count() >= RUNNING.tasks_open
    ):
        words = _("%(n)s tasks are under way for %(server)s already. Wait until they are done.")
        raise NotAllowed(words % {"n": RUNNING.tasks_open, "server": server}, "SRV-6.1.2(1)")
    task = ServerTask(
        customer_id=server.customer_id, server=server, kind=kind, wanted=wanted, line=line, asked_at=act.now,
        asked_by=act.actor, acted_through=act.now - TINY, state="waiting" if busy else "doing",
        call_at=None if busy else act.now,
    )  # fmt: skip
    task.reschedule()
    task.save()
    evidence.record(server.public_id, "act", f"{kind}_asked", act, clause_of(task), task=task.public_id)
    return task


@flow.verb(source="waiting", target="doing", clause="SRV-6.1.2(1)", clause_of=clause_of)
def begin_task(task: ServerTask, act: Act) -> str | None:
    """What was before it is done; where something else has come first, it waits a little longer."""
    if task.server.tasks.filter(state="doing").exists():
        task.call_at = act.now + DELIVERY.look_again
        return "waiting"
    call_now(task, act)
    return None


@flow.verb(source="doing", target="done", clause="SRV-6.1.2(1)", clause_of=clause_of)
def be_done(task: ServerTask, act: Act, answer: Any) -> None:
    """The machine shows what was wanted; what follows from it is written down."""
    settle_call(task)
    task.settled_at = act.now
    EFFECTS.get(Kind(task.kind), _power)(task, act, answer)
    task.wanted = {}
    close_attention(act, about=task.public_id)
    _next(task, act)


@flow.verb(source="doing", target="failed", clause="SRV-6.1.2(1)", clause_of=clause_of)
def be_refused(task: ServerTask, act: Act, refusal: PortRefused) -> None:
    """It cannot be done: the customer reads why, staff see it; what was paid for it is credited."""
    settle_call(task)
    wanted = task.wanted
    task.settled_at, task.refusal, task.wanted = act.now, str(refusal.code)[:200], {}
    tell_staff(task, act, "server_tasks", gettext_lazy("the machine’s host refuses"), clause_of(task),
               str(refusal))  # fmt: skip
    _undo(task, act, wanted)
    emails.task_refused(task, act, refusal_text(refusal.code))
    _next(task, act)


@flow.verb(source=["waiting", "failed"], target="dropped", clause="SRV-6.1.2(1)", label=gettext_lazy("drop"))
def drop(task: ServerTask, act: Act) -> None:
    """It is no longer wanted."""
    wanted = task.wanted
    task.settled_at, task.wanted = act.now, {}
    _undo(task, act, wanted)
    close_attention(act, about=task.public_id)


@flow.verb(source="failed", target="waiting", clause="SRV-6.1.2(1)", label=gettext_lazy("try again"))
def again(task: ServerTask, act: Act) -> str | None:
    """What stood against it is settled; only what needs nothing that was forgotten (power, cut, restore)."""
    if task.kind not in {Kind.START, Kind.STOP, Kind.REBOOT, Kind.CUT, Kind.RESTORE}:
        raise NotAllowed(_("This is asked for anew on the server's page."), clause_of(task))
    task.settled_at, task.refusal = None, ""
    if task.server.tasks.filter(state__in=ServerTask.OPEN).exists():
        return None
    call_now(task, act)
    return "doing"


def close_all(server: Server, act: Act) -> None:
    """The server ends: nothing more is begun; what is under way finds that out by itself."""
    for task in server.tasks.filter(state="waiting"):
        drop(task, act)


def _next(task: ServerTask, act: Act) -> None:
    """The oldest that waits has its turn: the worker begins it, once this one is written as settled."""
    waiting = task.server.tasks.filter(state="waiting").exclude(pk=task.pk).order_by("asked_at", "pk").first()
    if waiting:
        amend(waiting, act, "has_its_turn", clause_of(waiting), call_at=act.now)


def _undo(task: ServerTask, act: Act, wanted: dict[str, Any]) -> None:
    """It is not done: what was taken for it goes back, and what was paid for it."""
    if wanted and task.kind in UNDONE:
        UNDONE[task.kind](task, act, wanted)
    line = OrderLine.objects.select_related("customer", "proforma").filter(public_id=task.line).first()
    if line and not line.outcome:
        lines.credit_line(line, act, gettext_lazy("it could not be done"))


# --- what follows from each -------------------------------------------------------------------------------
def _power(task: ServerTask, act: Act, answer: Any) -> None:
    """The machine runs or is stopped."""
    _write(task, act, power=getattr(answer, "state", "") or task.server.power)


def _rebuilt(task: ServerTask, act: Act, answer: Any) -> None:
    """A fresh system, with fresh access codes."""
    image = Image.objects.get(code=task.wanted["image"])
    _write(task, act, image_id=image.pk, power="running")
    _new_codes(task, act)


def _new_codes(task: ServerTask, act: Act, answer: Any = None) -> None:
    """The password that the machine has got is kept for its customer to open."""
    server = task.server
    claim(server)
    codes.keep(server, task.wanted["sealed"], act)
    codes.publish(server, act)
    amend(server, act, "codes_made", "SRV-3.p2", code_expires_at=server.code_expires_at)
    emails.new_codes(task, act)


def _reversed(task: ServerTask, act: Act, answer: Any) -> None:
    """The address has its name."""
    Address.objects.filter(server=task.server, ip=task.wanted["ip"]).update(reverse=task.wanted["name"])


def _write(task: ServerTask, act: Act, **facts: Any) -> None:
    amend(task.server, act, f"{task.kind}_done", clause_of(task), **facts)


EFFECTS: dict[str, Callable[[ServerTask, Act, Any], None]] = {
    Kind.REBUILD: _rebuilt, Kind.PASSWORD: _new_codes, Kind.REVERSE: _reversed,
}  # fmt: skip
UNDONE: dict[
    str, Callable[[ServerTask, Act, dict[str, Any]], None]
] = {}  # what follows where it cannot be done
