"""The hypervisor by hand: each order is shown to staff, who do it and type what came of it.

Dedicated servers are always handled so: a physical machine is installed, restarted and wiped by people.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from core import by_hand
from core.acts import Act
from core.ports import PortRefused
from servers.terms import RUNNING as RUNNING_TERMS

from .models import ManualWork
from .port import RUNNING, STOPPED, Guest, Screen, Usage, Wanted

Command = ManualWork.Command
SECRET = ("password_hash",)


def opened(site: str, entry: Mapping[str, Any]) -> "ManualHypervisor":
    """The adapter of one site."""
    return ManualHypervisor(site)


def faults(site: str, entry: Mapping[str, Any]) -> list[str]:
    """Nothing can be wrong in its settings."""
    return []


class ManualHypervisor:
    """Asks staff; raises PortWaiting until they have answered."""

    def __init__(self, site: str):
        self.site = site

    def create(self, wanted: Wanted, now: datetime) -> Guest:
        """Staff make the machine and start it."""
        return self.asked(Command.CREATE, wanted.reference, wanted.reference, now, _details(wanted))

    def find(self, reference: str, now: datetime) -> Guest | None:
        """As staff have left it."""
        done = ManualWork.objects.filter(reference=reference, refused=False).exclude(answered_at=None)
        last = done.order_by("-answered_at", "-pk").first()
        if last is None or last.command == Command.DESTROY:
            return None
        return Guest(reference, STOPPED if last.command == Command.STOP else RUNNING)

    def start(self, reference: str, key: str, now: datetime) -> Guest:
        """Staff switch it on."""
        return self.asked(Command.START, reference, key, now)

    def stop(self, reference: str, key: str, now: datetime) -> Guest:
        """Staff switch it off."""
        return self.asked(Command.STOP, reference, key, now, state=STOPPED)

    def reboot(self, reference: str, key: str, now: datetime) -> Guest:
        """Staff restart it."""
        return self.asked(Command.REBOOT, reference, key, now)

    def rebuild(self, wanted: Wanted, key: str, now: datetime) -> Guest:
        """Staff install it anew."""
        return self.asked(Command.REBUILD, wanted.reference, key, now, _details(wanted))

    def resize(self, wanted: Wanted, key: str, now: datetime) -> Guest:
        """Staff give it the new size."""
        return self.asked(Command.RESIZE, wanted.reference, key, now, _details(wanted))

    def set_password(self, reference: str, password: str, key: str, now: datetime) -> None:
        """A password is never shown to staff through a work list: they hand over one of their own (`hand_over`)."""
        raise PortRefused("unsupported", "by hand: enter new access codes at the server's page")

    def destroy(self, reference: str, now: datetime) -> None:
        """Staff take it down and wipe it."""
        if self.find(reference, now) is None and not self._open(Command.DESTROY, reference):
            return
        self.asked(Command.DESTROY, reference, reference, now)

    def console(self, reference: str, now: datetime) -> Screen:
        """A machine that is handled by hand shows no console here."""
        raise PortRefused("unsupported", "no console")

    def usage(self, references: Mapping[str, int], now: datetime) -> dict[str, Usage]:
        """Nobody counts by hand."""
        return {}

    def _open(self, command: str, key: str) -> bool:
        return ManualWork.objects.filter(command=command, key=key, answered_at=None).exists()

    def asked(
        self, command: Command, reference: str, key: str, now: datetime, details: dict | None = None,
        state: str = RUNNING,
    ) -> Guest:  # fmt: skip
        """The order is on the work list; raises PortWaiting until it is answered, PortRefused where it is refused."""
        fresh = {"site": self.site, "reference": reference, "details": details or {}, "asked_at": now,
                 "due_at": now + RUNNING_TERMS.work_by_hand}  # fmt: skip
        by_hand.heard(by_hand.ask(ManualWork, {"command": command, "key": key}, fresh))
        return Guest(reference, state)


def answer(work: ManualWork, said: str, act: Act, refused: bool = False) -> ManualWork:
    """Staff say that it is done, or why it cannot be done."""
    return by_hand.refuse(work, "hand", said, act) if refused else by_hand.answer(work, {"words": said}, act)


def _details(wanted: Wanted) -> dict[str, Any]:
    return {key: value for key, value in asdict(wanted).items() if key not in SECRET}
