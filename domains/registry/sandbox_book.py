"""The sandbox registry's book: rows under their lock as they are now, commands carried out and written down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from core.ports import PortRefused

from . import faults, sandbox_queue
from .models import OURS, SandboxName, SandboxTransaction
from .port import NameTaken
from .sandbox_life import aged, paid_until, seen
from .sandbox_strangers import somebody_elses

DONE = 1000  # EPP: carried out
FOR_ALL = {"register", "request_transfer", "cancel_transfer"}  # by a registrar that does not hold the name


@dataclass(frozen=True)
class Command:
    """What arrives at the registry. Without a `target` the paid period tells one occasion from the next."""

    verb: str
    name: str
    reference: str
    now: datetime
    target: str = ""


class Book:
    """The registry as one registrar sees it; it knows nothing of the portal's tables."""

    demands = frozenset({"holder"})

    def __init__(self, registrar: str = OURS):
        self.registrar = registrar

    def _execute(self, command: Command, work: Callable[..., Any], show: Callable[..., Any] = seen) -> Any:
        """Receive a command, carry it out or refuse it, and write it down either way: one short transaction."""
        fault("before", command.verb, command.name, command.now)
        answer: Any
        with transaction.atomic():
            row = locked(command.name, command.now)
            occasion = f"{paid_until(row, command.now):%Y-%m-%d}" if row else "new"
            try:
                self._check_access(row, command)
                answer = show(saved(work(row)), command.now, self.registrar)
            except PortRefused as refused:
                answer = refused
            write_down(command, command.target or occasion, answer)
        if isinstance(answer, PortRefused):
            raise answer
        fault("after", command.verb, command.name, command.now)
        return answer

    def _check_access(self, row: SandboxName | None, command: Command) -> None:
        """Only the sponsor may touch a name; anybody may ask for it."""
        if command.verb in FOR_ALL:
            return
        if row is None and not somebody_elses(command.name):
            raise PortRefused(2303, f"{command.name} does not exist")
        if row is None or row.sponsor != self.registrar:
            raise PortRefused(2201, f"{command.name} is sponsored by another registrar")


def locked(name: str, now: datetime) -> SandboxName | None:
    """The row under its lock, as it is now; one that is gone leaves the book, what the registry did is told."""
    held = SandboxName.objects.select_for_update().filter(name=name).first()
    if held is None:
        return None
    sandbox_queue.settle(held, now)
    before = held.expires_at
    row = aged(held, now)
    if row is None:
        held.delete()
    elif row.expires_at != before:
        row.save(update_fields=["expires_at", "auto_renewed_at"])
        sandbox_queue.tell_renewed(row, now)
    return row


def saved(row: SandboxName) -> SandboxName:
    """Of two who create a name at once, the second is refused."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise NameTaken(f"{row.name} exists") from None
    return row


def write_down(command: Command, target: str, answer: Any) -> None:
    """One line in the ledger; the same command again is counted."""
    result = int(answer.code) if isinstance(answer, PortRefused) else DONE
    cltrid = f"{command.reference}.{command.verb}.{command.name}.{target}"[:400]
    facts = {"command": command.verb, "name": command.name, "reference": command.reference, "at": command.now}
    done = int(result == DONE)
    defaults = facts | {"result": result, "done": done}
    entry, new = SandboxTransaction.objects.get_or_create(cltrid=cltrid, defaults=defaults)
    if not new:
        again = {"times": F("times") + 1, "done": F("done") + done, "result": result}
        SandboxTransaction.objects.filter(pk=entry.pk).update(**again)


def fault(when: str, command: str, name: str, now: datetime) -> None:
    """What a test or the simulator makes go wrong."""
    getattr(faults, when)(command, name, now)
