"""The panel by hand: staff do in its own pages what is asked, and type in what they saw.

The first call opens one task and raises `PortWaiting`; so does every call until a person has answered. Then the same
call returns the answer, once: the same question asked later is another task. Call it outside a transaction.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from core.acts import Act
from core.attention import close_attention, raise_attention
from core.ports import PortRefused, PortWaiting
from core.vault import sealed

from .models import ManualPanelTask
from .port import Door, Held, Place, Usage, Wanted
from .terms import PANEL

QUEUE = "panel_by_hand"
Command = ManualPanelTask.Command
CLAUSES: dict[str, str] = {
    Command.CREATE: "HD-6.1", Command.SUSPEND: "HD-4.2", Command.RESUME: "HD-3.3", Command.CHANGE: "HD-5.2",
    Command.REMOVE: "HD-6.3", Command.BACKUP: "C-14", Command.RESTORE: "HD-3.7",
}  # fmt: skip


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
        typed = self._answer(Command.BACKUP, place, now).get("backup_at", "")
        return instant(typed) if typed else None

    def restore(self, place: Place, backup_at: datetime, what: str, now: datetime) -> str:
        said = self._answer(Command.RESTORE, place, now, backup_at=backup_at.isoformat(), what=what)
        return str(said.get("words", ""))

    def _answer(
        self, command: str, place: Place, now: datetime, secret: bytes | None = None, **more: Any
    ) -> dict:
        """What staff have typed for this very task; opened, or waited for, until they have."""
        asked = self._task(command, place, now, secret, more)
        if asked.answered_at is None:
            raise PortWaiting(f"{asked.command} {asked.thread}: asked from staff")
        ManualPanelTask.objects.filter(pk=asked.pk).update(taken_at=now, secret=None)
        if asked.refused:
            raise PortRefused(asked.answer["code"], asked.answer["message"])
        return asked.answer

    def _task(
        self, command: str, place: Place, now: datetime, secret: bytes | None, more: dict
    ) -> ManualPanelTask:
        details = {"domain": place.domain, "login": place.login, "package": place.package, **more}
        fresh = {"panel": self.code, "details": details, "secret": secret, "asked_at": now,
                 "due_at": now + PANEL.by_hand}  # fmt: skip
        with transaction.atomic():
            mine = ManualPanelTask.objects.filter(thread=place.our_reference, command=command)
            last = mine.order_by("-turn").first()
            turn = 1 if last is None else last.turn + bool(last.taken_at)
            asked, _new = mine.get_or_create(
                thread=place.our_reference, command=command, turn=turn, defaults=fresh
            )
            title = _("To do at the panel: %(what)s") % {"what": asked}
            raise_attention(QUEUE, _key(asked), place.our_reference, title, act=Act(asked.asked_at),
                            clause=CLAUSES[command])  # fmt: skip
        return asked


def answer(asked: ManualPanelTask, said: Mapping[str, Any], act: Act) -> ManualPanelTask:
    """Staff type what they did and saw."""
    return _close(asked, dict(said), False, act)


def refuse(asked: ManualPanelTask, code: str, message: str, act: Act) -> ManualPanelTask:
    """It cannot be done: the kind (`refusals`) and the words."""
    return _close(asked, {"code": code, "message": message}, True, act)


def instant(typed: str) -> datetime:
    """A typed instant; one without an offset is meant in UTC."""
    found = parse_datetime(typed)
    if found is None:
        raise ValueError(_("%(fact)s is not a date and time.") % {"fact": typed})
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _close(asked: ManualPanelTask, said: dict[str, Any], refused: bool, act: Act) -> ManualPanelTask:
    facts = {"answer": said, "refused": refused, "answered_at": act.now, "answered_by": act.actor}
    with transaction.atomic():
        if ManualPanelTask.objects.filter(pk=asked.pk, answered_at=None).update(**facts):
            close_attention(act, key=_key(asked))
    asked.refresh_from_db()
    return asked


def _key(asked: ManualPanelTask) -> str:
    return f"panel:{asked.pk}"
