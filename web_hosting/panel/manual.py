"""The panel by hand: staff do in its own pages what is asked, and type in what they saw.

Each thing asked is one piece of work by hand (`core.by_hand`). Its answer is returned once: the same question asked
later is another task.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core import by_hand
from core.by_hand import instant
from core.ports import PortRefused
from core.vault import sealed

from .models import ManualPanelTask
from .port import Door, Held, Place, Usage, Wanted
from .terms import PANEL

Command = ManualPanelTask.Command


def opened(code: str, entry: Mapping[str, Any]) -> "ManualPanel":
    return ManualPanel(code, entry.get("login_url", ""))


def faults(code: str, entry: Mapping[str, Any]) -> list[str]:
    known = {"adapter", "login_url"}
    return [f"{code}: «{name}» is no setting of a panel by hand." for name in sorted(entry.keys() - known)]


class ManualPanel:
    """A `Panel` whose answers are typed in by staff; each thing asked is one row of `ManualPanelTask`."""

    holds_a_name_twice = True  # a person knows how

    def __init__(self, code: str, login_url: str = ""):
        self.code, self.login_url = code, login_url

    def create(self, wanted: Wanted, now: datetime) -> Held:
        """Staff make it with our login and password, and type where the name is to point."""
        place = wanted.place
        said = self._answer(
            Command.CREATE, place, now, secret=sealed(wanted.password.encode()), email=wanted.email
        )
        servers = tuple(said.get("nameservers", ()))
        return Held(place.login, place.domain, place.package, False, said.get("address", ""), servers)

    def suspend(self, place: Place, reason: str, now: datetime) -> None:
        self._answer(Command.SUSPEND, place, now)

    def resume(self, place: Place, now: datetime) -> None:
        self._answer(Command.RESUME, place, now)

    def change(self, place: Place, package: str, now: datetime) -> None:
        self._answer(Command.CHANGE, place, now, to=package)

    def remove(self, place: Place, now: datetime) -> None:
        self._answer(Command.REMOVE, place, now)

    def usage(self, places: Sequence[Place], now: datetime) -> dict[str, Usage] | None:
        """Nobody counts that by hand every day."""
        return None

    def door(self, place: Place, now: datetime) -> Door:
        """The panel's own sign-in page, where it is known."""
        if not self.login_url:
            raise PortRefused("unsupported", "no sign-in page is configured")
        return Door(self.login_url, now + PANEL.session)

    def latest_backup(self, place: Place, now: datetime) -> datetime | None:
        """Staff look and type its instant, or that there is none."""
        said = self._answer(Command.BACKUP, place, now)
        return instant(said, "backup_at") if said.get("backup_at") else None

    def restore(self, place: Place, backup_at: datetime, what: str, now: datetime) -> str:
        said = self._answer(Command.RESTORE, place, now, backup_at=backup_at.isoformat(), what=what)
        return str(said.get("words", ""))

    def _answer(
        self, command: str, place: Place, now: datetime, secret: bytes | None = None, **more: Any
    ) -> dict:
        """What staff have typed for this very task; opened, or waited for, until they have."""
        asked = self._task(command, place, now, secret, more)
        if asked.answered_at:
            ManualPanelTask.objects.filter(pk=asked.pk).update(taken_at=now, secret=None)
        return by_hand.heard(asked).answer

    def _task(
        self, command: str, place: Place, now: datetime, secret: bytes | None, more: dict
    ) -> ManualPanelTask:
        details = {"domain": place.domain, "login": place.login, "package": place.package, **more}
        fresh = {"panel": self.code, "details": details, "secret": secret, "asked_at": now,
                 "due_at": now + PANEL.by_hand}  # fmt: skip
        which = {"thread": place.our_reference, "command": command}
        last = ManualPanelTask.objects.filter(**which).order_by("-turn").first()
        turn = 1 if last is None else last.turn + bool(last.taken_at)
        return by_hand.ask(ManualPanelTask, {**which, "turn": turn}, fresh)
