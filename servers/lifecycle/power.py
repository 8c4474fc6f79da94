"""What we do ourselves to a server's machine: cut it off, give it back; before whatever its customer has asked for."""

from core.acts import Act
from servers.models import Server, ServerTask

from . import tasks


def by_us(server: Server, kind: str, act: Act) -> ServerTask:
    """An act of ours: what the customer asked for and has not begun is dropped."""
    for waiting in server.tasks.filter(state="waiting").exclude(
        kind__in=["resize", "options", "cut", "restore"]
    ):
        tasks.drop(waiting, act)
    return tasks.ask_for(server, kind, {}, act)


def lift(server: Server, act: Act) -> None:
    """The suspension is over: the machine runs again."""
    server.suspended_for, server.suspended_at, server.suspension_text = "", None, ""
    server.gag_until = server.corrected_at = None
    by_us(server, ServerTask.Kind.RESTORE, act)
